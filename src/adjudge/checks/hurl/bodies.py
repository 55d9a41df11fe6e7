"""Bodies of requests and responses."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from lxml import etree

from adjudge.checks.hurl.grammar import ATTRIBUTES, LANGUAGES
from adjudge.checks.hurl.json_text import read_json, starts_json
from adjudge.checks.hurl.texts import read_delimited, read_filename, read_until
from adjudge.checks.hurl.tree import (
    Binary,
    Body,
    BodyValue,
    FileReference,
    Json,
    Literal,
    Multiline,
    Placeholder,
    Template,
    Xml,
)

if TYPE_CHECKING:
    from adjudge.checks.hurl.scanner import Scanner

FENCE = "```"


def read_body(scanner: Scanner) -> Body | None:
    """Read the body that comes next, or return `None` without moving."""
    start = scanner.index
    scanner.skip_lines()
    position = scanner.position
    value = _value(scanner)
    if value is None:
        scanner.index = start
        return None
    scanner.end_line()
    return Body(value, position)


def _value(scanner: Scanner) -> BodyValue | None:
    if scanner.peek(3) == FENCE:
        return read_multiline(scanner)
    if scanner.peek() == "`":
        return read_delimited(scanner, "`")
    if scanner.peek() == "<":
        return Xml(_xml(scanner))
    if starts_json(scanner):
        return read_json(scanner)
    return read_encoded(scanner)


def read_encoded(scanner: Scanner) -> Binary | FileReference | None:
    """Read `hex,…;`, `base64,…;` or `file,…;`, or return `None` without moving."""
    if scanner.accept("file,"):
        scanner.blanks()
        path = read_filename(scanner)
        scanner.blanks()
        scanner.expect(";")
        return FileReference(path)
    for encoding in ("hex", "base64"):
        if scanner.accept(f"{encoding},"):
            return _binary(scanner, encoding)
    return None


def _binary(scanner: Scanner, encoding: str) -> Binary:
    start = scanner.index
    source = scanner.take(lambda c: c.isascii() and (c.isalnum() or c in "+/= \t\r\n"))
    scanner.expect(";")
    text = re.sub(r"\s", "", source)
    try:
        data = bytes.fromhex(text) if encoding == "hex" else _base64(text)
    except (ValueError, binascii.Error) as error:
        scanner.fail(f"not {encoding}: {error}", start)
    return Binary(data, encoding, source.strip())


def _base64(text: str) -> bytes:
    text = text.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def _xml(scanner: Scanner) -> str:
    # The root element can only end at a `>`, so nothing smaller than that is tried.
    parser = etree.XMLPullParser(
        events=("end",), encoding="utf-8", resolve_entities=False, no_network=True
    )
    start = scanner.index
    closed = False
    while not closed:
        end = scanner.text.find(">", scanner.index)
        if end < 0:
            scanner.fail("this XML text is not closed", start)
        try:
            parser.feed(scanner.text[scanner.index : end + 1].encode())
        except etree.XMLSyntaxError as error:
            scanner.fail(f"not XML: {error.msg}")
        scanner.index = end + 1
        closed = any(_is_root(element) for _, element in parser.read_events())
    return scanner.text[start : scanner.index]


def _is_root(element: object) -> bool:
    return isinstance(element, etree._Element) and element.getparent() is None  # noqa: SLF001  lxml names its element class so


def read_multiline(scanner: Scanner) -> Multiline:
    """Read a fenced text; white space and line ends in it are kept."""
    start = scanner.index
    scanner.expect(FENCE)
    language, attributes = _hints(scanner)
    if language == "graphql":
        text, variables = _graphql(scanner)
    else:
        raw = language == "raw" or "novariable" in attributes
        text = read_until(scanner, FENCE, escapes="escape" in attributes, placeholders=not raw)
        variables = None
    if not scanner.accept(FENCE):
        scanner.fail(f"this {FENCE} is not closed", start)
    return Multiline(language, attributes, text, variables)


def _hints(scanner: Scanner) -> tuple[str, tuple[str, ...]]:
    start = scanner.index
    line = scanner.take(lambda c: c != "\n")
    if not scanner.accept("\n"):
        scanner.fail(f"expected a line end after {FENCE}", start)
    words = [word for word in re.split(r"[,\s]+", line) if word]
    language = words.pop(0) if words and words[0] in LANGUAGES else ""
    for word in words:
        if word not in ATTRIBUTES:
            scanner.unknown("language or attribute", word, (*LANGUAGES, *ATTRIBUTES), start)
    return language, tuple(words)


def _graphql(scanner: Scanner) -> tuple[Template, Json | None]:
    position = scanner.position
    heading = re.compile(r"^variables[ \t]*(?=\{)", re.MULTILINE)
    found = heading.search(scanner.text, scanner.index, _fence(scanner))
    if found is None:
        return read_until(scanner, FENCE, escapes=False, placeholders=True), None
    parts: list[Literal | Placeholder] = []
    while scanner.index < found.start():
        part = read_until(scanner, found[0], escapes=False, placeholders=True)
        parts.extend(part.parts)
    scanner.index = found.end()
    variables = read_json(scanner)
    scanner.take(str.isspace)
    return Template(tuple(parts), "", position), variables


def _fence(scanner: Scanner) -> int:
    end = scanner.text.find(FENCE, scanner.index)
    return end if end >= 0 else len(scanner.text)
