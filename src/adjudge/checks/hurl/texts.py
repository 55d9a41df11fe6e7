"""Strings, keys and file names, with the placeholders and filters that may stand in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.checks.hurl.grammar import FILTERS, Argument
from adjudge.checks.hurl.patterns import compile_pattern
from adjudge.checks.hurl.tree import (
    Constant,
    Filter,
    Literal,
    Pattern,
    Placeholder,
    Template,
    Value,
)
from adjudge.errors import AdjudgeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.checks.hurl.scanner import Scanner

_CONTROLS = "\\\b\n\f\r\t"
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,300})(\.[0-9]+)?(?![0-9A-Za-z_])")
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
"""Characters that have no meaning of their own wherever text may stand."""
_DEEPEST = 8
_LARGEST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def read_unquoted(scanner: Scanner) -> Template:
    """Read the text up to the end of the line or a comment, without trailing spaces."""
    position = scanner.position
    parts = _parts(scanner, lambda: scanner.peek() in f"#{_CONTROLS}", '#"`/')
    last = parts[-1] if parts else None
    if isinstance(last, Literal):
        source = last.source.rstrip(" ")
        value = last.value[: len(last.value) - len(last.source) + len(source)]
        parts[-1:] = [Literal(value, source)] if source else []
    return Template(tuple(parts), "", position)


def read_delimited(scanner: Scanner, delimiter: str) -> Template:
    """Read a string between two double quotes or back-ticks; it ends on its line."""
    start = scanner.index
    position = scanner.position
    scanner.expect(delimiter)
    parts = _parts(scanner, lambda: scanner.peek() in f"{delimiter}{_CONTROLS}", '#"`/')
    if not scanner.accept(delimiter):
        scanner.fail(f"this string has no closing {delimiter}", start)
    return Template(tuple(parts), delimiter, position)


def read_until(scanner: Scanner, end: str, *, escapes: bool, placeholders: bool) -> Template:
    """Read the text before `end`, which may span lines; `end` itself is left."""
    position = scanner.position
    if not placeholders:
        text = scanner.text[scanner.index :].partition(end)[0]
        scanner.index += len(text)
        return Template((Literal(text, text),) if text else (), "", position)
    parts = _parts(scanner, lambda: scanner.peek(len(end)) == end, '#"`/' if escapes else None)
    return Template(tuple(parts), "", position)


def read_key(scanner: Scanner) -> Template | None:
    """Read the name before a colon, or return `None` without moving."""
    start = scanner.index
    position = scanner.position
    if scanner.peek() == "[":
        return None
    try:
        parts = _parts(scanner, lambda: not _in_key(scanner.peek()), "#:/")
    except AdjudgeError:
        parts = []
    if not parts:
        scanner.index = start
        scanner.depth = 0
        return None
    return Template(tuple(parts), "", position)


def _in_key(char: str) -> bool:
    return char.isalnum() or char in "_-.[]@$\\"


def read_filename(scanner: Scanner) -> Template:
    """Read a file name; spaces and a few other characters in it are escaped."""
    position = scanner.position
    parts = _parts(scanner, lambda: scanner.peek() in "#;{} \n\r", "#; {}:")
    if not parts:
        scanner.fail("expected a file name")
    return Template(tuple(parts), "", position)


def _parts(
    scanner: Scanner, ends: Callable[[], bool], escapes: str | None
) -> list[Literal | Placeholder]:
    parts: list[Literal | Placeholder] = []
    value, start = "", scanner.index

    def flush() -> None:
        if scanner.index > start:
            parts.append(Literal(value, scanner.text[start : scanner.index]))

    while not scanner.ended:
        if scanner.peek(2) == "{{":
            flush()
            parts.append(read_placeholder(scanner))
            value, start = "", scanner.index
        elif scanner.peek() == "\\" and escapes is not None:
            value += _escape(scanner, escapes)
        elif ends():
            break
        else:
            plain = scanner.match(_PLAIN) or scanner.peek()
            value += plain
            scanner.index += len(plain)
    flush()
    return parts


def _escape(scanner: Scanner, also: str) -> str:
    start = scanner.index
    char = scanner.text[start + 1 : start + 2]
    scanner.index += 2
    if char in _SIMPLE:
        return _SIMPLE[char]
    if char == "u":
        return _unicode(scanner, start)
    if not char or char not in also:
        hint = r"write `\\` for a backslash"
        scanner.fail(f"`\\{char}` is no escape here", start, next_step=hint)
    return char


def _unicode(scanner: Scanner, start: int) -> str:
    found = re.compile(r"\{([0-9A-Fa-f]{1,8})\}").match(scanner.text, scanner.index)
    code = int(found[1], 16) if found else _LARGEST + 1
    if found is None or code > _LARGEST or code in _SURROGATES:
        scanner.fail("expected a character such as \\u{1f600}", start)
    scanner.index = found.end()
    return chr(code)


def read_placeholder(scanner: Scanner, *, quoted: bool = False) -> Placeholder:
    """Read `{{name filter …}}`."""
    position = scanner.position
    scanner.depth += 1
    if scanner.depth > _DEEPEST:
        scanner.fail(f"placeholders nested deeper than {_DEEPEST} levels")
    scanner.expect("{{")
    scanner.blanks()
    start = scanner.index
    name = scanner.take(lambda c: c.isalnum() or c in "_-")
    if not name:
        scanner.fail("expected the name of a variable", start)
    filters = read_filters(scanner)
    scanner.blanks()
    scanner.expect("}}")
    scanner.depth -= 1
    return Placeholder(name, filters, quoted, position)


def read_filters(scanner: Scanner) -> tuple[Filter, ...]:
    """Read the filters that come next, each after a space."""
    filters: list[Filter] = []
    while True:
        start = scanner.index
        scanner.blanks()
        name = scanner.word()
        if scanner.index == start or name not in FILTERS:
            scanner.index = start
            return tuple(filters)
        position = scanner.position
        scanner.index += len(name)
        arguments = tuple(_argument(scanner, kind) for kind in FILTERS[name])
        filters.append(Filter(name, arguments, position))


def _argument(scanner: Scanner, kind: Argument) -> Value:
    scanner.require_blanks()
    if scanner.peek(2) == "{{" and kind is Argument.INTEGER:
        return read_placeholder(scanner)
    if kind is Argument.INTEGER:
        number = read_number(scanner)
        if number is None or not isinstance(number.value, int):
            scanner.fail("expected an integer")
        return number
    return read_regex(scanner) if kind is Argument.REGEX else read_string(scanner)


def read_string(scanner: Scanner) -> Template:
    """Read a quoted string, or give up."""
    if scanner.peek() != '"':
        scanner.fail("expected a string in double quotes")
    return read_delimited(scanner, '"')


def read_regex(scanner: Scanner) -> Template | Pattern:
    """Read a regular expression, quoted or between slashes."""
    if scanner.peek() not in {'"', "/"}:
        scanner.fail('expected a regular expression: /…/ or "…"')
    return read_string(scanner) if scanner.peek() == '"' else read_pattern(scanner)


def read_pattern(scanner: Scanner) -> Pattern:
    """Read a regular expression between slashes and check that it is one."""
    start = scanner.index
    found = re.compile(r"/((?:[^/\\\n]|\\[^\n])*)/").match(scanner.text, start)
    if found is None:
        scanner.fail("this regular expression has no closing /", start)
    pattern = Pattern(found[1])
    try:
        compile_pattern(pattern)
    except AdjudgeError as error:
        scanner.fail(error.message, start)
    scanner.index = found.end()
    return pattern


def read_number(scanner: Scanner) -> Constant | None:
    """Read a number without an exponent, or return `None` without moving."""
    found = _NUMBER.match(scanner.text, scanner.index)
    if found is None:
        return None
    scanner.index = found.end()
    return Constant(float(found[0]) if found[1] else int(found[0]), found[0])
