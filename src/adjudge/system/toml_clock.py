"""Reading the `clock` of a system: a name, or a table with one way to move it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.codes.system import (
    CLOCK_WITHOUT_SECONDS,
    CONFLICTING_KEYS,
    UNKNOWN_CLOCK,
    WRONG_VALUE,
)
from adjudge.system import placeholders
from adjudge.system import toml_values as values
from adjudge.system.configuration import ClockSource, Shown
from adjudge.system.toml_values import Key, Reader, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.system.toml_places import KeyPath
    from adjudge.system.toml_values import Reading

LIBRARY = "libfaketime"
_SECONDS = "seconds"
_WAYS = ("library", "request", "command")
_REQUEST = re.compile(r"[A-Z]{1,20} (/|\{base\}|https?://)\S*")
_URL = re.compile(r"(/|\{base\}|https?://)\S*")


def clock(*allowed: str) -> Reader:
    """Make a reader of `clock`; the allowed placeholders may stand in its commands and URLs."""
    keys = _keys(allowed)

    def read(reading: Reading, path: KeyPath, value: object) -> ClockSource | None:
        if isinstance(value, str):
            library = _library(reading, path, value)
            return ClockSource(library=library) if library else None
        before = len(reading.findings)
        fields = read_table(reading, path, value, keys)
        if isinstance(value, dict):
            _relate(reading, path, value)
        return ClockSource(**fields) if len(reading.findings) == before else None

    return read


def _keys(allowed: tuple[str, ...]) -> Mapping[str, Key]:
    shown = {
        "url": Key(
            "url", _matching(_URL, "a URL or a path from /", allowed), "a URL that tells it"
        ),
        "command": Key("command", values.command(*allowed), "a command that writes it"),
    }

    def read_shown(reading: Reading, path: KeyPath, value: object) -> Shown | None:
        fields = read_table(reading, path, value, shown)
        if isinstance(value, dict) and len(value.keys() & shown.keys()) != 1:
            message = "`shown_by` needs exactly one of url and command"
            reading.problem(CONFLICTING_KEYS, path, message, expected="url or command")
        return Shown(**fields)

    form = 'a method and a URL, as in "POST /test/clock?forward={seconds}"'
    with_amount = (*allowed, _SECONDS)
    return {
        "library": Key("library", _library, "the library that moves it: libfaketime"),
        "monotonic": Key("timers", _monotonic, "whether timers move too: moved or real (moved)"),
        "request": Key(
            "request", _matching(_REQUEST, form, with_amount), "a request that moves it"
        ),
        "command": Key("command", values.command(*with_amount), "a command that moves it"),
        "shown_by": Key("shown", read_shown, "where the system tells its time"),
    }


def _library(reading: Reading, path: KeyPath, value: object) -> str | None:
    if value == LIBRARY:
        return LIBRARY
    near = placeholders.nearest(str(value), [LIBRARY])
    step = f"did you mean `{near}`?" if near else ""
    message = f"“{value}” is no clock that can be moved"
    reading.problem(UNKNOWN_CLOCK, path, message, expected=LIBRARY, next_step=step)
    return None


def _monotonic(reading: Reading, path: KeyPath, value: object) -> bool | None:
    if value in {"moved", "real"}:
        return value == "moved"
    message = f"`monotonic` is {value!r}, and the monotonic clock is moved or real"
    reading.problem(WRONG_VALUE, path, message, expected="moved or real")
    return None


def _matching(pattern: re.Pattern[str], form: str, allowed: tuple[str, ...]) -> Reader:
    filled = values.filled(*allowed)

    def read(reading: Reading, path: KeyPath, value: object) -> str | None:
        content: str | None = filled(reading, path, value)
        if content is None or pattern.fullmatch(content):
            return content
        reading.problem(WRONG_VALUE, path, f"“{content}” is not {form}", expected=form)
        return None

    return read


def _relate(reading: Reading, path: KeyPath, value: Mapping[str, object]) -> None:
    """Find ways that exclude each other, none at all, and one that does not say by how much."""
    given = [way for way in _WAYS if way in value]
    if len(given) != 1:
        message = f"`clock` has {' and '.join(given) or 'no way to move it'} and needs exactly one"
        reading.problem(CONFLICTING_KEYS, path, message, expected=", ".join(_WAYS))
    if "monotonic" in value and "library" not in value:
        message = "`monotonic` says something of a library, and the clock is moved otherwise"
        reading.problem(CONFLICTING_KEYS, (*path, "monotonic"), message)
    for way in ("request", "command"):
        words = value.get(way, "{seconds}")
        if _SECONDS not in placeholders.names(str(words)):
            message = f"the {way} that moves the clock does not say by how much"
            reading.problem(CLOCK_WITHOUT_SECONDS, (*path, way), message)
