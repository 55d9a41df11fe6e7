"""The values that queries yield: Python's own, with Hurl's types and its rules of equality.

`None` is JSON's null; a query that finds nothing yields `ABSENT`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from adjudge.checks.hurl.errors import EvaluationError
from adjudge.checks.hurl.tree import Pattern

LONGEST = 2000
"""Most characters of a value that a result shows."""


class Marker(Enum):
    """Values that are no data."""

    ABSENT = "none"
    PRESENT = "something"


ABSENT: Final = Marker.ABSENT
"""The query found nothing."""
PRESENT: Final = Marker.PRESENT
"""The query found something that has no value, such as the cookie attribute `Secure`."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes that an XPath expression selected; only their number is known."""

    count: int


@dataclass(frozen=True, slots=True)
class Redirect:
    """A response that led to another one."""

    url: str
    status: int


def is_number(value: object) -> bool:
    """Tell whether the value is an integer or a float; a boolean is neither."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_integer(value: object) -> bool:
    """Tell whether the value is an integer."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_list(value: object) -> bool:
    """Tell whether the value is a list."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def kind(value: object) -> str:
    """Name the type of a value."""
    if value is None:
        return "null"
    for types, name in _KINDS:
        if isinstance(value, types):
            return name
    return "list" if is_list(value) else type(value).__name__


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "float"),
    (str, "string"),
    (bytes, "bytes"),
    (datetime, "date"),
    (Nodes, "nodeset"),
    (Mapping, "object"),
    (Pattern, "regex"),
    (Redirect, "redirect"),
)


def equal(left: object, right: object) -> bool:
    """Compare as Hurl does: numbers by their value, everything else only within its type."""
    if is_number(left) and is_number(right):
        return left == right
    if is_list(left) and is_list(right):
        return _equal_lists(left, right)
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(equal(left[k], right[k]) for k in left)
    return kind(left) == kind(right) and left == right


def _equal_lists(left: object, right: object) -> bool:
    if not isinstance(left, Sequence) or not isinstance(right, Sequence):
        return False
    return len(left) == len(right) and all(map(equal, left, right))


def render(value: object) -> str:
    """Write a value into a text, as a placeholder does.

    Raises:
        EvaluationError: bytes, lists and objects have no such text.
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, str) or is_number(value):
        return str(value)
    raise EvaluationError(f"a value of type {kind(value)} can't be written into a text")


def describe(value: object) -> str:
    """Show a value with its type to a person, in bounded length."""
    if isinstance(value, Marker):
        return value.value
    if value is None:
        return "null"
    shown = _text(value)
    if len(shown) > LONGEST:
        shown = f"{shown[:LONGEST]}… ({len(shown)} characters)"
    return f"{kind(value)} <{shown}>"


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value[: LONGEST + 1].hex()
    if isinstance(value, Nodes):
        return f"{value.count} nodes"
    if isinstance(value, Redirect):
        return f"{value.status} {value.url}"
    if isinstance(value, Pattern):
        return f"/{value.source}/"
    if isinstance(value, str):
        return value
    return _nested(value)


def _nested(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f'"{k}": {_nested(v)}' for k, v in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return "[" + ", ".join(_nested(item) for item in value) + "]"
    if isinstance(value, str):
        return f'"{value}"'
    return str(value) if isinstance(value, bytes | Redirect) else render(value)
