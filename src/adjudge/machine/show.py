"""From a `Term` back to the text that an author would write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.machine.scope import RESERVED
from adjudge.machine.terms import (
    Cell,
    Literal,
    Named,
    Operation,
    Operator,
    Quantified,
    Term,
    Undefined,
)

if TYPE_CHECKING:
    from adjudge.machine.terms import Value

_CHOICE, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _UNARY, _ATOM = range(9)
_WORD = re.compile(r"[^\W\d]\w*\Z")
_LEVELS = {
    Operator.ADD: _SUM,
    Operator.SUBTRACT: _SUM,
    Operator.MULTIPLY: _PRODUCT,
    Operator.DIVIDE: _PRODUCT,
    Operator.REMAINDER: _PRODUCT,
    Operator.NEGATE: _UNARY,
    Operator.EQUAL: _COMPARISON,
    Operator.DIFFERENT: _COMPARISON,
    Operator.LESS: _COMPARISON,
    Operator.AT_MOST: _COMPARISON,
    Operator.MORE: _COMPARISON,
    Operator.AT_LEAST: _COMPARISON,
    Operator.AND: _AND,
    Operator.OR: _OR,
    Operator.NOT: _NOT,
    Operator.IF: _CHOICE,
}
"""How tightly operators bind, as in Python; those that are missing are written as calls."""


def show(term: Term) -> str:
    """Write a term as an author would: `balance[ada] >= amount`.

    Reading the text again gives the same term, unless a part of it has no value.
    """
    return _shown(term, _CHOICE)


def value(content: Value) -> str:
    """Write a value as it stands in an expression: a name that is no word in quotes."""
    text = str(content)
    word = not isinstance(content, str) or (_WORD.match(text) and text not in RESERVED)
    return text if word else f'"{text}"'


def _shown(term: Term, level: int) -> str:
    text, own = _leveled(term)
    return text if own >= level else f"({text})"


def _leveled(term: Term) -> tuple[str, int]:
    """Return the text of a term and how tightly its outermost part binds."""
    match term:
        case Literal(content):
            negative = isinstance(content, int) and content < 0
            return value(content), _UNARY if negative else _ATOM
        case Named(name):
            return name, _ATOM
        case Cell(variable, index, after):
            place = f"[{', '.join(map(show, index))}]" if index else ""
            return f"{variable}{chr(39) if after else ''}{place}", _ATOM
        case Operation(operator, operands):
            return _operation(operator, operands), _LEVELS.get(operator, _ATOM)
        case Quantified():
            return _quantified(term), _ATOM
        case Undefined(reason):
            return f"<{reason}>", _ATOM


def _operation(operator: Operator, operands: tuple[Term, ...]) -> str:
    level = _LEVELS.get(operator)
    if level is None:
        return f"{operator}({', '.join(map(show, operands))})"
    if operator is Operator.IF:
        condition, then, otherwise = operands
        return f"{_shown(then, _OR)} if {_shown(condition, _OR)} else {_shown(otherwise, _CHOICE)}"
    if operator is Operator.NEGATE:
        # A number would become a negative number, and that is something else.
        inner = _shown(operands[0], _UNARY)
        return f"-({inner})" if isinstance(operands[0], Literal) else f"-{inner}"
    if operator is Operator.NOT:
        return f"not {_shown(operands[0], _NOT)}"
    first = level + 1 if level <= _COMPARISON else level
    shown = [_shown(operands[0], first), *(_shown(each, level + 1) for each in operands[1:])]
    return f" {operator} ".join(shown)


def _quantified(term: Quantified) -> str:
    condition = (
        "" if term.condition == Literal(value=True) else f" if {_shown(term.condition, _OR)}"
    )
    return f"{term.gathering}({show(term.body)} for {term.name} in {term.type}{condition})"
