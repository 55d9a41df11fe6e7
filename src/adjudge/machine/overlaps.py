"""Which steps of one call might both be possible, found without exploring."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from adjudge.machine.branches import conjuncts
from adjudge.machine.model import EventKind
from adjudge.machine.terms import Cell, Literal, Operation, Operator, Term, Value, negation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.engine import Model
    from adjudge.machine.ground import Call, Step


def overlaps(model: Model) -> Iterator[tuple[Call, list[Step]]]:
    """Yield each call with those of its steps that do not plainly exclude each other.

    What the system does by itself is left out: it may do several things.
    """
    outside = {event.name for event in model.machine.events if event.kind != EventKind.INTERNAL}
    for call, group in groupby(model.steps, key=lambda step: step.call):
        steps = list(group)
        if len(steps) > 1 and call.event in outside:
            together = _not_alone(steps)
            if together:
                yield call, together


def exclude(one: Term, other: Term) -> bool:
    """Whether two conditions plainly never hold together: `x == 1` and `x == 2`, `c` and `not c`."""
    ones, others = conjuncts(one), conjuncts(other)
    known = contents(ones)
    if any(known.get(cell, value) != value for cell, value in contents(others).items()):
        return True
    denied = [negation(part) for part in ones]
    return any(part in denied for part in others)


def _not_alone(steps: list[Step]) -> list[Step]:
    found: dict[int, Step] = {}
    for number, one in enumerate(steps):
        for place, other in enumerate(steps[:number]):
            if not exclude(one.condition, other.condition):
                found[place], found[number] = other, one
    return list(found.values())


def contents(parts: tuple[Term, ...]) -> dict[Cell, Value]:
    """Return the cells whose content the parts of a conjunction say."""
    found = {}
    for part in parts:
        match part:
            case Operation(Operator.EQUAL, (Cell() as cell, Literal(value))):
                found[cell] = value
            case Operation(Operator.EQUAL, (Literal(value), Cell() as cell)):
                found[cell] = value
            case _:
                pass
    return found
