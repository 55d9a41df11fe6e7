"""Conditions that plainly can't hold, whatever the state is: so that no step is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    known = _Known(frozenset(parts), _domains(parts))
    if not all(known.cells.values()):
        return True
    return any(known.truth(part, itself=True) is False for part in parts)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the parts of a conjunction say: `facts` hold, `cells` have these values."""

    facts: AbstractSet[Term]
    cells: Mapping[Cell, AbstractSet[Value]]

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
                possible = self.cells[cell]
                return (True if len(possible) == 1 else None) if value in possible else False
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


def _domains(parts: Iterable[Term]) -> dict[Cell, AbstractSet[Value]]:
    """Return the values that the parts leave to cells: those that all of them name."""
    found: dict[Cell, AbstractSet[Value]] = {}
    for part in parts:
        either = isinstance(part, Operation) and part.operator is Operator.OR
        options = part.operands if either and isinstance(part, Operation) else (part,)
        named = [_named(option) for option in options]
        cells = {each[0] for each in named if each}
        if len(cells) == 1 and all(named):
            (cell,) = cells
            values = frozenset(each[1] for each in named if each)
            found[cell] = found.get(cell, values) & values
    return found


def _named(term: Term) -> tuple[Cell, Value] | None:
    """Return the cell and the value that a comparison names."""
    match term:
        case Operation(Operator.EQUAL, (Cell() as cell, Literal(value))):
            return cell, value
        case _:
            return None
