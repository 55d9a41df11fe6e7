from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.hurl.errors import HurlSyntaxError
from adjudge.checks.hurl.grammar import FILTERS, OPTIONS, PREDICATES, QUERIES
from adjudge.checks.hurl.parser import parse
from adjudge.checks.hurl.printer import print_file
from adjudge.checks.hurl.tree import (
    Assert,
    Binary,
    Constant,
    CookiePath,
    Duration,
    FileParameter,
    HurlFile,
    Json,
    KeyValue,
    Literal,
    Multiline,
    Pattern,
    Position,
    Template,
    Xml,
)

WHOLE = """\
# a comment
POST {{base}}/transfers?x=\\#1   # another
X-Trace: {{id}}
Content-Type: application/json; charset=utf-8

[Query]
a: b
[Form]
name: John Doe
[Multipart]
plain: value
file: file,data/one\\ two.txt; text/plain
[Cookies]
theme: light
[BasicAuth]
bob: secret
[Options]
location: true
max-redirs: -1
retry: {{retries}}
retry-interval: 500ms
variable: country=Italy
variable: count=3
variable: quoted="3"
{"from": "ada", "deep": [1, -2.5e3, true, null, {}], "id": {{id}}, "text": "a {{name}} \\u00e9"}

HTTP/1.1 409
Content-Type: application/json
[Captures]
token: header "X-Token" regex /t=(\\w+)\\/x/ redact
[Asserts]
status == 409
jsonpath "$.reason" == "insufficient funds"
jsonpath "$.items" count >= 2
jsonpath "$.items" nth -1 not contains "x"
cookie "LSID[ Max-Age ]" > 10
body contains `one {{line}}`
bytes startsWith hex,ef bb bf;
bytes == base64,aGVs bG8=;
body == file,data.bin;
xpath "count(//h1)" == 1
body == ```json
{"a": 1}
```
certificate "Issuer" exists
duration < 1000
`{"reason": "insufficient funds"}`

GET {{base}}/soap
<?xml version="1.0"?>
<a x=">"><b/></a>
HTTP *
"""


def test_every_construct_of_the_grammar_is_read() -> None:
    file = parse(WHOLE)

    first, second = file.entries
    assert first.response is not None
    assert (first.request.method, first.response.version, first.response.status) == (
        "POST",
        "HTTP/1.1",
        409,
    )
    assert [s.name for s in first.request.sections] == [
        "QueryStringParams",
        "FormParams",
        "MultipartFormData",
        "Cookies",
        "BasicAuth",
        "Options",
    ]
    assert len(first.response.asserts) == 13
    assert second.request.body is not None
    assert second.request.body.value == Xml('<?xml version="1.0"?>\n<a x=">"><b/></a>')
    assert second.response is not None
    assert second.response.status is None


def test_a_printed_tree_reads_as_the_same_tree() -> None:
    file = parse(WHOLE)

    assert parse(print_file(file)) == file


def test_line_and_column_are_those_of_the_text() -> None:
    file = parse(WHOLE)

    response = file.entries[0].response
    assert response is not None
    assert response.position == Position(27, 1)
    assert response.asserts[1].position == Position(33, 1)
    assert response.asserts[1].query.position == Position(33, 1)


def _assert(line: str) -> Assert:
    response = parse(f"GET x\nHTTP 200\n[Asserts]\n{line}\n").entries[0].response
    assert response is not None
    return response.asserts[0]


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_is_read(name: str) -> None:
    argument = {"certificate": ' "Subject"', "cookie": ' "a[Path]"'}.get(
        name, ' "x"' if QUERIES[name] else ""
    )

    assert _assert(f"{name}{argument} exists").query.name == name


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_is_read(name: str) -> None:
    arguments = "".join(" 2" if kind == "an integer" else ' "x"' for kind in FILTERS[name])

    assert _assert(f"body {name}{arguments} == 1").filters[0].name == name


