from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adjudge.checks.hurl.kind import Hurl
from adjudge.checks.model import CheckResult, Fault, Outcome
from adjudge.findings import Location
from adjudge.spec.model import Check

Judge = Callable[..., CheckResult]


def outcomes(result: CheckResult) -> list[str]:
    return [case.outcome.value for case in result.cases]


@pytest.mark.requirement("HURL-1")
def test_every_assert_is_a_case_at_its_line(judge: Judge) -> None:
    result = judge('GET {{base}}/json\nHTTP 200\n[Asserts]\njsonpath "$.integer" == 3\n')

    assert [(c.name, c.location.line, c.outcome) for c in result.cases] == [
        ("HTTP 200 (GET {{base}}/json)", 12, Outcome.PASSED),
        ('jsonpath "$.integer" == 3', 14, Outcome.PASSED),
    ]


@pytest.mark.requirement("HURL-1")
@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ('jsonpath "$.integer" == 3', True),
        ('jsonpath "$.float" == 3', True),
        ('jsonpath "$.integer" isInteger', True),
        ('jsonpath "$.float" isInteger', False),
        ('jsonpath "$.float" isFloat', True),
        ('jsonpath "$.integer" == "3"', False),
        ('jsonpath "$.true" == true', True),
        ('jsonpath "$.true" == 1', False),
        ('jsonpath "$.null" == null', True),
        ('jsonpath "$.null" exists', True),
        ('jsonpath "$.missing" not exists', True),
        ('jsonpath "$.missing" == null', False),
        ('jsonpath "$.list" count == 3', True),
        ('jsonpath "$.list" contains "two"', True),
        ('jsonpath "$.list" includes 2', False),
        ('jsonpath "$.list" nth -1 == 3', True),
        ('jsonpath "$.list" first == 1', True),
        ('jsonpath "$.list" last == 3', True),
        ('jsonpath "$.list" nth 3 == 3', False),
        ('jsonpath "$.one[*].name" == "only"', True),
        ('jsonpath "$.books[*].price" count == 2', True),
        ('jsonpath "$.books[?(@.price<10)].price" == 8', True),
        ('jsonpath "$..price" contains 12', True),
        ('jsonpath "$.books[0]" isObject', True),
        ('jsonpath "$.books" isList', True),
        ('jsonpath "$.big" == 99999999999999999999', True),
        ('jsonpath "$.text" startsWith "he"', True),
        ('jsonpath "$.text" not endsWith "lo"', False),
        ('jsonpath "$.text" matches /^h.l+o$/', True),
        ('jsonpath "$.text" matches "\\\\w{6}"', False),
        ('jsonpath "$.text" > "hallo"', True),
        ('jsonpath "$.text" > 3', False),
        ('jsonpath "$.text" not > 3', False),
        ('jsonpath "$.uuid" isUuid', True),
        ('jsonpath "$.date" isIsoDate', True),
        ('jsonpath "$.date" toDate "%+" format "%A %e %b %Y" == "Monday 23 Jan 2023"', True),
        ('jsonpath "$.date" toDate "%Y-%m-%dT%H:%M:%S%.fZ" daysBeforeNow > 700', True),
        ('jsonpath "$.html" htmlUnescape == "a < b"', True),
        ('jsonpath "$.url" urlQueryParam "x" == "a b"', True),
        ('jsonpath "$.text" replaceRegex /l+/ "L" == "heLo"', True),
        ('jsonpath "$.text" regex /(l+)/ == "ll"', True),
        ('jsonpath "$.text" split "e" nth 1 == "llo"', True),
        ('jsonpath "$.text" utf8Encode toHex == "68656c6c6f"', True),
        ('jsonpath "$.text" utf8Encode base64Encode == "aGVsbG8="', True),
        ('jsonpath "$.integer" toString == "3"', True),
        ('jsonpath "$.text" toInt == 3', False),
        ("status < 300", True),
        ('version == "1.1"', True),
        ('ip == "127.0.0.1"', True),
        ('url endsWith "/json"', True),
        ('header "content-TYPE" == "application/json"', True),
        ('header "X-None" not exists', True),
        ("duration < 5000", True),
        ("bytes count > 10", True),
        ("bytes startsWith hex,7b;", True),
        ("sha256 exists", True),
        ("md5 exists", True),
        ('variable "who" == "me"', True),
        ("redirects count == 0", True),
        ('body contains "hello"', True),
        ('regex "\\"text\\": \\"(\\\\w+)\\"" == "hello"', True),
        ("body isEmpty", False),
    ],
)
def test_an_assert_holds_exactly_as_hurl_says(judge: Judge, line: str, holds: bool) -> None:  # noqa: FBT001  a column of the table
    result = judge(f"GET {{{{base}}}}/json\nHTTP 200\n[Asserts]\n{line}\n")

    assert outcomes(result) == ["passed", "passed" if holds else "failed"]


def test_the_time_of_a_response_is_that_of_its_first_case(judge: Judge) -> None:
    first, second = judge("GET {{base}}/json\nHTTP 200\n[Asserts]\nstatus == 200\n").cases

    assert 0 < first.seconds < 5
    assert second.seconds == 0


