"""Finding a value in a JSON text by a JSONPath of RFC 9535."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError

if TYPE_CHECKING:
    from jsonpath import JSONPath


class PathError(AdjudgeError):
    """An expression is no JSONPath, or a text holds no value or several where it leads."""


@lru_cache(maxsize=512)
def compiled(path: str) -> JSONPath:
    """Compile an expression.

    Raises:
        PathError: it is not one of RFC 9535.
    """
    from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError

    try:
        found = JSONPathEnvironment(strict=True).compile(path)
    except (JSONPathError, RecursionError) as error:
        reason = error.args[0] if error.args else "not readable"
        raise PathError(f"`{path}` is not a JSONPath: {reason}") from error
    if not isinstance(found, JSONPath):
        raise PathError(f"`{path}` is not a JSONPath of RFC 9535")
    return found


def document(text: str) -> object:
    """Read a JSON text.

    Raises:
        PathError: it is not JSON, or nested too deep.
    """
    try:
        read: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PathError(f"not JSON: {error}: {text[:80]!r}") from error
    return read


def select(value: object, path: str) -> object:
    """Return the one value at the path.

    Raises:
        PathError: there is none, or there are several.
    """
    from jsonpath import JSONPathError

    if path == "$":
        return value
    try:
        found = compiled(path).findall(value) if isinstance(value, dict | list) else []
    except (JSONPathError, RecursionError) as error:
        raise PathError(f"`{path}` can't be evaluated: {error}") from error
    if len(found) != 1:
        shown = json.dumps(value, ensure_ascii=False)[:80]
        raise PathError(f"`{path}` finds {len(found) or 'no'} values in {shown}")
    one: object = found[0]
    return one
