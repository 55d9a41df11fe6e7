"""JSON bodies: checked against the grammar of JSON, with placeholders where values may stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.checks.hurl.texts import read_placeholder
from adjudge.checks.hurl.tree import Json, Literal, Placeholder, Template

if TYPE_CHECKING:
    from adjudge.checks.hurl.scanner import Scanner

DEPTH = 128
"""Deepest nesting that is read; Hurl's own bound is the same."""

_STARTS = '{["-0123456789'
_WORDS = ("true", "false", "null")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SPACE = re.compile(r"[ \t\r\n]+")
_PLAIN = re.compile(r'[^"\\{\b\n\f\r\t]+')
_ESCAPE = re.compile(
    r"""\\(?:["\\/bfnrt]
        |u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}
        |u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2})""",
    re.VERBOSE,
)
"""An escape; the halves of a surrogate pair only together."""


def starts_json(scanner: Scanner) -> bool:
    """Tell whether a JSON text comes next."""
    return scanner.peek() in tuple(_STARTS) or scanner.word() in _WORDS


def read_json(scanner: Scanner) -> Json:
    """Read one JSON value with the white space inside it."""
    return _Reader(scanner).read()


class _Reader:
    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._position = scanner.position
        self._mark = scanner.index
        self._parts: list[Literal | Placeholder] = []
        self._depth = 0

    def read(self) -> Json:
        self._value()
        self._flush()
        return Json(Template(tuple(self._parts), "", self._position))

    def _flush(self) -> None:
        text = self._scanner.text[self._mark : self._scanner.index]
        if text:
            self._parts.append(Literal(text, text))

    def _placeholder(self, *, quoted: bool) -> None:
        self._flush()
        self._parts.append(read_placeholder(self._scanner, quoted=quoted))
        self._mark = self._scanner.index

    def _space(self) -> None:
        self._scanner.index += len(self._scanner.match(_SPACE))

    def _value(self) -> None:
        scanner = self._scanner
        char = scanner.peek()
        if scanner.peek(2) == "{{":
            self._placeholder(quoted=False)
        elif char in {"{", "["}:
            self._nested(char)
        elif char == '"':
            self._string()
        elif number := _NUMBER.match(scanner.text, scanner.index):
            scanner.index = number.end()
        elif scanner.word() in _WORDS:
            scanner.index += len(scanner.word())
        else:
            found = repr(char) if char else "the end"
            scanner.fail(f"expected a JSON value, found {found}")

    def _nested(self, opening: str) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            self._scanner.fail(f"JSON nested deeper than {DEPTH} levels")
        self._scanner.index += 1
        closing = "}" if opening == "{" else "]"
        self._space()
        if not self._scanner.accept(closing):
            self._members(closing)
        self._depth -= 1

    def _members(self, closing: str) -> None:
        while True:
            self._space()
            if closing == "}":
                self._name()
            self._value()
            self._space()
            if self._scanner.accept(closing):
                return
            comma = self._scanner.index
            if not self._scanner.accept(","):
                self._scanner.fail(f"expected `,` or `{closing}` in this JSON text")
            self._space()
            if self._scanner.peek() == closing:
                self._scanner.fail(f"no comma before `{closing}` in JSON", comma)

    def _name(self) -> None:
        if self._scanner.peek() != '"':
            self._scanner.fail("expected a JSON name in double quotes")
        self._string()
        self._space()
        self._scanner.expect(":")
        self._space()

    def _string(self) -> None:
        scanner = self._scanner
        start = scanner.index
        scanner.index += 1
        while not scanner.accept('"'):
            if plain := scanner.match(_PLAIN):
                scanner.index += len(plain)
            elif scanner.peek(2) == "{{":
                self._placeholder(quoted=True)
            elif escape := _ESCAPE.match(scanner.text, scanner.index):
                scanner.index = escape.end()
            elif scanner.ended or scanner.peek() in "\b\n\f\r\t":
                scanner.fail("this JSON string has no closing quote", start)
            elif scanner.peek() == "\\":
                scanner.fail(f"`{scanner.peek(2)}` is no escape in JSON")
            else:
                scanner.index += 1