def test_a_failure_says_what_was_expected_and_what_came(judge: Judge) -> None:
    result = judge('GET {{base}}/json\nHTTP 200\n[Asserts]\njsonpath "$.text" == "bye"\n')

    case = result.cases[1]
    assert (case.expected, case.actual) == ("string <bye>", "string <hello>")
    assert "< HTTP/1.1 200" in result.transcript
    assert "> GET http://127.0.0.1:" in result.transcript


@pytest.mark.requirement("JUDGE-13")
def test_what_follows_a_failed_entry_is_masked(judge: Judge) -> None:
    result = judge(
        "GET {{base}}/json\nHTTP 404\n[Asserts]\nstatus == 404\nGET {{base}}/echo\nHTTP 200\n"
    )

    assert outcomes(result) == ["failed", "inconclusive", "inconclusive"]
    assert result.cases[1].reason.startswith("masked by HTTP 404")
    assert result.outcome is Outcome.FAILED


def test_access_that_should_have_been_refused_is_marked_as_granted(judge: Judge) -> None:
    status = judge("GET {{base}}/json\nHTTP 403\n").cases[0]
    stated = judge("GET {{base}}/json\nHTTP *\n[Asserts]\nstatus == 401\n").cases[1]
    other = judge("GET {{base}}/refuse\nHTTP 403\n").cases[0]

    assert (status.granted, stated.granted, other.granted) == (True, True, False)
    assert status.cause == "status 403 expected, status 200 came"


def test_a_request_without_a_response_section_only_needs_an_answer(judge: Judge) -> None:
    result = judge("GET {{base}}/nowhere\nGET {{base}}/json\nHTTP 200\n")

    assert outcomes(result) == ["passed"] * 2


@pytest.mark.parametrize("response", ["", "HTTP *\n", "HTTP *\n[Asserts]\n"])
def test_a_block_that_expects_nothing_of_any_response_decides_nothing(
    judge: Judge, stage: Any, response: str
) -> None:
    text = f"GET {{{{base}}}}/nowhere\n{response}"

    assert outcomes(judge(text)) == ["inconclusive"]
    here = Location("spec/a.md", 10)
    check = Check("A-1#1", "A-1", "hurl", text, here, here)
    assert [f.code for f in Hurl().diagnose(check, stage.folder)] == ["ADJ336"]


def test_a_request_that_is_left_out_keeps_what_it_was_to_show_unknown(judge: Judge) -> None:
    result = judge(
        "GET {{base}}/json\n[Options]\nskip: true\nHTTP 200\nGET {{base}}/json\nHTTP 200\n"
    )

    assert outcomes(result) == ["not run", "passed"]
    assert result.outcome is Outcome.NOT_RUN


@pytest.mark.requirement("HURL-2")
def test_a_block_that_is_not_hurl_is_not_run(judge: Judge, stage: Any) -> None:
    result = judge("GET {{base}}/json\nHTTP abc\n")

    assert outcomes(result) == ["not run"]
    assert result.cases[0].fault is Fault.SPECIFICATION
    assert "spec/a.md:12:6" in result.reason
    assert stage.started == 0


def test_an_undefined_variable_keeps_everything_from_being_sent(judge: Judge, server: Any) -> None:
    result = judge("GET {{base}}/json\nGET {{base}}/{{nothing}}\n")

    assert outcomes(result) == ["not run"]
    assert "`nothing` is not defined" in result.reason
    assert server.seen == []


@pytest.mark.requirement("HURL-2")
def test_what_only_the_program_can_do_is_not_run_and_names_its_line(
    judge: Judge, server: Any
) -> None:
    result = judge("GET {{base}}/json\nHTTP 200\nGET {{base}}/json\n[Options]\nhttp3: true\n")

    assert outcomes(result) == ["not run"]
    assert result.cases[0].fault is Fault.ENVIRONMENT
    assert "spec/a.md:15:1" in result.reason
    assert server.seen == []


@pytest.mark.parametrize("option", ["output: a.txt", "proxy: localhost:1", "resolve: a:1:b"])
def test_what_no_check_may_do_is_not_run(judge: Judge, server: Any, option: str) -> None:
    result = judge(f"GET {{{{base}}}}/json\n[Options]\n{option}\n")

    assert outcomes(result) == ["not run"]
    assert result.cases[0].fault is Fault.SPECIFICATION
    assert server.seen == []


def test_a_system_that_does_not_start_is_not_run(judge: Judge, stage: Any) -> None:
    stage.failure = "it did not get ready"

    result = judge("GET {{base}}/json\n")

    assert outcomes(result) == ["not run"]
    assert result.reason == "it did not get ready"
    assert result.transcript == "its last words"


def test_another_host_is_refused_unless_the_block_lists_it(judge: Judge, server: Any) -> None:
    port = server.server_address[1]
    text = f"GET http://localhost:{port}/json\nHTTP 200\n"
    refused = judge(text)
    allowed = judge(text, hosts=[f"localhost:{port}"])

    assert outcomes(refused) == ["not run"]
    assert "list the host" in refused.cases[0].reason
    assert outcomes(allowed) == ["passed"]
