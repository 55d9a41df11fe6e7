"""Expressions of machines as data: a handful of frozen shapes that every back-end can print.

The author writes a checked subset of Python (`adjudge.machine.expressions`); from there on nobody
looks at Python again. What is written in several ways has one shape here: `a < b < c` is a
conjunction, `x in (a, b)` a disjunction, `a if c else b` the operator `if`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Value = bool | int | str
"""A value: a truth, a whole number, or the name of a value of an enumerated type."""


class Operator(StrEnum):
    """What an `Operation` does; the comment says how many operands it takes."""

    ADD = "+"  # 2
    SUBTRACT = "-"  # 2
    MULTIPLY = "*"  # 2
    DIVIDE = "//"  # 2, rounded down as in Python
    REMAINDER = "%"  # 2, with the sign of the divisor as in Python
    NEGATE = "negate"  # 1
    EQUAL = "=="  # 2
    DIFFERENT = "!="  # 2
    LESS = "<"  # 2
    AT_MOST = "<="  # 2
    MORE = ">"  # 2
    AT_LEAST = ">="  # 2
    AND = "and"  # any number, one at least
    OR = "or"  # any number, one at least
    NOT = "not"  # 1
    IMPLIES = "implies"  # 2
    MINIMUM = "min"  # 2 or more
    MAXIMUM = "max"  # 2 or more
    ABSOLUTE = "abs"  # 1
    IF = "if"  # 3: condition, then, else


class Gathering(StrEnum):
    """How a `Quantified` term gathers its body over the values of a type."""

    ALL = "all"
    ANY = "any"
    SUM = "sum"
    LEAST = "min"
    GREATEST = "max"


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands there."""

    value: Value


@dataclass(frozen=True, slots=True)
class Cell:
    """The content of a variable; of one over types, at an index.

    `after` marks the content after a step, written `balance'[a]`.
    """

    variable: str
    index: tuple[Term, ...] = ()
    after: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter of the event, or a name that a quantifier around it binds."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator and its operands."""

    operator: Operator
    operands: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Quantified:
    """`gathering(body for name in type if condition)`."""

    gathering: Gathering
    name: str
    type: str
    body: Term
    condition: Term = Literal(True)


@dataclass(frozen=True, slots=True)
class Undefined:
    """What has no value, such as a cell at an index outside its type; only in grounded terms."""

    reason: str


Term = Literal | Cell | Named | Operation | Quantified | Undefined
"""An expression. Mind that to Python `Literal(1) == Literal(True)`: never mix the two in a set."""

TRUE = Literal(value=True)
FALSE = Literal(value=False)


def conjunction(*terms: Term) -> Term:
    """Join terms that must all hold; those that are plainly true are left out."""
    return _joined(Operator.AND, TRUE, FALSE, terms)


def disjunction(*terms: Term) -> Term:
    """Join terms of which one must hold; those that are plainly false are left out."""
    return _joined(Operator.OR, FALSE, TRUE, terms)


def negation(term: Term) -> Term:
    """Return the opposite of a truth."""
    if isinstance(term, Literal):
        return Literal(not term.value)
    if isinstance(term, Operation) and term.operator is Operator.NOT:
        return term.operands[0]
    return Operation(Operator.NOT, (term,))


def equal(left: Term, right: Term) -> Term:
    """Return the comparison of two terms."""
    return Operation(Operator.EQUAL, (left, right))


def children(term: Term) -> tuple[Term, ...]:
    """Return the terms directly inside a term."""
    match term:
        case Cell(_, index, _):
            return index
        case Operation(_, operands):
            return operands
        case Quantified():
            return (term.body, term.condition)
        case _:
            return ()


def rebuilt(term: Term, change: Callable[[Term], Term]) -> Term:
    """Return a term with `change` made to each term directly inside it."""
    match term:
        case Cell(_, index, _) if index:
            return replace(term, index=tuple(map(change, index)))
        case Operation(operator, operands):
            return Operation(operator, tuple(map(change, operands)))
        case Quantified():
            return replace(term, body=change(term.body), condition=change(term.condition))
        case _:
            return term


def walk(term: Term) -> Iterator[Term]:
    """Yield the term and everything inside it."""
    yield term
    for child in children(term):
        yield from walk(child)


def cells(term: Term) -> Iterator[Cell]:
    """Yield every cell that the term reads, also those inside the index of another."""
    return (part for part in walk(term) if isinstance(part, Cell))


def substituted(term: Term, values: dict[str, Term]) -> Term:
    """Replace parameters and free names by terms; a quantifier hides the name that it binds."""
    match term:
        case Named(name):
            return values.get(name, term)
        case Quantified(_, name) if name in values:
            inner = {other: value for other, value in values.items() if other != name}
            return rebuilt(term, lambda part: substituted(part, inner))
        case _:
            return rebuilt(term, lambda part: substituted(part, values))


def _joined(operator: Operator, neutral: Term, absorbing: Term, terms: tuple[Term, ...]) -> Term:
    parts = [part for term in terms for part in _parts(operator, term) if part != neutral]
    if absorbing in parts:
        return absorbing
    if not parts:
        return neutral
    return parts[0] if len(parts) == 1 else Operation(operator, tuple(parts))


def _parts(operator: Operator, term: Term) -> tuple[Term, ...]:
    same = isinstance(term, Operation) and term.operator is operator
    return term.operands if same and isinstance(term, Operation) else (term,)
