"""Operators of machines as operators of z3."""

from __future__ import annotations

import operator as python
from functools import reduce
from typing import TYPE_CHECKING

from adjudge.machine.terms import Operator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adjudge.machine.smt.solver import Expression

_PLAIN: Mapping[Operator, Callable[..., Expression]] = {
    Operator.ADD: python.add,
    Operator.SUBTRACT: python.sub,
    Operator.MULTIPLY: python.mul,
    Operator.NEGATE: python.neg,
    Operator.EQUAL: python.eq,
    Operator.DIFFERENT: python.ne,
    Operator.LESS: python.lt,
    Operator.AT_MOST: python.le,
    Operator.MORE: python.gt,
    Operator.AT_LEAST: python.ge,
}
_NAMED: Mapping[Operator, str] = {
    Operator.AND: "And",
    Operator.OR: "Or",
    Operator.NOT: "Not",
    Operator.IMPLIES: "Implies",
    Operator.IF: "If",
}


def applied(z3: Expression, operator: Operator, parts: Sequence[Expression]) -> Expression:
    """Apply an operator."""
    if operator in _PLAIN:
        return _PLAIN[operator](*parts)
    if operator in _NAMED:
        return getattr(z3, _NAMED[operator])(*parts)
    return _CHOSEN[operator](z3.If, *parts)


def _least(choose: Expression, *parts: Expression) -> Expression:
    return reduce(lambda a, b: choose(a <= b, a, b), parts)


def _greatest(choose: Expression, *parts: Expression) -> Expression:
    return reduce(lambda a, b: choose(a >= b, a, b), parts)


def _absolute(choose: Expression, number: Expression) -> Expression:
    return choose(number < 0, -number, number)


def _quotient(choose: Expression, left: Expression, right: Expression) -> Expression:
    """Round down as Python does; SMT-LIB does the same for positive divisors only."""
    return choose(right > 0, left / right, (-left) / (-right))


def _remainder(choose: Expression, left: Expression, right: Expression) -> Expression:
    return choose(right > 0, left % right, -((-left) % (-right)))


_CHOSEN: Mapping[Operator, Callable[..., Expression]] = {
    Operator.MINIMUM: _least,
    Operator.MAXIMUM: _greatest,
    Operator.ABSOLUTE: _absolute,
    Operator.DIVIDE: _quotient,
    Operator.REMAINDER: _remainder,
}
