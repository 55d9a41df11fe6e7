"""Reads a Hurl file into its syntax tree.

Written from the grammar that Hurl publishes (https://hurl.dev/docs/grammar.html).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.checks.hurl.bodies import read_body
from adjudge.checks.hurl.grammar import QUERIES, REQUEST_SECTIONS, RESPONSE_SECTIONS, VERSIONS
from adjudge.checks.hurl.scanner import Scanner
from adjudge.checks.hurl.sections import read_key_values, read_sections
from adjudge.checks.hurl.texts import read_unquoted
from adjudge.checks.hurl.tree import Entry, HurlFile, Request, Response

if TYPE_CHECKING:
    from typing import NoReturn

_METHOD = re.compile(r"[A-Z]+(?=[ \t])")
_DIGITS_OF_STATUS = 3


def parse(text: str) -> HurlFile:
    """Read a whole file.

    Args:
        text: the file; lines end with a line feed, with or without a carriage return.

    Raises:
        HurlSyntaxError: the text is not Hurl.
    """
    scanner = Scanner(text)
    entries: list[Entry] = []
    scanner.skip_lines()
    while not scanner.ended:
        entries.append(Entry(_request(scanner), _response(scanner)))
        scanner.skip_lines()
    return HurlFile(tuple(entries))


def _request(scanner: Scanner) -> Request:
    position = scanner.position
    method = _METHOD.match(scanner.text, scanner.index)
    if method is None or method[0] == "HTTP":
        _unexpected(scanner)
    scanner.index = method.end()
    scanner.blanks()
    url = read_unquoted(scanner)
    if not url.parts:
        scanner.fail("expected a URL")
    scanner.end_line()
    headers = read_key_values(scanner)
    sections = read_sections(scanner, response=False)
    return Request(method[0], url, headers, sections, read_body(scanner), position)


def _unexpected(scanner: Scanner) -> NoReturn:
    line = scanner.text[scanner.index :].partition("\n")[0].strip()
    word = scanner.word()
    hint = "start a request with its method and URL: GET {{base}}/path"
    if word == "HTTP":
        hint = "a response line needs a request before it; write a status such as HTTP 200"
    elif word.upper() != word and _METHOD.match(f"{word.upper()} "):
        hint = f"methods are in capitals: {word.upper()}"
    if word in QUERIES:
        hint = "queries stand in [Asserts] or [Captures], after the response line"
    if line.strip("[]") in {*REQUEST_SECTIONS, *RESPONSE_SECTIONS}:
        hint = "request sections stand before the response line, response sections after it"
    scanner.fail(f"expected a request, found `{line[:60]}`", next_step=hint)


def _response(scanner: Scanner) -> Response | None:
    start = scanner.index
    scanner.skip_lines()
    position = scanner.position
    if not scanner.accept("HTTP"):
        scanner.index = start
        return None
    version = _version(scanner)
    scanner.require_blanks()
    status = _status(scanner)
    scanner.end_line()
    headers = read_key_values(scanner)
    sections = read_sections(scanner, response=True)
    return Response(version, status, headers, sections, read_body(scanner), position)


def _version(scanner: Scanner) -> str:
    start = scanner.index - len("HTTP")
    suffix = scanner.take(lambda c: c not in " \t\r\n")
    version = f"HTTP{suffix}"
    if version in {"HTTP", "HTTP/*"}:
        return ""
    if version not in VERSIONS:
        scanner.unknown("version", version, ("HTTP", *VERSIONS), start)
    return version


def _status(scanner: Scanner) -> int | None:
    if scanner.accept("*"):
        return None
    start = scanner.index
    digits = scanner.take(lambda c: c in "0123456789")
    if not digits or len(digits) > _DIGITS_OF_STATUS:
        scanner.fail("expected a status such as 200, or * for any", start)
    return int(digits)