@pytest.mark.parametrize("name", PREDICATES)
@pytest.mark.parametrize("sign", ["", "not "])
def test_every_predicate_is_read_and_negated(name: str, sign: str) -> None:
    operand = "" if PREDICATES[name] == "nothing" else ' "x"'

    predicate = _assert(f"body {sign}{name}{operand}").predicate

    assert (predicate.name, predicate.negated) == (name, bool(sign))


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_is_read(name: str) -> None:
    values = ("true", "1", "2s", "text", "name=value")
    readable = []
    for value in values:
        try:
            entry = parse(f"GET x\n[Options]\n{name}: {value}\n").entries[0]
        except HurlSyntaxError:
            continue
        readable.append(entry.options[0].name)

    assert set(readable) == {name}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("body == null", Constant(None, "null")),
        ("body == true", Constant(value=True, source="true")),
        ("body == -3", Constant(-3, "-3")),
        ("body == 3.50", Constant(3.5, "3.50")),
        ("body == 99999999999999999999", Constant(99999999999999999999, "99999999999999999999")),
        ("body matches /a\\/b/", Pattern("a\\/b")),
        ("body == hex,00FF;", Binary(b"\x00\xff", "hex", "")),
        ("body == base64,AP8=;", Binary(b"\x00\xff", "base64", "")),
        ('body == "a\\n\\u{e9}"', Template((Literal("a\né", "a\\n\\u{e9}"),), '"')),
        ('body equals "x"', Template((Literal("x", "x"),), '"')),
    ],
)
def test_a_value_keeps_its_exact_type(line: str, expected: object) -> None:
    assert _assert(line).predicate.value == expected


def test_a_cookie_query_names_an_attribute_in_any_case() -> None:
    assert _assert('cookie "a[HttpOnly]" exists').query.argument == CookiePath(
        Template((Literal("a", "a"),), '"'), "httponly"
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"a": [1]}', Json),
        ("[]", Json),
        ("[ true ]", Json),
        ("[true]", Json),
        ('"text"', Json),
        ("-1.5", Json),
        ("{{value}}", Json),
        ("<a><a/></a>", Xml),
        ("`text`", Template),
        ("```\ntext\n```", Multiline),
        ("```graphql\n{ a }\nvariables {\n}\n```", Multiline),
        ("```raw\n{{not a placeholder}}\n```", Multiline),
        ("hex,;", Binary),
    ],
)
def test_every_kind_of_body_is_read(body: str, kind: type) -> None:
    entry = parse(f"POST x\nHTTP 200\n{body}\n").entries[0]

    assert entry.response is not None
    assert entry.response.body is not None
    assert isinstance(entry.response.body.value, kind)


def test_a_file_of_a_form_may_say_its_content_type() -> None:
    item = parse("POST x\n[Multipart]\na: file,b.bin; text/plain; charset=utf-8\n").entries[0]

    value = item.request.items("MultipartFormData")[0]
    assert isinstance(value, KeyValue)
    assert isinstance(value.value, FileParameter)
    assert value.value.content_type is not None
    assert value.value.content_type.constant == "text/plain; charset=utf-8"


