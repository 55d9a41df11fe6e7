"""What it means to wait: for each timer, the ways in which time may pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adjudge.machine.build import Builder
from adjudge.machine.clock import Timer
from adjudge.machine.events import WAIT
from adjudge.machine.model import Effect
from adjudge.machine.show import show
from adjudge.machine.steps import Step
from adjudge.machine.terms import (
    FALSE,
    TRUE,
    Literal,
    Operation,
    Operator,
    Term,
    conjunction,
    equal,
    negation,
)
from adjudge.machine.written import ReadingError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Waiting:
    """Builds the steps of `wait` for the timers of one diagram.

    Args:
        builder: builds the steps of the diagram's arrows.
        timers: the timers of the diagram under their states.
        duration: the parameter of `wait`.
    """

    builder: Builder
    timers: Mapping[str, Timer]
    duration: Term
    parts: list[list[Step]] = field(default_factory=list)

    def build(self) -> list[list[Step]]:
        """Return, for each timer, what a wait may be to it."""
        for timer in self.timers.values():
            try:
                self.parts.append(list(self._steps(timer)))
            except ReadingError as error:
                self.builder.problems.add(error)
        return self.parts

    def _steps(self, timer: Timer) -> Iterator[Step]:
        inside = self.builder.control.inside(timer.state)
        due = self._due(timer)
        ended = [self._ends(other) for other in self._around(timer.state)]
        free = conjunction(*(negation(each) for each in ended))
        for path in self.builder.paths(timer.way, self.builder.scope):
            guarded = replace(path, guard=conjunction(free, due, path.guard))
            yield self.builder.step(guarded, WAIT, inside)
        passed = Operation(Operator.ADD, (timer.cell, self.duration))
        text = f"{timer.cell.variable} += {show(self.duration)}"
        later = Effect(timer.cell.variable, (), passed, text, timer.way.location)
        before = Operation(Operator.LESS, (passed, Literal(timer.deadline)))
        if timer.deadline > 1:
            yield self._quiet(timer, inside, conjunction(free, before), (later,))
        for number, each in enumerate(ended):
            first = conjunction(*(negation(other) for other in ended[:number]))
            yield self._quiet(timer, inside, conjunction(first, each), ())
        elsewhere = self.builder.control.outside(timer.state)
        if elsewhere != FALSE:
            yield self._quiet(timer, elsewhere, TRUE, ())

    def _around(self, state: str) -> list[Timer]:
        """Return the timers of the composite states around a state."""
        return [
            timer
            for name, timer in self.timers.items()
            if name != state and state in self.builder.control.within(name)
        ]

    def _due(self, timer: Timer) -> Term:
        passed = Operation(Operator.ADD, (timer.cell, self.duration))
        return equal(passed, Literal(timer.deadline))

    def _ends(self, timer: Timer) -> Term:
        return conjunction(self.builder.control.inside(timer.state), self._due(timer))

    def _quiet(self, timer: Timer, where: Term, guard: Term, effects: tuple[Effect, ...]) -> Step:
        """Return a wait in which the arrow of the timer is not taken."""
        location = timer.way.location
        return Step(WAIT, where, guard, effects, timer.state, timer.state, WAIT, location)
