"""What counts as equal, by the names that a specification gives it.

An equality is a normal form: two values are equal where their normal forms are. Only `number
within` is not of that kind.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adjudge.checks.cases import commonmark
from adjudge.spec.filling import written

DEFAULT = "text"
_WITHIN = re.compile(r"number within (\d+(?:\.\d+)?(?:e-?\d+)?)( ?%)?")
WITHIN = "number within 0.01"
"""How the one equality with a parameter is written; a per cent sign may follow the number."""


@dataclass(frozen=True, slots=True)
class Equality:
    """Decides on two values; `show` writes one as it was compared."""

    same: Callable[[Any, Any], bool]
    show: Callable[[Any], str]


def equality(name: str) -> Equality | None:
    """Return the equality of that name, or None."""
    if within := _WITHIN.fullmatch(name):
        return _within(float(within[1]), relative=bool(within[2]))
    if name == "json":
        return Equality(_same_json, _show_json)
    form = FORMS.get(name)
    if form is None:
        return None

    def same(expected: Any, actual: Any) -> bool:
        return form(written(expected)) == form(written(actual))

    show = SHOWN.get(name, form)
    return Equality(same, lambda value: show(written(value)))


def value_equality() -> Equality:
    """Return the equality of what a call returns: the same type and value, lists in order."""
    return Equality(_same_value, _show_json)


def _text(text: str) -> str:
    return text.rstrip("\n")


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n")


def _unordered_lines(text: str) -> str:
    counts = Counter(_lines(text).split("\n"))
    return "\n".join(sorted(counts.elements()))


FORMS: Mapping[str, Callable[[str], str]] = {
    "text": _text,
    "exact": lambda text: text,
    "trimmed": str.strip,
    "words": lambda text: " ".join(text.split()),
    "lines": _lines,
    "unordered lines": _unordered_lines,
    "commonmark html": commonmark.normal,
}
SHOWN: Mapping[str, Callable[[str], str]] = {"commonmark html": commonmark.shown}
"""How a normal form is written where it is not its own best rendering."""
NAMES = (*FORMS, "json", WITHIN)


def _parsed(value: Any) -> Any:
    """Parse a text as JSON; raises ValueError where it is none."""
    return json.loads(value) if isinstance(value, str) else value


def _same_json(expected: Any, actual: Any) -> bool:
    try:
        return _same_value(_parsed(expected), _parsed(actual))
    except (ValueError, RecursionError):
        return False


def _same_value(expected: Any, actual: Any) -> bool:
    """Compare JSON values; a number is equal by value, but never to a truth value."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return expected.keys() == actual.keys() and all(
            _same_value(value, actual[key]) for key, value in expected.items()
        )
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(_same_value, expected, actual))
    return bool(expected == actual)


def _show_json(value: Any) -> str:
    try:
        return json.dumps(_parsed(value), indent=2, sort_keys=True, ensure_ascii=False)
    except (ValueError, RecursionError):
        return written(value)


def _within(tolerance: float, *, relative: bool) -> Equality:
    def same(expected: Any, actual: Any) -> bool:
        wanted, got = _number(expected), _number(actual)
        if wanted is None or got is None:
            return False
        allowed = abs(wanted) * tolerance / 100 if relative else tolerance
        # Half a unit of the last binary digit is forgiven: 0.3 is within 0.1 of 0.2.
        return abs(wanted - got) <= allowed + 1e-12 * max(abs(wanted), abs(got), allowed)

    return Equality(same, lambda value: written(value).strip())


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) != float("inf") and number == number else None  # noqa: PLR0124 -- only NaN differs from itself
