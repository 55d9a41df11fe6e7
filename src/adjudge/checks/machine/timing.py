"""Which properties of a machine need time to pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.machine.model import EventKind, LeadsTo
from adjudge.machine.terms import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.model import Machine, Property
    from adjudge.machine.terms import Term


def timed(machine: Machine) -> tuple[Property, ...]:
    """Return the properties that read what passing time changes, or that bound a time."""
    waits = {event.name for event in machine.events if event.kind is EventKind.WAIT}
    written = {
        effect.variable
        for transition in machine.transitions
        if transition.event in waits
        for effect in transition.effects
    }
    return tuple(
        each for each in machine.properties if _bounds_time(each) or read_by(each) & written
    )


def _bounds_time(property_: Property) -> bool:
    return isinstance(property_, LeadsTo) and property_.time is not None


def read_by(property_: Property) -> set[str]:
    """Return the names of the variables that a property reads."""
    return {cell.variable for term in _terms(property_) for cell in cells(term)}


def _terms(property_: Property) -> Iterator[Term]:
    if isinstance(property_, LeadsTo):
        yield property_.start
        yield property_.goal
    else:
        yield property_.condition
