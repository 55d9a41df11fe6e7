"""Queries, predicates and the values that they take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.checks.hurl.bodies import FENCE, read_encoded, read_multiline
from adjudge.checks.hurl.grammar import (
    CERTIFICATE_FIELDS,
    COOKIE_ATTRIBUTES,
    PREDICATES,
    QUERIES,
    WORDED_PREDICATES,
    Argument,
    Operand,
)
from adjudge.checks.hurl.texts import (
    read_delimited,
    read_number,
    read_pattern,
    read_placeholder,
    read_regex,
    read_string,
)
from adjudge.checks.hurl.tree import (
    Binary,
    Constant,
    CookiePath,
    Literal,
    Pattern,
    Placeholder,
    Predicate,
    Query,
    Template,
    Value,
)

if TYPE_CHECKING:
    from adjudge.checks.hurl.scanner import Scanner

_CONSTANTS = {"null": None, "true": True, "false": False}
_ATTRIBUTE = re.compile(r"\[ *([^\]\[]*?) *\]$")


def read_query(scanner: Scanner) -> Query | None:
    """Read a query, or return `None` without moving if none of their names comes next."""
    name = scanner.word()
    if name not in QUERIES:
        return None
    position = scanner.position
    scanner.index += len(name)
    kind = QUERIES[name]
    if kind is None:
        return Query(name, None, position)
    scanner.require_blanks()
    return Query(name, _argument(scanner, kind), position)


def _argument(scanner: Scanner, kind: Argument) -> Value | CookiePath:
    if kind is Argument.REGEX:
        return read_regex(scanner)
    start = scanner.index
    text = read_string(scanner)
    if kind is Argument.COOKIE:
        return _cookie(scanner, text, start)
    if kind is Argument.CERTIFICATE and text.constant not in CERTIFICATE_FIELDS:
        scanner.unknown("certificate field", str(text.constant), CERTIFICATE_FIELDS, start)
    return text


def _cookie(scanner: Scanner, text: Template, start: int) -> CookiePath:
    last = text.parts[-1] if text.parts else None
    found = _ATTRIBUTE.search(last.source) if isinstance(last, Literal) else None
    if found is None or not isinstance(last, Literal):
        return CookiePath(text)
    attribute = found[1].lower()
    if attribute not in COOKIE_ATTRIBUTES:
        scanner.unknown("cookie attribute", found[1], COOKIE_ATTRIBUTES, start)
    value, source = last.value[: -len(found[0])], last.source[: -len(found[0])]
    rest = (Literal(value, source),) if source else ()
    return CookiePath(Template((*text.parts[:-1], *rest), text.delimiter, text.position), attribute)


def read_predicate(scanner: Scanner) -> Predicate:
    """Read a predicate and its operand, or give up."""
    negated = scanner.word() == "not"
    if negated:
        scanner.index += len("not")
        scanner.require_blanks()
    start = scanner.index
    written = _name(scanner)
    name = WORDED_PREDICATES.get(written, written)
    if PREDICATES[name] is Operand.NOTHING:
        return Predicate(name, None, negated)
    if written.isalpha():
        scanner.require_blanks()
    scanner.blanks()
    return Predicate(name, _operand(scanner, PREDICATES[name], start), negated)


def _name(scanner: Scanner) -> str:
    word = scanner.word()
    if word:
        if word not in PREDICATES and word not in WORDED_PREDICATES:
            scanner.unknown("filter or predicate", word, PREDICATES, scanner.index)
        scanner.index += len(word)
        return word
    operator = next((name for name in PREDICATES if scanner.accept(name)), "")
    if not operator:
        hint = f"compare the value: {', '.join(PREDICATES)}"
        scanner.fail("expected a predicate", next_step=hint)
    return operator


def _operand(scanner: Scanner, wanted: Operand, start: int) -> Value:
    place = scanner.index
    value = read_value(scanner)
    if value is None:
        scanner.fail(f"expected {wanted}", next_step='strings stand in quotes: == "text"')
    if not _fits(value, wanted):
        name = scanner.text[start:place].strip()
        scanner.fail(f"`{name}` takes {wanted}", place)
    return value


def _fits(value: Value, wanted: Operand) -> bool:
    if wanted is Operand.ORDERED:
        number = isinstance(value, Constant) and type(value.value) in {int, float}
        return number or isinstance(value, Template | Placeholder)
    if wanted is Operand.TEXT_OR_BYTES:
        return isinstance(value, Template | Binary | Placeholder)
    if wanted is Operand.REGEX:
        return isinstance(value, Template | Pattern)
    return True


def read_value(scanner: Scanner) -> Value | None:
    """Read the value that comes next, or return `None` without moving."""
    if scanner.peek(3) == FENCE:
        return read_multiline(scanner)
    if scanner.peek() in {'"', "`"}:
        return read_delimited(scanner, scanner.peek())
    if scanner.peek() == "/":
        return read_pattern(scanner)
    if scanner.peek(2) == "{{":
        return read_placeholder(scanner)
    word = scanner.word()
    if word in _CONSTANTS:
        scanner.index += len(word)
        return Constant(_CONSTANTS[word], word)
    return read_number(scanner) or read_encoded(scanner)
