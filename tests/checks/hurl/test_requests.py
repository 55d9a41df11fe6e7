from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adjudge.checks.model import CheckResult

Judge = Callable[..., CheckResult]


@pytest.mark.parametrize(
    ("text", "body", "kind"),
    [
        ('{"a": {{n}}, "b": "{{quote}}"}', b'{"a": 3, "b": "a\\"b"}', "application/json"),
        ("<a>é</a>", "<a>é</a>".encode(), "application/xml"),
        ("`one {{n}}`", b"one 3", ""),
        ("```\nline {{n}}\n```", b"line 3\n", ""),
        ("```json\n[1]\n```", b"[1]\n", "application/json"),
        ("```raw\n{{n}}\n```", b"{{n}}\n", ""),
        (
            '```graphql\n{ a }\nvariables {\n "x": {{n}}\n}\n```',
            b'{"query":"{ a }","variables":{"x":3}}',
            "application/json",
        ),
        ("hex,00ff;", b"\x00\xff", ""),
        ("base64,aGk=;", b"hi", ""),
        ("file,data.bin;", b"from a file", ""),
        ("[Form]\na b: c&d\n".replace("a b", "a"), b"a=c%26d", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_is_sent_as_written(
    judge: Judge, server: Any, stage: Any, text: str, body: bytes, kind: str
) -> None:
    (stage.folder / "data.bin").write_bytes(b"from a file")

    result = judge(
        f"POST {{{{base}}}}/echo\n{text}\nHTTP 200\n", variables={"n": 3, "quote": 'a"b'}
    )

    assert result.outcome.value == "passed"
    assert server.seen[0][3] == body
    assert server.seen[0][2].get("content-type", "") == kind


def test_nothing_is_sent_that_is_not_asked_for(judge: Judge, server: Any) -> None:
    judge("GET {{base}}/json\n")

    assert set(server.seen[0][2]) == {"host", "accept", "user-agent"}


def test_query_parameters_join_those_of_the_url(judge: Judge, server: Any) -> None:
    judge("GET {{base}}/json?a=1\n[Query]\nb: x y&z\n")

    assert server.seen[0][1] == "/json?a=1&b=x%20y%26z"


def test_credentials_are_sent_as_a_header(judge: Judge, server: Any) -> None:
    host = server.base.removeprefix("http://")
    judge(
        "GET {{base}}/json\n[BasicAuth]\nbob: secret\n"
        "GET {{base}}/json\n[Options]\nuser: bob:secret\n"
        f"GET http://bob:secret@{host}/json\n"
    )

    assert {headers["authorization"] for _, _, headers, _ in server.seen} == {
        "Basic Ym9iOnNlY3JldA=="
    }
    assert len(server.seen) == 3


def test_headers_may_be_added_and_left_out(judge: Judge, server: Any) -> None:
    judge("GET {{base}}/json\nX-Own: é\n[Options]\nheader: X-More: 1\nno-header: accept\n")

    headers = server.seen[0][2]
    assert headers["x-own"].encode("latin-1").decode() == "é"
    assert headers["x-more"] == "1"
    assert "accept" not in headers


def test_a_form_with_files_is_sent_in_parts(judge: Judge, server: Any, stage: Any) -> None:
    (stage.folder / "page.html").write_text("<p>")

    judge("POST {{base}}/echo\n[Multipart]\nname: value\nfile: file,page.html;\n")

    _, _, headers, body = server.seen[0]
    boundary = headers["content-type"].partition("boundary=")[2].encode()
    assert body.count(boundary) == 3
    assert b'name="name"\r\n\r\nvalue\r\n' in body
    assert b'filename="page.html"\r\nContent-Type: text/html\r\n\r\n<p>\r\n' in body


def test_a_placeholder_outside_a_json_string_must_be_json(judge: Judge, server: Any) -> None:
    result = judge('POST {{base}}/echo\n{"a": {{text}}}\n', variables={"text": "free, text"})

    assert result.cases[0].outcome.value == "inconclusive"
    assert server.seen == []


def test_a_wrong_length_is_refused(judge: Judge, server: Any) -> None:
    result = judge("POST {{base}}/echo\nContent-Length: 1\n`four`\n")

    assert result.cases[0].outcome.value == "not run"
    assert server.seen == []
