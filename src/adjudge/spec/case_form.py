"""A `cases` block as written: how each row is executed and what must come of it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from adjudge import quantities
from adjudge.codes import rows as codes
from adjudge.findings import Finding, Location
from adjudge.spec import yaml
from adjudge.spec.nearest import suggestion
from adjudge.spec.row_formats import FORMATS
from adjudge.spec.rows import TYPES

if TYPE_CHECKING:
    from adjudge.spec.model import Check

GIVEN = "rows given"
"""The option that holds the rows of a check that stands for some of a block's rows."""
BATCH = "batch"
"""The option that names the block's own check, with which such a check runs."""
_INTERNAL = (GIVEN, BATCH, "illustration", "system")
EACH = "file in "
OF_A_COMMAND = ("stdout", "stderr", "exit", "refused")
OF_A_CALL = ("returns", "raises", "stdout")


@dataclass(frozen=True, slots=True)
class CaseForm:
    """How the rows of one block are executed; texts may hold placeholders.

    Exactly one of `command` (an argument vector) and `call` (`module:function`) is given, and
    exactly one of `file`, `each` (a pattern of files) and `rows`. `equal` names an equality for
    a key of `expect`, or for all of them under the empty name. `open` says in which rows the
    specification leaves the result open: in all of them, or where a column has one of the values.
    """

    expect: Mapping[str, Any] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    call: str = ""
    arguments: Sequence[Any] | Mapping[str, Any] = ()
    python: tuple[str, ...] = ("python3",)
    stdin: str = ""
    cwd: str = "."
    seconds: float | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    format: str = ""
    each: str = ""
    rows: Sequence[Mapping[str, Any]] | str | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    equal: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    requirement: str = ""
    open: bool | Mapping[str, tuple[Any, ...]] = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A block's form, or what in it can't be read; `place` tells where an entry is written."""

    form: CaseForm
    findings: tuple[Finding, ...]
    place: Callable[..., Location]


def read_form(check: Check) -> Reading:
    """Read a `cases` block: its body and the options in its braces together."""
    place: Callable[..., Location] = lambda *_: check.location  # noqa: E731 -- replaced where the body tells more
    try:
        entries, place = _entries(check)
        form, problems = _form(entries)
    except _ProblemError as error:
        form, problems = CaseForm(), [error]
    findings = tuple(
        codes.CASES_FORM.at(problem.at(check, place), str(problem), requirement=check.requirement)
        for problem in problems
    )
    return Reading(form, findings, place)


class _ProblemError(ValueError):
    """Something that can't be used, in the entry `key` or at a position of the body."""

    def __init__(self, message: str, key: str = "", position: yaml.Position | None = None) -> None:
        super().__init__(message)
        self.key = key
        self.position = position

    def at(self, check: Check, place: Callable[..., Location]) -> Location:
        if self.position is not None:
            return yaml.within(check.body, *self.position)
        return place(self.key) if self.key else check.location


def _entries(check: Check) -> tuple[dict[str, Any], Callable[..., Location]]:
    """Return all entries of a block, and what tells where one of them is written."""
    options = {key: value for key, value in check.options.items() if key not in _INTERNAL}
    if check.language == "csv":
        return {**options, "rows": check.text}, lambda *_: check.location
    try:
        body = _body(check.text)
    except yaml.YamlError as error:
        raise _ProblemError(error.message, position=(error.line, error.column)) from error
    entries = {} if body.value is None else body.value
    if not isinstance(entries, dict):
        raise _ProblemError("the block is not a mapping", position=(1, 1))
    twice = sorted(options.keys() & entries.keys())
    if twice:
        raise _ProblemError(f"“{twice[0]}” stands in the braces and in the block", twice[0])

    def place(*path: str | int) -> Location:
        known = path in body.keys or path in body.positions
        return yaml.within(check.body, *body.position(*path)) if known else check.location

    return {**options, **entries}, place


@lru_cache(maxsize=16)
def _body(text: str) -> yaml.Yaml:
    """Read a block's text; checks for single rows of a block all have the same."""
    return yaml.read(text)


def _form(entries: Mapping[str, Any]) -> tuple[CaseForm, list[_ProblemError]]:
    values: dict[str, Any] = {}
    problems: list[_ProblemError] = []
    for key, value in entries.items():
        if key not in _KEYS:
            message = f"a cases block has no key “{key}”; {suggestion(key, _KEYS)}"
            problems.append(_ProblemError(message, key))
            continue
        field_name, convert = _KEYS[key]
        try:
            values[field_name] = convert(value)
        except ValueError as error:
            problems.append(_ProblemError(f"{key}: {error}", key))
    return CaseForm(**values), problems or list(_contradictions(entries))


