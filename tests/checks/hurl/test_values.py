"""The pure parts: values, dates, patterns, documents, cookies, hosts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adjudge.checks.hurl import documents, patterns
from adjudge.checks.hurl.cookies import Jar, SetCookie
from adjudge.checks.hurl.dates import is_iso, read_date, write_date
from adjudge.checks.hurl.errors import EvaluationError, RefusedError
from adjudge.checks.hurl.evaluation import Scope
from adjudge.checks.hurl.files import Files
from adjudge.checks.hurl.filters import refine
from adjudge.checks.hurl.grammar import FILTERS, PREDICATES
from adjudge.checks.hurl.hosts import Hosts
from adjudge.checks.hurl.predicates import compare
from adjudge.checks.hurl.tree import Constant, Filter, Literal, Predicate, Template
from adjudge.checks.hurl.values import ABSENT, PRESENT, Nodes, Redirect, describe, equal, render

DATE = datetime(2023, 1, 23, 18, 25, 43, 511000, tzinfo=UTC)

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.one_of(
    st.recursive(SCALARS, lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=5),
    st.binary(),
    st.datetimes(timezones=st.just(UTC)),
    st.integers(0, 5).map(Nodes),
    st.sampled_from([ABSENT, PRESENT, Redirect("http://a/", 302)]),
)
ARGUMENTS = {"an integer": Constant(1, "1")}
SCOPE = Scope(Files(Path("/nowhere")), refine)


def quoted(text: str) -> Template:
    return Template((Literal(text, text),) if text else (), '"')


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (1, "1", False),
        ("a", b"a", False),
        (None, ABSENT, False),
        ([1, "a"], [1.0, "a"], True),
        ([True], [1], False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"a": True}, False),
        (Nodes(2), Nodes(2), True),
        (Nodes(2), 2, False),
    ],
)
def test_values_are_equal_only_within_their_type(left: object, right: object, same: bool) -> None:  # noqa: FBT001  a column of the table
    assert equal(left, right) is same
    assert equal(right, left) is same


@given(VALUES)
def test_a_value_equals_itself_and_can_be_shown(value: object) -> None:
    assert equal(value, value)
    assert len(describe(value)) < 5000


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "null"), (True, "true"), (3, "3"), (2.5, "2.5"), ("a", "a")],
)
def test_a_placeholder_writes_a_value(value: object, text: str) -> None:
    assert render(value) == text


def test_a_date_is_written_in_microseconds() -> None:
    assert render(DATE) == "2023-01-23T18:25:43.511000Z"


def test_a_list_can_not_be_written() -> None:
    with pytest.raises(EvaluationError, match="type list"):
        render([1])


@given(st.sampled_from(sorted(PREDICATES)), VALUES, st.text(max_size=5), st.booleans())
def test_a_predicate_holds_or_does_not_of_any_value(
    name: str, value: object, text: str, negated: object
) -> None:
    operand = None if PREDICATES[name] == "nothing" else quoted(text)
    predicate = Predicate(name, operand, negated is True)

    try:
        compared = compare(predicate, value, SCOPE)
    except EvaluationError as error:
        outcome = error.blameless
    else:
        outcome = compared.holds in {True, False}
    assert outcome


@given(st.sampled_from(sorted(FILTERS)), VALUES, st.text(max_size=8))
@example("base64Decode", "\x80", "")
@example("xpath", "0", "\x08")
def test_a_filter_yields_a_value_or_says_why_not(name: str, value: object, text: str) -> None:
    arguments = tuple(ARGUMENTS.get(kind, quoted(text)) for kind in FILTERS[name])

    try:
        refined = refine(value, (Filter(name, arguments),), SCOPE)
    except EvaluationError as error:
        refined = error.message
    assert describe(refined)


@given(st.text(alphabet="$@.[]'\"*:?()=<>!&|,-0123456789abc \\", max_size=20))
def test_any_jsonpath_is_evaluated_or_refused(path: str) -> None:
    document = {"a": [{"b": 1}, {"b": "x"}], "c": None}

    try:
        found = documents.select_json(document, path)
    except EvaluationError as error:
        found = error.message
    assert describe(found)


@given(st.text(alphabet="/@.[]'\"*()=<>|,-:0123456789abp \\", max_size=20))
def test_any_xpath_is_evaluated_or_refused(path: str) -> None:
    root = documents.read_document("<a><b c='1'>x</b><p>y</p></a>", html=False)

    try:
        found = documents.select_xml(root, path, html=False)
    except EvaluationError as error:
        found = error.message
    assert describe(found)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$.a[*].b", [1, "x"]),
        ("$.a[0].b", 1),
        ("$.a.[1].b", "x"),
        ("$['c']", None),
        ("$['.[']", "dotted"),
        ("$.missing", ABSENT),
        ("$.a[?(@.b==1)].b", 1),
        ("$.a[?@.b==2]", ABSENT),
        ("$..b", [1, "x"]),
    ],
)
def test_one_node_of_a_jsonpath_stands_for_itself(path: str, value: object) -> None:
    document = {"a": [{"b": 1}, {"b": "x"}], "c": None, ".[": "dotted"}

    assert documents.select_json(document, path) == value


def test_nodes_stay_a_list_where_that_is_asked_for() -> None:
    assert documents.select_json({"a": 1}, "$.a", coerce=False) == [1]


@pytest.mark.parametrize("text", ["[" * 900 + "]" * 900, '{"a":' * 200 + "1" + "}" * 200])
def test_json_that_is_nested_too_deep_is_not_looked_at(text: str) -> None:
    with pytest.raises(EvaluationError, match="deeper than 128"):
        documents.read_json(text)


def test_an_entity_of_the_system_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    text = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'

    with pytest.raises(EvaluationError) as raised:
        documents.read_document(text, html=False)
    assert "hidden" not in raised.value.message


def test_a_search_that_backtracks_without_end_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.05)
    pattern = patterns.compile_pattern("(a|aa)+$")

    with pytest.raises(EvaluationError, match="longer than"):
        patterns.search(pattern, "a" * 60 + "b")


@pytest.mark.parametrize(
    ("expression", "replacement", "result"),
    [
        ("b", "x", "axc"),
        ("(b)", "[$1]", "a[b]c"),
        ("(?<n>b)", "${n}${n}", "abbc"),
        ("b", "$$", "a$c"),
        ("b", "\\n", "a\\nc"),
    ],
)
def test_a_replacement_is_written_as_in_rust(
    expression: str, replacement: str, result: str
) -> None:
    pattern = patterns.compile_pattern(expression)

    assert patterns.substitute(pattern, replacement, "abc") == result


def test_a_replacement_with_an_unknown_group_is_a_mistake_of_the_specification() -> None:
    with pytest.raises(EvaluationError) as caught:
        patterns.substitute(patterns.compile_pattern("b"), "$3", "abc")

    assert caught.value.blameless


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%Y-%m-%dT%H:%M:%S%.fZ", "2023-01-23T18:25:43.511Z"),
        ("%F %T", "2023-01-23 18:25:43"),
        ("%A %e %b %y", "Monday 23 Jan 23"),
        ("%s", "1674498343"),
        ("%3f %6f %9f %f", "511 511000 511000000 511000000"),
        ("%.3f", ".511"),
        ("%:z %P %C", "+00:00 pm 20"),
        ("100%%", "100%"),
    ],
)
def test_a_date_is_written_in_chronos_notation(pattern: str, text: str) -> None:
    assert write_date(DATE, pattern) == text


def test_a_full_second_has_no_fraction() -> None:
    assert write_date(DATE.replace(microsecond=0), "%S%.f") == "43"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%+", "2023-01-23T18:25:43.511Z"),
        ("%+", "2023-01-23T18:25:43.511+02:00"),
        ("%Y-%m-%dT%H:%M:%S%.fZ", "2023-01-23T18:25:43.511Z"),
        ("%F %T%.3f", "2023-01-23 18:25:43.511"),
    ],
)
def test_a_date_is_read_and_its_offset_ignored(pattern: str, text: str) -> None:
    assert read_date(text, pattern) == DATE


@given(st.text(max_size=30), st.text(alphabet="%YmdHMSfTsz+.:-39 ", max_size=12))
def test_any_text_is_a_date_or_not(text: str, pattern: str) -> None:
    try:
        date = read_date(text, pattern)
    except EvaluationError:
        return
    assert date.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2023-01-23T18:25:43.511Z", True),
        ("2023-01-23T18:25:43+01:00", True),
        ("2023-01-23T18:25:43.123456789Z", True),
        ("2023-01-23T18:25:43", False),
        ("2023-02-31T18:25:43Z", False),
        ("2023-01-23", False),
    ],
)
def test_an_iso_date_has_a_time_and_an_offset(text: str, iso: object) -> None:
    assert is_iso(text) is iso


@pytest.mark.parametrize(
    ("header", "url", "sent"),
    [
        ("a=1", "http://h/x", "a=1"),
        ("a=1; Path=/x", "http://h/x/y", "a=1"),
        ("a=1; Path=/x", "http://h/xy", ""),
        ("a=1; Secure", "http://h/", ""),
        ("a=1; Secure", "https://h/", "a=1"),
        ("a=1; Max-Age=0", "http://h/", ""),
        ("a=1; Expires=Wed, 13 Jan 2021 22:23:01 GMT", "http://h/", ""),
        ("a=1; Domain=example.org", "http://h/", "a=1"),
        ("a=1; Domain=example.org", "http://example.org/", ""),
        ("a=1", "http://other/", ""),
        ("a=1; Max-Age=soon", "http://h/", "a=1"),
    ],
)
def test_a_cookie_goes_back_only_where_it_belongs(header: str, url: str, sent: str) -> None:
    jar = Jar()
    jar.store("http://h/", [header])

    assert jar.header(url) == sent


def test_a_cookie_may_be_shared_with_the_hosts_below_its_domain() -> None:
    jar = Jar()
    jar.store("http://a.example.org/", ["x=1; Domain=.example.org"])

    assert jar.header("http://b.example.org/") == "x=1"
    assert jar.header("http://badexample.org/") == ""


@pytest.mark.parametrize("attribute", ["expires", "max-age"])
def test_an_attribute_that_is_no_date_or_number_is_a_mistake_of_the_system(attribute: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        SetCookie.parse(f"a=1; {attribute}=soon").attribute(attribute)

    assert not caught.value.blameless


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:8000/a", True),
        ("http://127.0.0.1:8001/a", False),
        ("http://localhost:8000/a", False),
        ("http://any.test:99/", True),
        ("http://one.test:99/", True),
        ("http://one.test/", False),
        ("https://127.0.0.1:8000.evil.test/", False),
        ("http://127.0.0.1:8000@evil.test/", False),
        ("ftp://127.0.0.1:8000/", False),
        ("file:///etc/passwd", False),
        ("127.0.0.1:8000/", False),
        ("http://[::1/", False),
        ("http://127.0.0.1:99999/", False),
    ],
)
def test_only_the_system_and_listed_hosts_are_talked_to(url: str, allowed: object) -> None:
    hosts = Hosts.of("http://127.0.0.1:8000", ("any.test", "one.test:99"))

    try:
        hosts.check(url)
    except RefusedError:
        assert not allowed
    else:
        assert allowed


def test_a_document_with_entities_of_its_own_is_not_judged_as_if_they_were_empty() -> None:
    text = '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'

    with pytest.raises(EvaluationError, match="entities") as raised:
        documents.read_document(text, html=False)
    assert raised.value.blameless
