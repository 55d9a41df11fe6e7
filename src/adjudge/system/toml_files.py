"""Reading the files that `adjudge.toml` names as part of the bindings."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from adjudge.codes.bindings import UNREADABLE_BINDINGS, UNREADABLE_OPENAPI
from adjudge.findings import Location
from adjudge.system import toml_values as values
from adjudge.system.binding import Source
from adjudge.system.openapi import OpenApiError
from adjudge.system.openapi import operations as operations_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.codes import Code
    from adjudge.system.binding import Call
    from adjudge.system.toml_places import KeyPath
    from adjudge.system.toml_values import Reading

BINDINGS = "spec/bindings.py"
"""Where the Python file of bindings is unless the key `bindings` says otherwise."""
_MOST_BYTES = 4 * 1024**2


def operations(reading: Reading, path: KeyPath, value: object) -> Mapping[str, Call] | None:
    """Read an OpenAPI document of the project: its calls by operationId."""
    name = values.place(reading, path, value)
    text = _text(reading, path, name, UNREADABLE_OPENAPI) if name else None
    if name is None or text is None:
        return None
    try:
        return operations_of(text, plain_json=name.endswith(".json"))
    except OpenApiError as error:
        place = Location(name, error.line, error.column)
        reading.findings.append(UNREADABLE_OPENAPI.at(place, error.message))
        return None


def source(reading: Reading, path: KeyPath, value: object) -> Source | None:
    """Read the Python file of bindings, without running it."""
    name = values.place(reading, path, value)
    text = _text(reading, path, name, UNREADABLE_BINDINGS) if name else None
    if name is None or text is None:
        return None
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line, column = getattr(error, "lineno", None) or 1, getattr(error, "offset", None) or 1
        message = f"no Python: {getattr(error, 'msg', error)}"
        place = Location(name, line, max(column, 1))
        reading.findings.append(UNREADABLE_BINDINGS.at(place, message))
        return None
    return Source(name, text)


def _text(reading: Reading, path: KeyPath, name: str, code: Code) -> str | None:
    problem = ""
    try:
        with (reading.root / name).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) <= _MOST_BYTES:
            return re.sub(r"\r\n?", "\n", data.decode("utf-8-sig"))
        problem = f"is larger than {_MOST_BYTES} bytes"
    except OSError as error:
        problem = f"can't be read: {error.strerror}"
    except UnicodeDecodeError:
        problem = "is not UTF-8"
    reading.problem(code, path, f"“{name}” {problem}", actual=name)
    return None
