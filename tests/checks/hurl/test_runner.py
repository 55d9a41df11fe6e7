from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from adjudge.checks.model import CheckResult, Fault
from adjudge.system.stage import Limits

Judge = Callable[..., CheckResult]


def outcomes(result: CheckResult) -> list[str]:
    return [case.outcome.value for case in result.cases]


def test_a_capture_is_known_to_the_entries_that_follow(judge: Judge, server: Any) -> None:
    result = judge(
        'GET {{base}}/json\nHTTP 200\n[Captures]\nname: jsonpath "$.text"\n'
        "POST {{base}}/echo\n"
        '{"name": "{{name}}"}\n'
        'HTTP 200\n{"name": "{{name}}"}\n'
    )

    assert outcomes(result) == ["passed", "passed", "passed"]
    assert server.seen[1][3] == b'{"name": "hello"}'
    assert server.seen[1][2]["content-type"] == "application/json"


def test_a_capture_of_nothing_is_a_failure_that_masks(judge: Judge) -> None:
    result = judge(
        'GET {{base}}/json\nHTTP 200\n[Captures]\nx: jsonpath "$.missing"\n'
        "[Asserts]\nstatus == 200\nGET {{base}}/{{x}}\n"
    )

    assert outcomes(result) == ["passed", "failed", "inconclusive", "inconclusive"]
    assert result.cases[1].name == 'x: jsonpath "$.missing"'


def test_a_redacted_capture_is_shown_nowhere(judge: Judge) -> None:
    result = judge(
        'GET {{base}}/json\nHTTP 200\n[Captures]\nsecret: jsonpath "$.uuid" redact\n'
        "POST {{base}}/echo\n`{{secret}}`\nHTTP 200\n`other`\n"
    )

    shown = result.transcript + "".join(c.actual + c.expected for c in result.cases)
    assert outcomes(result)[-1] == "failed"
    assert "123e4567" not in shown.partition("> POST")[2]
    assert "***" in shown


def test_the_secrets_of_the_configuration_are_shown_nowhere(judge: Judge) -> None:
    result = judge("POST {{base}}/echo\n`s3cret`\nHTTP 200\n`x`\n")

    assert "s3cret" not in result.transcript + result.cases[1].actual
    assert "<secret>" in result.transcript


def test_redirections_are_followed_only_if_asked_for(judge: Judge) -> None:
    stays = judge("GET {{base}}/redirect\nHTTP 302\nLocation: /json\n")
    follows = judge(
        "GET {{base}}/redirect\n[Options]\nlocation: true\nHTTP 200\n[Asserts]\n"
        'redirects count == 1\nredirects nth 0 location endsWith "/redirect"\n'
        'url endsWith "/json"\n'
    )

    assert outcomes(stays) == ["passed", "passed"]
    assert outcomes(follows) == ["passed"] * 4


def test_a_redirected_post_becomes_a_get_without_body(judge: Judge, server: Any) -> None:
    judge("POST {{base}}/redirect?/echo\n[Options]\nlocation: true\n{}\n")

    assert [(method, body) for method, _, _, body in server.seen] == [("POST", b"{}"), ("GET", b"")]


def test_a_redirection_to_another_host_is_not_followed(judge: Judge) -> None:
    result = judge(
        "GET {{base}}/redirect?http://example.org/\n[Options]\nlocation: true\nHTTP 200\n"
    )

    assert outcomes(result) == ["not run"]
    assert "`example.org:80` is not the system's own address" in result.cases[0].reason


def test_redirections_without_end_are_a_failure(judge: Judge) -> None:
    result = judge("GET {{base}}/loop\n[Options]\nlocation: true\nmax-redirs: 3\nHTTP 200\n")

    assert outcomes(result) == ["failed"]
    assert "more than 3 redirections" in result.cases[0].actual


def test_cookies_are_kept_for_the_file_and_sent_back(judge: Judge, server: Any) -> None:
    result = judge(
        "GET {{base}}/cookies\nHTTP 200\n[Asserts]\n"
        'cookie "session" == "abc"\n'
        'cookie "session[Path]" == "/"\n'
        'cookie "session[HttpOnly]" exists\n'
        'cookie "session[Secure]" not exists\n'
        'cookie "session[Max-Age]" == 60\n'
        'cookie "theme[Expires]" isDate\n'
        'cookie "none" not exists\n'
        "GET {{base}}/echo\n[Cookies]\nown: 1\n"
    )

    assert set(outcomes(result)) == {"passed"}
    assert server.seen[1][2]["cookie"] == "own=1; session=abc"


def test_an_entry_is_retried_until_it_holds(judge: Judge, server: Any) -> None:
    result = judge("GET {{base}}/third\n[Options]\nretry: 5\nretry-interval: 1ms\nHTTP 200\n")

    assert outcomes(result) == ["passed"]
    assert len(server.seen) == 3


def test_retries_end(judge: Judge, server: Any) -> None:
    result = judge("GET {{base}}/third\n[Options]\nretry: 1\nretry-interval: 1ms\nHTTP 200\n")

    assert outcomes(result) == ["failed"]
    assert len(server.seen) == 2


def test_an_entry_is_repeated_or_skipped_as_its_options_say(judge: Judge, server: Any) -> None:
    result = judge(
        "GET {{base}}/json\n[Options]\nrepeat: 3\nHTTP 200\n"
        "GET {{base}}/echo\n[Options]\nskip: true\nHTTP 500\n"
    )

    assert outcomes(result) == ["passed"] * 3 + ["not run"]
    assert len(server.seen) == 3


