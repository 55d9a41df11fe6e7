"""Reading what is done to a system: a request, a program, a function."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

from adjudge.codes.system import WRONG_VALUE
from adjudge.system import templates
from adjudge.system import toml_values as values
from adjudge.system.binding import Act, Function, Language, Program, Request
from adjudge.system.json_paths import PathError, compiled
from adjudge.system.templates import Template, TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.system.toml_places import KeyPath
    from adjudge.system.toml_values import Reading

_REQUEST = re.compile(r"([A-Z]+)[ ]+(/\S*)")
_BRACES = re.compile(r"\{[^{}]*\}")
_MARK = re.compile(r"\0(\d+)\0")
_PYTHON = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")
_NODE = re.compile(r"(?!.*\.\.)[\w@./-]+:[\w$]+(\.[\w$]+)*")


def template(reading: Reading, path: KeyPath, value: object) -> Template | None:
    """Read a text with placeholders; it may be empty."""
    if not isinstance(value, str) or "\0" in value:
        values.wrong(reading, path, "a text", value)
        return None
    return _parsed(reading, path, value)


def _parsed(reading: Reading, path: KeyPath, value: str) -> Template | None:
    try:
        return templates.parse(value)
    except TemplateError as error:
        _malformed(reading, path, error)
        return None


def _malformed(reading: Reading, path: KeyPath, error: TemplateError) -> None:
    step = "write {name}, {name[index]} or {name['text']}; double the braces to mean them"
    reading.problem(WRONG_VALUE, path, str(error), next_step=step)


def json_template(reading: Reading, path: KeyPath, value: object) -> object:
    """Read a JSON value whose texts may hold placeholders."""
    if strange := _no_json(value):
        reading.problem(WRONG_VALUE, path, f"{strange} has no form in JSON; write it as a text")
        return None
    try:
        return templates.parse_json(value)
    except TemplateError as error:
        _malformed(reading, path, error)
        return None


def _no_json(value: object) -> str:
    """Return what in a value of TOML is no JSON: dates, and numbers without end."""
    if isinstance(value, dict | list):
        items = value.values() if isinstance(value, dict) else value
        return next(filter(None, map(_no_json, items)), "")
    if isinstance(value, float) and not abs(value) < float("inf"):
        return str(value)
    return "" if isinstance(value, str | bool | int | float) else str(value)


def arguments(reading: Reading, path: KeyPath, value: object) -> object:
    """Read what a function is given: an array, or a table of names."""
    if isinstance(value, list | dict):
        return json_template(reading, path, value)
    values.wrong(reading, path, "an array, or a table of names", value)
    return None


def words(reading: Reading, path: KeyPath, value: object) -> tuple[Template, ...] | None:
    """Read a command: an array of words, or a text that is split as a shell would."""
    try:
        listed = _split(value) if isinstance(value, str) else value
    except ValueError as error:
        reading.problem(WRONG_VALUE, path, f"`{value}` can't be split into words: {error}")
        return None
    if not isinstance(listed, list) or not listed or not listed[0]:
        values.wrong(reading, path, "a command: a text, or an array of its words", value)
        return None
    read = [template(reading, path, word) for word in listed]
    return None if None in read else tuple(word for word in read if word is not None)


def _split(text: str) -> list[str]:
    """Split as a shell would, but for quotes and blanks within a placeholder: `{token['the desk']}`."""
    kept = _BRACES.findall(text)
    pieces = iter(_BRACES.split(text.replace("\0", "")))
    marked = next(pieces) + "".join(f"\0{number}\0{piece}" for number, piece in enumerate(pieces))
    return [_MARK.sub(lambda mark: kept[int(mark[1])], word) for word in shlex.split(marked)]


def request_line(reading: Reading, path: KeyPath, value: object) -> tuple[str, Template] | None:
    """Read a method and a path."""
    match = _REQUEST.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        message = f"{value!r} is no request"
        step = "write a method and a path that begins with /, such as `POST /transfers`"
        reading.problem(WRONG_VALUE, path, message, expected="METHOD /path", next_step=step)
        return None
    target = template(reading, path, match[2])
    return None if target is None else (match[1], target)


def python(reading: Reading, path: KeyPath, value: object) -> str | None:
    """Read the name of a function or a method of Python."""
    return _target(reading, path, value, _PYTHON, "module:function or module:Class.method")


def node(reading: Reading, path: KeyPath, value: object) -> str | None:
    """Read the name of a function of a Node module."""
    return _target(reading, path, value, _NODE, "./file.js:function or package:function")


def _target(
    reading: Reading, path: KeyPath, value: object, pattern: re.Pattern[str], expected: str
) -> str | None:
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    reading.problem(WRONG_VALUE, path, f"{value!r} names no function", expected=expected)
    return None


def path(reading: Reading, path: KeyPath, value: object) -> str | None:
    """Read a JSONPath."""
    content = values.text(reading, path, value)
    try:
        if content:
            compiled(content)
    except PathError as error:
        reading.problem(WRONG_VALUE, path, str(error), expected="a JSONPath such as $.balance")
        return None
    return content


def combined(kind: str, main: Any, more: Mapping[str, Any]) -> Act:
    """Make what is done of its main field and the others.

    Args:
        kind: `request`, `command`, `python` or `node`.
        main: what was read of the key of that name.
        more: the other fields of this kind.
    """
    if kind == "request":
        return Request(*main, **more)
    if kind == "command":
        return Program(main, **more)
    return Function(Language(kind), main, **more)
