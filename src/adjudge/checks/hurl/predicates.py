"""The predicates: each says whether a value is as expected, and puts both into words.

Source of their meaning: https://hurl.dev/docs/asserting-response.html#predicates. As in Hurl, a
value of a type that a predicate can't take fails, negated or not; a value that is absent fails,
and a negated predicate holds of it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from adjudge.checks.hurl import patterns
from adjudge.checks.hurl.dates import is_iso
from adjudge.checks.hurl.tree import Pattern
from adjudge.checks.hurl.values import (
    ABSENT,
    Nodes,
    describe,
    equal,
    is_integer,
    is_list,
    is_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adjudge.checks.hurl.evaluation import Scope
    from adjudge.checks.hurl.tree import Predicate

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class _WrongTypeError(Exception):
    """The predicate can't take a value of this type."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a predicate holds, with what was expected and what came, in words."""

    holds: bool
    expected: str
    actual: str


def compare(predicate: Predicate, value: object, scope: Scope) -> Comparison:
    """Hold a value against a predicate.

    Raises:
        EvaluationError: the predicate's own value can't be determined.
    """
    operand = None if predicate.value is None else scope.operand(predicate.value)
    expected = _words(predicate, operand)
    actual = describe(value)
    if value is ABSENT:
        return Comparison(predicate.negated, expected, actual)
    try:
        holds = _holds(predicate.name, value, operand)
    except _WrongTypeError:
        return Comparison(False, expected, f"{actual}, a type that `{predicate.name}` can't take")
    return Comparison(holds is not predicate.negated, expected, actual)


def _words(predicate: Predicate, operand: object) -> str:
    words = ["not"] if predicate.negated else []
    words.append(_MEANINGS.get(predicate.name, predicate.name))
    if predicate.value is not None:
        words.append(describe(operand))
    return " ".join(words).strip()


_MEANINGS = {
    "==": "",
    "!=": "anything but",
    ">": "greater than",
    ">=": "at least",
    "<": "less than",
    "<=": "at most",
    "exists": "something",
}


def _holds(name: str, value: object, operand: object) -> bool:
    if name in _BINARY:
        return _BINARY[name](value, operand)
    return _UNARY[name](value)


def _order(value: object, operand: object) -> int:
    if is_number(value) and is_number(operand):
        return _sign(value, operand)
    for types in (str, datetime):
        if isinstance(value, types) and isinstance(operand, types):
            return _sign(value, operand)
    raise _WrongTypeError


def _sign(left: object, right: object) -> int:
    return int(left > right) - int(left < right)  # type: ignore[operator]


def _starts(value: object, operand: object) -> bool:
    if isinstance(value, str) and isinstance(operand, str):
        return value.startswith(operand)
    if isinstance(value, bytes) and isinstance(operand, bytes):
        return value.startswith(operand)
    raise _WrongTypeError


def _ends(value: object, operand: object) -> bool:
    if isinstance(value, str) and isinstance(operand, str):
        return value.endswith(operand)
    if isinstance(value, bytes) and isinstance(operand, bytes):
        return value.endswith(operand)
    raise _WrongTypeError


def _contains(value: object, operand: object) -> bool:
    if isinstance(value, str) and isinstance(operand, str):
        return operand in value
    if isinstance(value, bytes) and isinstance(operand, bytes):
        return operand in value
    return _includes(value, operand)


def _includes(value: object, operand: object) -> bool:
    return any(equal(item, operand) for item in _list(value))


def _list(value: object) -> Sequence[object]:
    if not is_list(value):
        raise _WrongTypeError
    return value  # type: ignore[return-value]


def _matches(value: object, operand: object) -> bool:
    if not isinstance(value, str) or not isinstance(operand, str | Pattern):
        raise _WrongTypeError
    return patterns.search(patterns.compile_pattern(operand), value) is not None


_BINARY: dict[str, Callable[[object, object], bool]] = {
    "==": equal,
    "!=": lambda value, operand: not equal(value, operand),
    ">": lambda value, operand: _order(value, operand) > 0,
    ">=": lambda value, operand: _order(value, operand) >= 0,
    "<": lambda value, operand: _order(value, operand) < 0,
    "<=": lambda value, operand: _order(value, operand) <= 0,
    "startsWith": _starts,
    "endsWith": _ends,
    "contains": _contains,
    "includes": _includes,
    "matches": _matches,
}


def _exists(value: object) -> bool:
    return not (isinstance(value, Nodes) and value.count == 0)


def _empty(value: object) -> bool:
    if isinstance(value, Nodes):
        return value.count == 0
    if isinstance(value, str | bytes | Mapping):
        return not value
    return not _list(value)


def _collection(value: object) -> bool:
    return is_list(value) or isinstance(value, bytes | Mapping | Nodes)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _WrongTypeError
    return value


def _ip(value: object, version: int) -> bool:
    try:
        return ipaddress.ip_address(_text(value)).version == version
    except ValueError:
        return False


_UNARY: dict[str, Callable[[object], bool]] = {
    "exists": _exists,
    "isBoolean": lambda value: isinstance(value, bool),
    "isCollection": _collection,
    "isDate": lambda value: isinstance(value, datetime),
    "isEmpty": _empty,
    "isFloat": lambda value: isinstance(value, float),
    "isInteger": is_integer,
    "isIpv4": lambda value: _ip(value, 4),
    "isIpv6": lambda value: _ip(value, 6),
    "isIsoDate": lambda value: is_iso(_text(value)),
    "isList": is_list,
    "isNumber": is_number,
    "isObject": lambda value: isinstance(value, Mapping),
    "isString": lambda value: isinstance(value, str),
    "isUuid": lambda value: _UUID.fullmatch(_text(value)) is not None,
}