@pytest.mark.requirement("JUDGE-2")
def test_a_block_whose_entries_are_all_skipped_is_no_evidence(judge: Judge) -> None:
    result = judge("GET {{base}}/json\n[Options]\nskip: true\nHTTP 200\n")

    assert result.outcome.value == "not run"


def test_an_option_may_take_a_variable(judge: Judge, server: Any) -> None:
    judge(
        "GET {{base}}/json\n[Options]\nvariable: times=2\nrepeat: {{times}}\n", variables={"n": 1}
    )

    assert len(server.seen) == 2


@pytest.mark.requirement("HURL-3")
def test_a_system_that_answers_too_late_decides_nothing(judge: Judge, stage: Any) -> None:
    stage.limits = replace(Limits(), seconds=0.2)

    result = judge("GET {{base}}/slow\nHTTP 200\nGET {{base}}/json\n")

    assert outcomes(result) == ["inconclusive", "inconclusive"]
    assert result.cases[0].fault is Fault.ENVIRONMENT


def test_a_time_that_the_block_itself_demands_is_a_failure(judge: Judge) -> None:
    result = judge("GET {{base}}/slow\n[Options]\nmax-time: 100ms\nHTTP 200\n")

    assert outcomes(result) == ["failed"]


def test_the_time_of_the_check_bounds_delays(judge: Judge, stage: Any, server: Any) -> None:
    stage.limits = replace(Limits(), seconds=0.2)
    started = time.monotonic()

    result = judge("GET {{base}}/json\n[Options]\ndelay: 1m\nHTTP 200\n")

    assert outcomes(result) == ["inconclusive"]
    assert time.monotonic() - started < 5
    assert server.seen == []


def test_a_connection_closed_without_a_response_is_a_failure(judge: Judge) -> None:
    result = judge("GET {{base}}/vanish\nHTTP 200\n")

    case = result.cases[0]
    assert case.outcome.value == "failed"
    assert case.expected == "a response"
    assert "still accepts connections" in case.reason
    assert "then the end" in case.reason
    assert "s3cret" not in case.reason


def test_a_system_that_died_is_a_failure_with_its_last_lines(judge: Judge, stage: Any) -> None:
    stage.base = "http://127.0.0.1:9"

    result = judge("GET {{base}}/json\nHTTP 200\n")

    assert outcomes(result) == ["failed"]
    assert "no longer accepts connections; the last that it wrote:" in result.cases[0].reason


@pytest.mark.requirement("HURL-3")
def test_a_response_larger_than_the_bound_is_not_read(judge: Judge, stage: Any) -> None:
    stage.limits = replace(Limits(), output=1000)

    result = judge("GET {{base}}/large\nHTTP 200\n")

    assert outcomes(result) == ["inconclusive"]
    assert "more than 1000 bytes" in result.cases[0].reason


def test_what_the_system_answers_may_not_be_what_a_query_needs(judge: Judge) -> None:
    result = judge(
        'GET {{base}}/html\nHTTP 200\n[Asserts]\njsonpath "$.a" == 1\n'
        'xpath "string(//h1)" == "Hé"\nxpath "//p" count == 2\nxpath "//h2" not exists\n'
    )

    assert outcomes(result) == ["passed", "failed", "passed", "passed", "passed"]
    assert "not JSON" in result.cases[1].actual


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("xml", 'xpath "string(//p:x)" == "v"'),
        ("xml", 'xpath "count(//_:y)" == 1'),
        ("xml", 'xpath "boolean(//p:x/@k)" == true'),
        ("latin", 'body == "é"'),
        ("latin", "bytes == hex,e9;"),
        ("latin", 'bytes decode "iso-8859-1" == "é"'),
        ("gzip", 'body == "packed"'),
        ("gzip", "rawbytes startsWith hex,1f8b;"),
    ],
)
def test_a_body_is_decoded_by_what_its_headers_say(judge: Judge, path: str, line: str) -> None:
    result = judge(f"GET {{{{base}}}}/{path}\nHTTP 200\n[Asserts]\n{line}\n")

    assert outcomes(result) == ["passed", "passed"]


def test_equal_json_in_another_layout_fails_as_in_hurl_and_says_so(judge: Judge) -> None:
    result = judge('GET {{base}}/refuse\nHTTP 409\n{"reason":"insufficient funds"}\n')

    assert outcomes(result) == ["passed", "failed"]
    assert "the same JSON in another layout" in result.cases[1].reason


def test_a_header_is_expected_among_those_of_its_name(judge: Judge) -> None:
    result = judge(
        "GET {{base}}/cookies\nHTTP 200\nset-cookie: session=abc; Path=/; HttpOnly; Max-Age=60\n"
        "X-None: 1\n"
    )

    assert outcomes(result) == ["passed", "passed", "failed"]
    assert result.cases[2].actual == "no header X-None"


def test_the_version_of_the_response_is_checked(judge: Judge) -> None:
    assert outcomes(judge("GET {{base}}/json\nHTTP/1.1 200\n")) == ["passed"]
    assert outcomes(judge("GET {{base}}/json\nHTTP/1.0 200\n")) == ["failed"]


@pytest.mark.requirement("JUDGE-14")
def test_a_mistake_of_the_specification_is_not_the_systems(judge: Judge) -> None:
    result = judge('GET {{base}}/html\nHTTP 200\n[Asserts]\nxpath "no-such()" == 1\n')

    assert outcomes(result) == ["passed", "inconclusive"]
    assert result.cases[1].fault is Fault.SPECIFICATION


def test_progress_is_told(judge: Judge, stage: Any) -> None:
    judge("GET {{base}}/json\nGET {{base}}/json\n")

    assert stage.told == ["request 1 of 2", "request 2 of 2"]
