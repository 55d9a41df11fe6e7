"""Reading a value out of what a system answered."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any

from adjudge.errors import ObservationError
from adjudge.system.driver import Answer
from adjudge.system.drivers.done import answer
from adjudge.system.json_paths import PathError, select

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adjudge.system.binding import Read, Scalar
    from adjudge.system.drivers.done import Done

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)


def found(name: str, read: Read, done: Done) -> object:
    """Return the JSON value that a read found.

    A text of a program, or one that a regular expression found, is a whole number where it looks
    like one.

    Raises:
        ObservationError: there was no such answer or no such value in it.
    """
    if answer(done, read.accepted, ()) is not Answer.ACCEPTED:
        raise ObservationError(
            f"{name} can't be read: {done.detail}",
            next_step="the binding names the answers that hold a value in `accepted`",
        )
    try:
        if read.pattern:
            return _matched(name, read.pattern, done)
        if not read.value and done.status is not None:
            return _plain(done.text.strip())
        return select(done.result, read.value or "$")
    except PathError as error:
        raise ObservationError(
            f"{name} can't be read: {done.shown}: {error.message}",
            next_step="correct `value` or `matches` in the binding",
        ) from error


def _matched(name: str, pattern: str, done: Done) -> object:
    text = done.text if done.status is not None else json.dumps(done.returned)
    match = re.search(pattern, text)
    if match is None:
        shown = " ".join(text.split())[:80]
        raise ObservationError(f"{name} can't be read: “{pattern}” is not in “{shown}”")
    return _plain(match[1] if match.re.groups else match[0])


def _plain(text: str | None) -> object:
    text = text or ""
    return int(text) if _WHOLE.fullmatch(text) else text


def cell(name: str, value: object, values: Mapping[str, Scalar]) -> Scalar:
    """Return one observed value, in the specification's words where the binding translates.

    Raises:
        ObservationError: it is no whole number, text or truth.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    if text in values:
        return values[text]
    if isinstance(value, bool | int | str):
        return value
    raise ObservationError(
        f"{name} is {text[:80]}, which is neither a whole number, a text nor a truth",
        next_step="let `value` lead to a single value",
    )


def each(
    name: str,
    index: Sequence[Sequence[str]],
    values: Mapping[str, Scalar],
    read: Callable[[str, tuple[str, ...]], object],
) -> dict[str, object]:
    """Read a variable cell by cell.

    Args:
        name: of the variable.
        index: the values of each position of its index.
        values: what the specification calls a value that the system says.
        read: returns the value of a cell, given its name and its place in the index.

    Raises:
        ObservationError: a value is no whole number, text or truth.
    """
    observed: dict[str, Any] = {}
    for place in itertools.product(*index):
        inner = observed
        for key in place[:-1]:
            inner = inner.setdefault(key, {})
        shown = f"{name}[{','.join(place)}]"
        inner[place[-1]] = cell(shown, read(shown, place), values)
    return observed


def cells(
    name: str, value: object, index: Sequence[Sequence[str]], values: Mapping[str, Scalar]
) -> object:
    """Return a value that was read as a whole, nested as its index is.

    Raises:
        ObservationError: a place of the index is missing, or a value is none.
    """
    if not index:
        return cell(name, value, values)
    if not isinstance(value, dict):
        raise ObservationError(f"{name} was read as a whole and is no object: {str(value)[:80]}")
    missing = [key for key in index[0] if key not in value]
    if missing:
        raise ObservationError(f"{name} has no “{missing[0]}” in what was read")
    return {key: cells(f"{name}[{key}]", value[key], index[1:], values) for key in index[0]}