def _contradictions(entries: Mapping[str, Any]) -> list[_ProblemError]:
    """Find keys that are missing, or that exclude each other."""
    found = [
        _ProblemError(f"give exactly one of {', '.join(group)}")
        for group in (("command", "call"), ("rows", "file", "each"))
        if len([key for key in group if key in entries]) != 1
    ]
    if "expect" not in entries:
        return [*found, _ProblemError("`expect` is missing: nothing would be compared")]
    known = OF_A_CALL if "call" in entries else OF_A_COMMAND
    for key in entries["expect"]:
        if key not in known:
            message = f"“{key}” can't be expected here; {suggestion(key, known)}"
            found.append(_ProblemError(message, "expect"))
    if {"returns", "raises"} <= entries["expect"].keys():
        found.append(_ProblemError("a call either returns or raises", "expect"))
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError(f"“{value}” is not a text")
    return value


def _any_text(value: Any) -> str:
    if not isinstance(value, str):
        raise _ProblemError(f"“{value}” is not a text; put it in quotes")
    return value


def _words(value: Any) -> tuple[str, ...]:
    words = shlex.split(value) if isinstance(value, str) else value
    if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
        raise ValueError(f"“{value}” is not a command")
    return tuple(words)


def _function(value: Any) -> str:
    module, colon, name = _text(value).partition(":")
    parts = [*module.split("."), *name.split(".")]
    if not colon or not all(part.isidentifier() for part in parts):
        raise ValueError(f"“{value}” is not of the form package.module:function")
    return str(value)


def _arguments(value: Any) -> Sequence[Any] | Mapping[str, Any]:
    if not isinstance(value, list | dict):
        raise _ProblemError("arguments are a list, or a mapping of keywords")
    return value


def _folder(value: Any) -> str:
    path = PurePosixPath(_text(value))
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"“{value}” leads out of the system's folder")
    return str(path)


def _texts(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise ValueError(f"“{value}” is not a mapping of texts; put values in quotes")
    return value


def _choice(known: Mapping[str, Any]) -> Callable[[Any], str]:
    def convert(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise ValueError(f"“{value}” is not known; {suggestion(str(value), known)}")
        return value

    return convert


def _types(value: Any) -> Mapping[str, str]:
    return {column: _choice(TYPES)(name) for column, name in _texts(value).items()}


def _each(value: Any) -> str:
    text = _text(value)
    pattern = text.removeprefix(EACH).strip()
    if pattern == text or ".." in PurePosixPath(pattern).parts[1:]:
        raise ValueError(f"“{value}” is not of the form “{EACH}folder/*.json”")
    return pattern


def _rows(value: Any) -> Sequence[Mapping[str, Any]] | str:
    """Accept a list of mappings, or the text of a CSV block."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ValueError("rows are a list of mappings from columns to values")
    return value


def _expectations(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not value:
        raise ValueError("write a mapping such as {stdout: '{expected}', exit: 0}")
    return value


def _equalities(value: Any) -> Mapping[str, str]:
    return {"": value} if isinstance(value, str) else _texts(value)


def _open(value: Any) -> bool | Mapping[str, tuple[Any, ...]]:
    if isinstance(value, bool):
        return value
    if not isinstance(value, dict) or not value:
        raise ValueError("write true, or the column and the values that leave a row open")
    return {k: tuple(v) if isinstance(v, list) else (v,) for k, v in value.items()}


def _seconds(value: Any) -> float:
    return quantities.seconds(_text(value))


_KEYS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "command": ("command", _words),
    "call": ("call", _function),
    "arguments": ("arguments", _arguments),
    "python": ("python", _words),
    "stdin": ("stdin", _any_text),
    "cwd": ("cwd", _folder),
    "timeout": ("seconds", _seconds),
    "environment": ("environment", _texts),
    "file": ("file", _text),
    "format": ("format", _choice(FORMATS)),
    "each": ("each", _each),
    "rows": ("rows", _rows),
    "types": ("types", _types),
    "expect": ("expect", _expectations),
    "equal": ("equal", _equalities),
    "name": ("name", _text),
    "requirement": ("requirement", _text),
    "open": ("open", _open),
}
