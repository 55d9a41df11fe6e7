"""Two guards that split one quantity: what the boundary question is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from adjudge.machine.show import show
from adjudge.machine.terms import Literal, Operation, Operator, Term, conjunction

if TYPE_CHECKING:
    from collections.abc import Iterator

_BELOW = (Operator.LESS, Operator.AT_MOST)
_ABOVE = (Operator.MORE, Operator.AT_LEAST)
_TURNED = {
    Operator.LESS: Operator.MORE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.MORE: Operator.LESS,
    Operator.AT_LEAST: Operator.AT_MOST,
}


@dataclass(frozen=True, slots=True)
class Split:
    """One comparison of each guard, and what else each demands.

    The first keeps to one side of a limit, the second to the other side of the same limit, or of
    one further on.
    """

    comparisons: tuple[Term, Term]
    rests: tuple[Term, Term]

    @property
    def text(self) -> str:
        """Name what may lie between the two: `exactly amount == 10`, or the two comparisons."""
        first, second = (_readings(each)[0] for each in self.comparisons)
        if first[0] == second[0] and first[2] == second[2]:
            return f"exactly {show(first[0])} == {show(first[2])}"
        return f"what is neither {show(self.comparisons[0])} nor {show(self.comparisons[1])}"


def splits(first: Term, second: Term) -> Iterator[Split]:
    """Yield the ways in which two guards split a quantity.

    Both compare the same quantity, in opposite directions, with the same limit or with two
    numbers that leave room between them.
    """
    ours, theirs = _parts(first), _parts(second)
    for (i, one), (j, other) in product(enumerate(ours), enumerate(theirs)):
        if _opposite(one, other):
            rests = (
                conjunction(*ours[:i], *ours[i + 1 :]),
                conjunction(*theirs[:j], *theirs[j + 1 :]),
            )
            yield Split((one, other), rests)


def _parts(guard: Term) -> tuple[Term, ...]:
    joined = isinstance(guard, Operation) and guard.operator is Operator.AND
    return guard.operands if joined and isinstance(guard, Operation) else (guard,)


def _opposite(one: Term, other: Term) -> bool:
    """Tell whether two comparisons leave something out between them, if anything."""
    for quantity, operator, limit in _readings(one):
        for same, opposed, further in _readings(other):
            if quantity != same:
                continue
            if operator in _BELOW and opposed in _ABOVE:
                return _room(limit, further)
            if operator in _ABOVE and opposed in _BELOW:
                return _room(further, limit)
    return False


def _readings(term: Term) -> list[tuple[Term, Operator, Term]]:
    """Read a comparison from the left and from the right, as a quantity and its limit."""
    if not isinstance(term, Operation) or term.operator not in _TURNED:
        return []
    left, right = term.operands
    readings = [(left, term.operator, right), (right, _TURNED[term.operator], left)]
    return [each for each in readings if not isinstance(each[0], Literal)]


def _room(low: Term, high: Term) -> bool:
    if isinstance(low, Literal) and isinstance(high, Literal):
        return int(low.value) <= int(high.value)
    return low == high
