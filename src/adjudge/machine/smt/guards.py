"""Questions about the guards of one event: gaps, overlaps, and guards that say nothing."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from adjudge.codes import proving
from adjudge.machine.model import EventKind
from adjudge.machine.smt.solver import Expression, UndecidedError
from adjudge.machine.smt.splits import Split, splits
from adjudge.machine.terms import TRUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adjudge.findings import Finding
    from adjudge.machine.ground import Step
    from adjudge.machine.model import Transition
    from adjudge.machine.proofs import Situation
    from adjudge.machine.smt.induction import Induction
    from adjudge.machine.terms import Cell

_Taken = tuple["Step", "Mapping[Cell, Expression]"]


def questions(induction: Induction) -> Iterator[Finding]:
    """Yield what is worth asking about the guards of a machine, for all values.

    What the solver can't decide is not asked: only what has an example is a question.
    """
    asker = _Asker(induction)
    for step, _ in induction.steps:
        yield from asker.idle(step)
    calls = [each.name for each in induction.machine.events if each.kind is EventKind.CALL]
    for event in calls:
        taken = [each for each in induction.steps if each[0].call.event == event]
        for first, second in combinations(taken, 2):
            yield from asker.overlap(first, second)
            yield from asker.gap(first[0], second[0], [step for step, _ in taken])


class _Asker:
    def __init__(self, induction: Induction) -> None:
        self.encoding = induction.encoding
        self.z3 = induction.encoding.z3
        self.transitions = induction.machine.transitions
        self.known = induction.known()

    def idle(self, step: Step) -> Iterator[Finding]:
        """Ask whether a guard ever holds, and whether it ever does not."""
        transition = self.transitions[step.transition]
        if transition.guard == TRUE:
            return
        where, guard = self._formula(step.where), self._formula(step.guard)
        arguments = self.encoding.arguments(step.call.event)
        if self._never(*arguments, where, guard):
            if not self._never(*arguments, where):
                message = f"this line is never taken: its guard can't hold in {_place(transition)}"
                yield proving.GUARD_NEVER_HOLDS.at(transition.location, message)
        elif self._never(*arguments, where, self.z3.Not(guard)):
            message = f"the guard of this line always holds in {_place(transition)}"
            yield proving.GUARD_ALWAYS_HOLDS.at(transition.location, message)

    def overlap(self, one: _Taken, other: _Taken) -> Iterator[Finding]:
        """Ask whether two lines allow one call with different results."""
        first, second = one[0], other[0]
        differ = (one[1][cell] != other[1][cell] for cell in self.encoding.cells)
        found = self._example(
            first,
            *self.encoding.arguments(first.call.event),
            self._formula(first.condition),
            self._formula(second.condition),
            self.encoding.either(differ),
        )
        if found:
            label, where = self._named(first)
            yield proving.GUARDS_OVERLAP.at(
                self.transitions[second.transition].location,
                f"{found} is allowed by this line and by “{label}” ({where}), with different"
                " results; nobody checked whether that state can be reached",
                expected="one result for each call",
                actual=str(found),
            )

    def gap(self, first: Step, second: Step, all_of_event: list[Step]) -> Iterator[Finding]:
        """Ask what happens between two guards that split a quantity."""
        refused = [self.z3.Not(self._formula(step.condition)) for step in all_of_event]
        places = [self._formula(first.where), self._formula(second.where)]
        for split in splits(first.guard, second.guard):
            found = self._example(
                first,
                *self.encoding.arguments(first.call.event),
                *places,
                *refused,
                *self._between(split),
            )
            if found:
                yield self._gap(first, second, split, found)
                return

    def _between(self, split: Split) -> list[Expression]:
        """Say that both guards would hold but for the comparisons that split the quantity."""
        rests = [self._formula(rest) for rest in split.rests]
        return [*rests, *(self.z3.Not(self._formula(each)) for each in split.comparisons)]

    def _gap(self, first: Step, second: Step, split: Split, found: Situation) -> Finding:
        label, where = self._named(first)
        here = self.transitions[second.transition]
        return proving.GUARDS_LEAVE_A_GAP.at(
            here.location,
            f"what happens at {split.text}, as in {found}? “{label}” ({where}) leaves it out, and so"
            " does this line, so it is refused",
            expected=f"as “{label}”, as “{here.label}”, or refused on purpose",
            actual="refused, because no line allows it",
        )

    def _named(self, step: Step) -> tuple[str, str]:
        transition = self.transitions[step.transition]
        return transition.label, str(transition.location)

    def _formula(self, term: Expression) -> Expression:
        return self.encoding.formula(term)

    def _never(self, *facts: Expression) -> bool:
        try:
            return self.encoding.solver.possible(*self.known, *facts) is None
        except UndecidedError:
            return False

    def _example(self, step: Step, *facts: Expression) -> Situation | None:
        try:
            model = self.encoding.solver.possible(*self.known, *facts, nicer=self.encoding.nicer())
        except UndecidedError:
            return None
        return self.encoding.situation(model, step) if model else None


def _place(transition: Transition) -> str:
    return f"{transition.source}, whatever the values"