def test_a_duration_has_a_unit() -> None:
    assert parse("GET x\n[Options]\ndelay: 3s").entries[0].options[0].value == Duration(3, "s")


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("GET", (1, 1), "expected a request, found `GET`", "GET {{base}}/path"),
        ("get x", (1, 1), "expected a request, found `get x`", "capitals: GET"),
        ("HTTP 200", (1, 1), "expected a request", "needs a request before it"),
        ("GET x\n[Asserts]\n", (2, 2), "unknown section `Asserts`", ""),
        ("GET x\nHTTP 200\n[Assert]\n", (3, 2), "unknown section `Assert`", '"Asserts"'),
        ("GET x\nHTTP abc", (2, 6), "expected a status", ""),
        ("GET x\nHTTP 2000", (2, 6), "expected a status", ""),
        ("GET x\nHTTP/11 200", (2, 1), "unknown version `HTTP/11`", '"HTTP/1.1"'),
        ("GET x\nHTTP 200 OK", (2, 10), "expected the end of the line, found `OK`", ""),
        (
            'GET x\nHTTP 200\n[Asserts]\njsnpath "$" exists',
            (4, 1),
            "unknown query `jsnpath`",
            '"jsonpath"',
        ),
        (
            "GET x\nHTTP 200\n[Asserts]\nbody exist",
            (4, 6),
            "unknown filter or predicate `exist`",
            '"exists"',
        ),
        ("GET x\nHTTP 200\n[Asserts]\nbody == abc", (4, 9), "expected a value", "quotes"),
        ("GET x\nHTTP 200\n[Asserts]\nbody > true", (4, 8), "`>` takes a number", ""),
        ("GET x\nHTTP 200\n[Asserts]\nbody matches /(/", (4, 14), "not a regular expression", ""),
        ('GET x\nHTTP 200\n[Asserts]\nbody == "a', (4, 9), 'no closing "', ""),
        ('GET x\nHTTP 200\n[Asserts]\nbody == "\\d"', (4, 10), "`\\d` is no escape", "\\\\"),
        ('GET x\nHTTP 200\n[Asserts]\nbody == "\\u{d800}"', (4, 10), "expected a character", ""),
        ('GET x\nHTTP 200\n[Asserts]\nbody == "{{}}"', (4, 12), "name of a variable", ""),
        ("GET x\nHTTP 200\n[Asserts]\nbody", (4, 5), "expected a space", ""),
        ("GET x\n[Options]\nretrys: 3", (3, 1), "unknown option `retrys`", '"retry"'),
        ("GET x\n[Options]\nretry: many", (3, 8), "the option `retry` takes", ""),
        ("GET x\n[Options]\nvariable: newUuid=1", (3, 11), "name of a function", ""),
        ("GET x\n[Query]\n[Form]\n[QueryStringParams]", (4, 1), "stands twice", ""),
        ('POST x\n{"a": 1,}', (2, 8), "no comma before `}`", ""),
        ('POST x\n{"a": }', (2, 7), "expected a JSON value, found '}'", ""),
        ('POST x\n{"a": "\\ud800"}', (2, 8), "no escape in JSON", ""),
        ("POST x\n" + "[" * 200, (2, 129), "deeper than 128", ""),
        ("POST x\n<a><b></a>", (2, 7), "not XML", ""),
        ("POST x\n<a>", (2, 1), "not closed", ""),
        ("POST x\n```\ntext", (2, 1), "not closed", ""),
        ("POST x\n```pdf\n```", (2, 4), "unknown language", ""),
        ("POST x\nhex,abc;", (2, 5), "not hex", ""),
        ("POST x\nbase64,a;", (2, 8), "not base64", ""),
        ("GET x\nHTTP 0000200", (2, 6), "expected a status", ""),
        ("GET x\nHTTP 200\n[Asserts]\nbody == " + "9" * 5000, (4, 9), "expected a value", ""),
        ("GET x\n[Options]\ndelay: " + "9" * 5000, (3, 8), "takes a duration", ""),
        ("POST x\n`" + '{{a split "' * 300, (2, 90), "deeper than 8 levels", ""),
        ("POST x\nfile,;", (2, 6), "expected a file name", ""),
    ],
)
def test_what_is_not_hurl_is_an_error_at_its_place(
    text: str, place: tuple[int, int], message: str, hint: str
) -> None:
    with pytest.raises(HurlSyntaxError) as caught:
        parse(text)

    error = caught.value
    assert message in error.message
    assert (error.position.line, error.position.column) == place
    assert hint in error.next_step


def test_an_empty_text_has_no_entries() -> None:
    assert parse("\n# only a comment\n").entries == ()


def test_carriage_returns_end_lines_too() -> None:
    assert parse("GET x\r\na: b\r\n\r\nHTTP 200\r\n") == parse("GET x\na: b\n\nHTTP 200\n")


def _read(text: str) -> HurlFile | Position:
    try:
        return parse(text)
    except HurlSyntaxError as error:
        return error.position


_PIECES = st.sampled_from(
    [
        *WHOLE.splitlines(keepends=True),
        *(
            "{{",
            "}}",
            '"',
            "`",
            "```",
            "\\",
            "/",
            "[",
            "]",
            "{",
            "}",
            "<a>",
            "HTTP 200\n",
            "GET x\n",
        ),
        *(":", " ", "\n", "#", "not ", "\\u{", "hex,", "file,", ";"),
    ]
)


@given(st.text() | st.lists(_PIECES, max_size=12).map("".join))
def test_any_text_is_a_tree_that_prints_or_an_error_inside_the_text(text: str) -> None:
    outcome = _read(text)

    if isinstance(outcome, HurlFile):
        assert parse(print_file(outcome)) == outcome
    else:
        lines = text.split("\n")
        assert 1 <= outcome.line <= len(lines)
        assert 1 <= outcome.column <= len(lines[outcome.line - 1]) + 1


@given(st.lists(st.integers(0, len(WHOLE)), min_size=2, max_size=2))
def test_a_file_with_a_piece_missing_is_a_tree_or_an_error(ends: list[int]) -> None:
    outcome = _read(WHOLE[: min(ends)] + WHOLE[max(ends) :])

    assert isinstance(outcome, Position) or parse(print_file(outcome)) == outcome
