"""Reading single values of `adjudge.toml`: each reader returns what it read, or notes a finding."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from adjudge import quantities
from adjudge.codes.system import LEAVING_PATH, UNKNOWN_KEY, UNKNOWN_PLACEHOLDER, WRONG_VALUE
from adjudge.findings import Finding, Location
from adjudge.system import placeholders, process
from adjudge.system.toml_places import KeyPath, places

if TYPE_CHECKING:
    from adjudge.codes import Code

FILE = "adjudge.toml"
Number = TypeVar("Number", int, float)


class Reading:
    """One `adjudge.toml` while it is read: finds places and gathers findings."""

    def __init__(self, root: Path, text: str) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self._text = text
        self._places = places(text)

    def at(self, path: KeyPath) -> Location:
        """Return where the key stands, or the nearest table that holds it."""
        while path and path not in self._places:
            path = path[:-1]
        before = self._text[: self._places.get(path, 0)]
        return Location(FILE, before.count("\n") + 1, len(before) - before.rfind("\n"))

    def problem(self, code: Code, path: KeyPath, message: str, **more: str) -> None:
        """Note a finding at a key; `more` is as for `Code.at`."""
        self.findings.append(code.at(self.at(path), message, **more))


Reader = Callable[[Reading, KeyPath, Any], Any]
"""Returns a field's value from what `tomllib` gave for the key, or None after noting a finding."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: the field that it fills, how it is read, and what it is for."""

    field: str
    read: Reader
    meaning: str


def read_table(
    reading: Reading, path: KeyPath, value: object, keys: Mapping[str, Key]
) -> dict[str, Any]:
    """Read a table whose keys are known; fields that could not be read are left out."""
    if not isinstance(value, dict):
        wrong(reading, path, "a table", value)
        return {}
    fields: dict[str, Any] = {}
    for name, content in value.items():
        key = keys.get(name)
        if key is None:
            _unknown(reading, (*path, name), name, keys)
        elif (result := key.read(reading, (*path, name), content)) is not None:
            fields[key.field] = result
    return fields


def _unknown(reading: Reading, path: KeyPath, name: str, keys: Mapping[str, Key]) -> None:
    near = placeholders.nearest(name, keys)
    table = ".".join(map(str, path[:-1])) or "the top level"
    reading.problem(
        UNKNOWN_KEY,
        path,
        f"“{name}” is no key of {table}",
        expected=", ".join(keys),
        actual=name,
        next_step=f"did you mean `{near}`, {keys[near].meaning}?" if near else "",
    )


def wrong(reading: Reading, path: KeyPath, expected: str, value: object) -> None:
    """Note that a value is of another kind than it must be; `expected` names that in words."""
    kinds = {bool: "a boolean", int: "an integer", float: "a number", str: "a text"}
    actual = kinds.get(type(value), "a table" if isinstance(value, dict) else "an array")
    message = f"`{path[-1]}` is {actual} and must be {expected}"
    reading.problem(WRONG_VALUE, path, message, expected=expected, actual=repr(value))


def text(reading: Reading, path: KeyPath, value: object) -> str | None:
    """Read a text that is not empty."""
    if isinstance(value, str) and value and "\0" not in value:
        return value
    wrong(reading, path, "a text that is not empty", value)
    return None


def texts(reading: Reading, path: KeyPath, value: object) -> tuple[str, ...] | None:
    """Read an array of texts; a single text is an array of one."""
    items = value if isinstance(value, list) else [value]
    read = [text(reading, (*path, number), item) for number, item in enumerate(items)]
    return None if None in read else tuple(item for item in read if item is not None)


def filled(*allowed: str) -> Reader:
    """Make a reader of a text in which the allowed placeholders may stand."""

    def read(reading: Reading, path: KeyPath, value: object) -> str | None:
        content = text(reading, path, value)
        return content if content and _checked(reading, path, content, allowed) else None

    return read


def _checked(reading: Reading, path: KeyPath, content: str, allowed: tuple[str, ...]) -> bool:
    """Note a finding for each placeholder that can't be filled here."""
    bad = [name for name in placeholders.names(content) if name not in allowed]
    for name in bad:
        near = placeholders.nearest(name, allowed)
        known = placeholders.KNOWN.get(name)
        reading.problem(
            UNKNOWN_PLACEHOLDER,
            path,
            f"{{{name}}} has no value in `{_key_name(path)}`"
            if known
            else f"{{{name}}} is unknown",
            expected=", ".join(f"{{{each}}}" for each in allowed),
            actual=f"{{{name}}}",
            next_step=f"did you mean {{{near}}}, {placeholders.KNOWN[near]}?" if near else "",
        )
    return not bad


def _key_name(path: KeyPath) -> str:
    return next(str(part) for part in reversed(path) if isinstance(part, str))


