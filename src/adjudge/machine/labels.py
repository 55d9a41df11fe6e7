"""The text at an arrow or on a line inside a state: `event(parameters) [guard] / effects`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine.written import ReadingError, Written

if TYPE_CHECKING:
    from collections.abc import Iterator

AFTER = "after"
_HEAD = re.compile(r"(?P<event>[^\W\d]\w*)\s*(?:\((?P<parameters>[^()]*)\))?\s*")
_PARAMETER = re.compile(r"[^\W\d]\w*\Z")
_WORD = re.compile(r"\w")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Label:
    """The parts of a label, still as text; a part that is not written is None or empty.

    The one parameter of `after` is a time.
    """

    whole: Written
    event: Written | None
    parameters: tuple[Written, ...] = ()
    guard: Written | None = None
    effects: tuple[Written, ...] = ()


def read(written: Written) -> Label:
    """Take a label apart.

    Raises:
        ReadingError: it does not have the form of a label.
    """
    head = _HEAD.match(written.text)
    start = head.end() if head else 0
    guard, end = _guard(written, start)
    effects = _effects(written, end)
    event = written.part(*head.span("event")) if head else None
    parameters = _parameters(written, head) if head else ()
    return Label(written, event, parameters, guard, effects)


def _parameters(written: Written, head: re.Match[str]) -> tuple[Written, ...]:
    text = head["parameters"]
    if text is None or not text.strip():
        return ()
    found = [written.part(*span) for span in _split(written.text, *head.span("parameters"))]
    for each in found if head["event"] != AFTER else ():
        if not _PARAMETER.match(each.text):
            message = f'"{each.text}" is no name of a parameter'
            mend = (
                "write names that `parameters:` declares; a condition on them goes into the guard"
            )
            raise ReadingError(codes.LABEL_SYNTAX, message, each.location, each.text, mend)
    return tuple(found)


def _guard(written: Written, start: int) -> tuple[Written | None, int]:
    if not written.text.startswith("[", start):
        return None, start
    for position, depth in _depths(written.text, start):
        if depth == 0:
            return written.part(start + 1, position), position + 1
    message = "this bracket is never closed"
    raise ReadingError(codes.LABEL_SYNTAX, message, written.at(start), written.text[start:])


def _effects(written: Written, start: int) -> tuple[Written, ...]:
    rest = written.part(start)
    if not rest.text:
        return ()
    if not rest.text.startswith("/"):
        message = f"`{rest.text}` is no part of a label: it has the form `event(parameters) [guard] / effects`"
        raise ReadingError(codes.LABEL_SYNTAX, message, rest.location, rest.text)
    spans = _split(rest.text, 1, len(rest.text))
    return tuple(rest.part(*span) for span in spans)


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut at the commas that stand in no bracket."""
    spans = []
    begin = start
    for position, depth in _depths(text, start, end):
        if depth == 0 and text[position] == ",":
            spans.append((begin, position))
            begin = position + 1
    return [*spans, (begin, end)]


def _depths(text: str, start: int, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield each position outside of quotes with the depth of brackets behind it."""
    depth = 0
    quote = ""
    for position in range(start, len(text) if end is None else end):
        character = text[position]
        if quote:
            quote = "" if character == quote else quote
            continue
        if character == '"' or (character == "'" and not _WORD.match(text, position - 1)):
            quote = character
            continue
        depth += (character in _CLOSING) - (character in _CLOSING.values())
        yield position, depth
