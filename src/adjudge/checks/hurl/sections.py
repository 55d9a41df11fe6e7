"""The bracketed sections of requests and responses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.checks.hurl.errors import HurlSyntaxError
from adjudge.checks.hurl.expressions import read_predicate, read_query
from adjudge.checks.hurl.grammar import (
    FUNCTIONS,
    OPTIONS,
    QUERIES,
    REQUEST_SECTIONS,
    RESPONSE_SECTIONS,
    OptionKind,
)
from adjudge.checks.hurl.texts import (
    read_delimited,
    read_filename,
    read_filters,
    read_key,
    read_number,
    read_placeholder,
    read_unquoted,
)
from adjudge.checks.hurl.tree import (
    Assert,
    Capture,
    Constant,
    Definition,
    Duration,
    FileParameter,
    Item,
    KeyValue,
    Option,
    Placeholder,
    Section,
    Template,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adjudge.checks.hurl.scanner import Scanner

_HEADING = re.compile(r"\[([A-Za-z]\w*)\]")
_JSON_WORDS = ("[true]", "[false]", "[null]")
_DURATION = re.compile(r"([0-9]{1,12})(ms|s|m|h)?(?![\w.])")


def read_sections(scanner: Scanner, *, response: bool) -> tuple[Section, ...]:
    """Read all sections that come next."""
    known = RESPONSE_SECTIONS if response else REQUEST_SECTIONS
    sections: list[Section] = []
    while (section := _section(scanner, known)) is not None:
        twice = section.name in {s.name for s in sections}
        if twice and not response:
            message = f"the section [{section.written}] stands twice in one request"
            hint = "move its lines into one section"
            raise HurlSyntaxError(message, section.position, next_step=hint)
        sections.append(section)
    return tuple(sections)


def _section(scanner: Scanner, known: Mapping[str, str]) -> Section | None:
    start = scanner.index
    scanner.skip_lines()
    place = scanner.index
    found = _HEADING.match(scanner.text, place)
    if found is None or found[0] in _JSON_WORDS:
        scanner.index = start
        return None
    if found[1] not in known:
        scanner.unknown("section", found[1], known, place + 1)
    scanner.index = found.end()
    scanner.end_line()
    name = known[found[1]]
    return Section(name, found[1], _items(scanner, name), scanner.at(place))


def _items(scanner: Scanner, section: str) -> tuple[Item, ...]:
    read = _READERS.get(section, read_key_value)
    items: list[Item] = []
    while True:
        start = scanner.index
        scanner.skip_lines()
        item = None if scanner.ended else read(scanner)
        if item is None:
            scanner.index = start
            return tuple(items)
        items.append(item)


def read_key_values(scanner: Scanner) -> tuple[KeyValue, ...]:
    """Read the headers that come next."""
    return tuple(item for item in _items(scanner, "") if isinstance(item, KeyValue))


def read_key_value(scanner: Scanner) -> KeyValue | None:
    """Read `name: value`, or return `None`."""
    position = scanner.position
    key = _key(scanner)
    if key is None:
        return None
    value = read_unquoted(scanner)
    scanner.end_line()
    return KeyValue(key, value, position)


def _key(scanner: Scanner) -> Template | None:
    key = read_key(scanner)
    if key is None:
        return None
    scanner.blanks()
    if not scanner.accept(":"):
        return None
    scanner.blanks()
    return key


def _multipart(scanner: Scanner) -> KeyValue | None:
    position = scanner.position
    key = _key(scanner)
    if key is None:
        return None
    value: Template | FileParameter
    if scanner.accept("file,"):
        scanner.blanks()
        path = read_filename(scanner)
        scanner.blanks()
        scanner.expect(";")
        scanner.blanks()
        content_type = read_unquoted(scanner)
        value = FileParameter(path, content_type if content_type.parts else None)
    else:
        value = read_unquoted(scanner)
    scanner.end_line()
    return KeyValue(key, value, position)


def _capture(scanner: Scanner) -> Capture | None:
    position = scanner.position
    key = _key(scanner)
    if key is None:
        return None
    query = read_query(scanner)
    if query is None:
        scanner.unknown("query", scanner.word(), QUERIES, scanner.index)
    filters = read_filters(scanner)
    scanner.blanks()
    redact = scanner.accept("redact")
    scanner.end_line()
    return Capture(key, query, filters, redact, position)


def _assert(scanner: Scanner) -> Assert | None:
    position = scanner.position
    query = read_query(scanner)
    if query is None:
        _refuse_misspelled(scanner)
        return None
    filters = read_filters(scanner)
    scanner.require_blanks()
    predicate = read_predicate(scanner)
    scanner.end_line()
    return Assert(query, filters, predicate, position)


def _refuse_misspelled(scanner: Scanner) -> None:
    # Whatever may follow a list of asserts starts otherwise, so this is a misspelled query.
    word = scanner.word()
    follows = scanner.text[scanner.index + len(word) :][:1]
    if word and word[0].islower() and follows in {" ", "\t"}:
        scanner.unknown("query", word, QUERIES, scanner.index)


def _option(scanner: Scanner) -> Option | None:
    position = scanner.position
    start = scanner.index
    name = scanner.take(lambda c: c.isascii() and (c.isalnum() or c in "-._"))
    scanner.blanks()
    if not name or not scanner.accept(":"):
        return None
    if name not in OPTIONS:
        scanner.unknown("option", name, OPTIONS, start)
    scanner.blanks()
    place = scanner.index
    value = _option_value(scanner, OPTIONS[name])
    if value is None:
        scanner.fail(f"the option `{name}` takes {OPTIONS[name]}", place)
    scanner.end_line()
    return Option(name, value, position)


_OptionValue = Constant | Template | Placeholder | Duration | Definition


def _option_value(scanner: Scanner, kind: OptionKind) -> _OptionValue | None:
    textual = kind in {OptionKind.DEFINITION, OptionKind.FILE, OptionKind.TEXT}
    if scanner.peek(2) == "{{" and not textual:
        return read_placeholder(scanner)
    return _OPTION_READERS[kind](scanner)


def _boolean(scanner: Scanner) -> Constant | None:
    word = scanner.word()
    if word not in {"true", "false"}:
        return None
    scanner.index += len(word)
    return Constant(word == "true", word)


def _count(scanner: Scanner, least: int = -1) -> Constant | None:
    number = read_number(scanner)
    fits = number is not None and isinstance(number.value, int) and number.value >= least
    return number if fits else None


def _natural(scanner: Scanner) -> Constant | None:
    return _count(scanner, 0)


def _duration(scanner: Scanner) -> Duration | None:
    found = _DURATION.match(scanner.text, scanner.index)
    if found is None:
        return None
    scanner.index = found.end()
    return Duration(int(found[1]), found[2] or "")


def _definition(scanner: Scanner) -> Definition:
    start = scanner.index
    name = scanner.take(lambda c: c.isalnum() or c in "_-")
    if not name:
        scanner.fail("expected name=value", start)
    if name in FUNCTIONS:
        scanner.fail(f"`{name}` is the name of a function", start)
    scanner.blanks()
    scanner.expect("=")
    scanner.blanks()
    if scanner.peek() == '"':
        return Definition(name, read_delimited(scanner, '"'))
    return Definition(name, _plain(read_unquoted(scanner)))


def _plain(text: Template) -> Constant | Template:
    constant = text.constant
    words = {"null": None, "true": True, "false": False}
    if constant in words:
        return Constant(words[constant], constant)
    if constant is not None and re.fullmatch(r"-?(0|[1-9][0-9]{0,300})", constant):
        return Constant(int(constant), constant)
    if constant is not None and re.fullmatch(r"-?(0|[1-9][0-9]*)\.[0-9]+", constant):
        return Constant(float(constant), constant)
    return text


_OPTION_READERS: dict[OptionKind, Callable[[Scanner], _OptionValue | None]] = {
    OptionKind.BOOLEAN: _boolean,
    OptionKind.COUNT: _count,
    OptionKind.NATURAL: _natural,
    OptionKind.DURATION: _duration,
    OptionKind.TEXT: read_unquoted,
    OptionKind.FILE: read_filename,
    OptionKind.DEFINITION: _definition,
}
_READERS: dict[str, Callable[[Scanner], Item | None]] = {
    "MultipartFormData": _multipart,
    "Options": _option,
    "Captures": _capture,
    "Asserts": _assert,
}