def command(*allowed: str) -> Reader:
    """Make a reader of an argument vector: an array, or a text that is split as a shell would."""

    def read(reading: Reading, path: KeyPath, value: object) -> tuple[str, ...] | None:
        words = (
            _split(reading, path, value) if isinstance(value, str) else _words(reading, path, value)
        )
        if words is None:
            return None
        good = [
            _checked(reading, (*path, number), word, allowed) for number, word in enumerate(words)
        ]
        return words if all(good) else None

    return read


def _split(reading: Reading, path: KeyPath, value: str) -> tuple[str, ...] | None:
    try:
        words = tuple(shlex.split(value))
    except ValueError as error:
        reading.problem(WRONG_VALUE, path, f"`{value}` can't be split into words: {error}")
        return None
    if not words or "\0" in value:
        wrong(reading, path, "a command", value)
        return None
    return words


def _words(reading: Reading, path: KeyPath, value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not value or not value[0]:
        wrong(reading, path, "a command: a text, or an array of its words", value)
        return None
    bad = [n for n, word in enumerate(value) if not isinstance(word, str) or "\0" in word]
    for number in bad:
        wrong(reading, (*path, number), "a text", value[number])
    return None if bad else tuple(value)


def commands(*allowed: str) -> Reader:
    """Make a reader of one command or an array of commands, each a text or an array of words."""
    one = command(*allowed)

    def read(reading: Reading, path: KeyPath, value: object) -> tuple[tuple[str, ...], ...] | None:
        if not isinstance(value, list):
            single = one(reading, path, value)
            return None if single is None else (single,)
        several = [one(reading, (*path, number), item) for number, item in enumerate(value)]
        return None if None in several else tuple(several)

    return read


def named(read: Reader, what: str, pattern: str) -> Reader:
    """Make a reader of a table whose keys are free names that match `pattern`."""

    def read_all(reading: Reading, path: KeyPath, value: object) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            wrong(reading, path, "a table", value)
            return None
        found = {}
        for name, content in value.items():
            if not re.fullmatch(pattern, name, re.ASCII):
                message = f"“{name}” can't be the name of {what}"
                reading.problem(WRONG_VALUE, (*path, name), message, expected=pattern, actual=name)
            elif (result := read(reading, (*path, name), content)) is not None:
                found[name] = result
        return found

    return read_all


def duration(reading: Reading, path: KeyPath, value: object) -> float | None:
    """Read a duration in seconds."""
    return _quantity(reading, path, value, quantities.seconds)


def size(reading: Reading, path: KeyPath, value: object) -> int | None:
    """Read a size in bytes."""
    return _quantity(reading, path, value, quantities.size)


def _quantity(
    reading: Reading, path: KeyPath, value: object, read: Callable[[str], Number]
) -> Number | None:
    try:
        return read(str(value))
    except quantities.QuantityError as error:
        reading.problem(WRONG_VALUE, path, str(error), actual=str(value))
        return None


def count(reading: Reading, path: KeyPath, value: object) -> int | None:
    """Read an integer from 0 to 100."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100:  # noqa: PLR2004 said in the message
        return value
    wrong(reading, path, "an integer from 0 to 100", value)
    return None


def signal(reading: Reading, path: KeyPath, value: object) -> str | None:
    """Read the name of a signal."""
    name = text(reading, path, value)
    try:
        if name:
            process.signal_number(name)
    except ValueError:
        message = f"“{name}” is no signal"
        reading.problem(
            WRONG_VALUE, path, message, expected="a name such as SIGTERM", actual=str(name)
        )
        return None
    return name


def pattern(reading: Reading, path: KeyPath, value: object) -> str | None:
    """Read a regular expression."""
    content = text(reading, path, value)
    try:
        if content:
            re.compile(content)
    except re.error as error:
        reading.problem(WRONG_VALUE, path, f"`{content}` is no regular expression: {error}")
        return None
    return content


def place(reading: Reading, path: KeyPath, value: object) -> str | None:
    """Read a path that stays within the project, also through symbolic links."""
    name = text(reading, path, value)
    if name is None:
        return None
    root = reading.root.resolve()
    inside = not name.startswith(("/", "~")) and ".." not in Path(name).parts
    if inside and (root / name).resolve().is_relative_to(root):
        return Path(name).as_posix()
    reading.problem(LEAVING_PATH, path, f"“{name}” leaves the project", actual=name)
    return None


def several_places(reading: Reading, path: KeyPath, value: object) -> tuple[str, ...] | None:
    """Read an array of paths within the project; a single text is an array of one."""
    items = value if isinstance(value, list) else [value]
    read = [place(reading, (*path, number), item) for number, item in enumerate(items)]
    return None if None in read else tuple(item for item in read if item is not None)
