"""Time in a machine: `after(15 min)` at an arrow, and the event `wait` that makes time pass.

Time is counted in units that `clock:` gives. A state that is left after a time has a timer, which
is 0 whenever the machine is not in that state. A wait never passes over a moment at which such an
arrow is due: it ends exactly there, and the arrow is taken as a part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine.events import WAIT
from adjudge.machine.model import Effect, Type, Variable
from adjudge.machine.terms import (
    Cell,
    Literal,
    Operation,
    Term,
    cells,
    walk,
)
from adjudge.machine.ways import Way
from adjudge.machine.written import ReadingError
from adjudge.quantities import QuantityError, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adjudge.machine.block import Block
    from adjudge.machine.steps import Step
    from adjudge.machine.ways import Ways
    from adjudge.machine.written import Problems, Written

LONGEST = 1_000_000
"""Units of the longest time that a machine may count."""
MOST_WAITS = 60
"""Lengths of a wait that are tried; with more, only those around the times of arrows are."""
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Clock:
    """How long one unit of time is, in seconds; 0 where nothing says it."""

    unit: float = 0.0

    def units(self, written: Written) -> int:
        """Return a time such as `15 min` in units.

        Raises:
            ReadingError: it is no time, or no whole number of units.
        """
        if not self.unit:
            message = f"`{written.text}` needs to know how long one unit of time is"
            raise _wrong(written, message, "add `clock: 1 min` to the block")
        try:
            amount = seconds(written.text) / self.unit
        except QuantityError as error:
            raise _wrong(written, str(error)) from error
        if abs(amount - round(amount)) > _TOLERANCE * amount or not 1 <= amount <= LONGEST:
            message = f"`{written.text}` is no whole number of units of `clock:`, up to {LONGEST}"
            raise _wrong(written, message)
        return round(amount)


def clock(block: Block) -> Clock:
    """Read the section `clock:` of a block."""
    entry = block.section("clock")
    if entry is None:
        return Clock()
    try:
        return Clock(seconds(entry.written().text))
    except QuantityError as error:
        block.wrong(entry, str(error))
        return Clock()


@dataclass(frozen=True, slots=True)
class Timer:
    """The timer of one state: its cell, when its arrow is due, and the arrow."""

    state: str
    cell: Cell
    deadline: int
    way: Way

    @property
    def reset(self) -> Effect:
        """What leaving the state does to it."""
        text = f"{self.cell.variable} = 0"
        return Effect(self.cell.variable, (), Literal(0), text, self.way.location)


def timers(
    ways: Ways, prefix: str, time: Clock, problems: Problems
) -> tuple[dict[str, Timer], dict[str, Type], dict[str, Variable]]:
    """Return the timers of a diagram under their states, with their types and variables."""
    found: dict[str, Timer] = {}
    types: dict[str, Type] = {}
    variables: dict[str, Variable] = {}
    for state, way in ways.timed.items():
        try:
            deadline = _deadline(way, time)
        except ReadingError as error:
            problems.add(error)
            continue
        name = f"{prefix}{state}_time"
        types[name] = Type(name, range(deadline + 1), way.location)
        variables[name] = Variable(name, name, {(): (0,)}, way.location, timer=True)
        found[state] = Timer(state, Cell(name), deadline, way)
    return found, types, variables


def _deadline(way: Way, time: Clock) -> int:
    if len(way.label.parameters) != 1:
        written = way.label.whole
        raise _wrong(written, "`after` needs one time", "write `after(15 min)`")
    return time.units(way.label.parameters[0])


def lengths(steps: Iterable[Step], timed: Sequence[Timer]) -> tuple[int, ...]:
    """Return how long waits are tried to be: 1, and around every moment that matters.

    Those are the times of arrows, and numbers with which guards compare what a wait changes.
    """
    every = list(steps)
    changed = {e.variable for step in every if step.event == WAIT for e in step.effects}
    deadlines = {timer.deadline for timer in timed}
    compared = {
        number for step in every if step.event != WAIT for number in _compared(step.guard, changed)
    }
    near = {k + away for k in deadlines | compared for away in (-1, 0, 1)}
    if len(near) > MOST_WAITS:
        near = {k + away for k in deadlines for away in (-1, 0, 1)}
    return tuple(sorted({1, *(length for length in near if 0 < length <= LONGEST)}))


def _compared(guard: Term, changed: set[str]) -> Iterator[int]:
    for term in walk(guard):
        if isinstance(term, Operation) and any(c.variable in changed for c in cells(term)):
            for operand in term.operands:
                if isinstance(operand, Literal) and type(operand.value) is int:
                    yield operand.value


def _wrong(written: Written, message: str, mend: str = "") -> ReadingError:
    return ReadingError(codes.MACHINE_VALUE, message, written.location, written.text, mend)
