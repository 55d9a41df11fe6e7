"""Conditions that plainly can't hold, whatever the state is: so that no step is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from adjudge.machine.terms import Cell, Literal, Operation, Operator, Term, Value


def impossible(term: Term) -> bool:
    """Say whether a condition contradicts itself in a way that its form shows.

    It looks at a conjunction: a part and its negation, a cell that equals two values, a number
    that is both less than and equal to another. Whoever is told no has learned nothing.
    """
    both = isinstance(term, Operation) and term.operator is Operator.AND
    parts = list(term.operands) if both and isinstance(term, Operation) else [term]
    known = _Known(frozenset(parts), dict(_fixed(parts)))
    return any(known.truth(part, itself=True) is False for part in parts)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the parts of a conjunction say: `facts` hold, `cells` have these values."""

    facts: AbstractSet[Term]
    cells: Mapping[Cell, Value]

    def truth(self, term: Term, *, itself: bool = False) -> bool | None:  # noqa: PLR0911 - one line for each shape
        """Return what the other parts say about a term; None where they say nothing."""
        if not itself and term in self.facts:
            return True
        match term:
            case Literal(bool(value)):
                return value
            case Operation(Operator.NOT, (inner,)):
                truth = self.truth(inner)
                return None if truth is None else not truth
            case Operation(Operator.AND, operands):
                return _all(self.truth(each) for each in operands)
            case Operation(Operator.OR, operands):
                return _any(self.truth(each) for each in operands)
            case Operation(Operator.EQUAL, (Cell() as cell, Literal(value))) if cell in self.cells:
                return self.cells[cell] == value
            case Operation(Operator.LESS, operands):
                return False if Operation(Operator.EQUAL, operands) in self.facts else None
            case _:
                return None


def _all(truths: Iterable[bool | None]) -> bool | None:
    found = list(truths)
    if False in found:
        return False
    return None if None in found else True


def _any(truths: Iterable[bool | None]) -> bool | None:
    found = list(truths)
    if True in found:
        return True
    return None if None in found else False


def _fixed(parts: Iterable[Term]) -> Iterator[tuple[Cell, Value]]:
    """Yield the cells that a part gives a value."""
    for part in parts:
        match part:
            case Operation(Operator.EQUAL, (Cell() as cell, Literal(value))):
                yield cell, value
            case _:
                pass
