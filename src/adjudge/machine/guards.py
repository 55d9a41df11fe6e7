"""How strong a specification is: without each guard, which requirement would notice?

A guard that can go without any requirement noticing is either not needed or, more often, stands
for a requirement that nobody has written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING

from adjudge.findings import Location
from adjudge.machine.branches import conjuncts
from adjudge.machine.engine import Model
from adjudge.machine.explore import survey
from adjudge.machine.fold import TooLargeError
from adjudge.machine.python_code import UndefinedError
from adjudge.machine.runs import Move, Run
from adjudge.machine.show import show
from adjudge.machine.sweep import Found, Mark
from adjudge.machine.terms import TRUE, Term, conjunction, disjunction, negation
from adjudge.machine.verdicts import Standing
from adjudge.machine.violations import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from adjudge.machine.explore import Exploration
    from adjudge.machine.model import Machine, Transition
    from adjudge.machine.search import Limits, Search


class Notice(StrEnum):
    """Who notices that a guard is missing.

    `REQUIREMENT`: a property is broken. `MACHINE`: no property is, but the machine makes no sense
    any more: contents outside their types, two effects on one cell, two results of one call,
    nothing more to happen. `NOBODY`: more is allowed, and all still holds. `IDLE`: nothing more is
    allowed, the guard excludes nothing. `UNDECIDED`: the search was cut short.
    """

    REQUIREMENT = "requirement"
    MACHINE = "machine"
    NOBODY = "nobody"
    IDLE = "idle"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Removal:
    """A guard, or one of the conditions that it joins, and who notices when it is missing.

    `text` is what was removed, `whole` whether that was the whole guard. `requirements` are those
    that notice. `run` is a shortest one that shows it: to what breaks, or where nobody notices to
    a call that is newly allowed. `detail` says what is wrong at its end.
    """

    transitions: tuple[int, ...]
    text: str
    whole: bool
    location: Location
    notice: Notice
    requirements: tuple[str, ...] = ()
    run: Run | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Label:
    """Transitions that one line of the diagram stands for; they share what is written there."""

    transitions: tuple[int, ...]
    location: Location
    parts: tuple[Term, ...]


def guard_strength(search: Search, explored: Exploration, limits: Limits) -> Iterator[Removal]:
    """Remove each guard in turn, and each of the conditions that it joins, and explore again.

    Args:
        search: the machine as it is, completely explored.
        explored: what that showed; only properties that hold can notice anything.
        limits: where to give up, `seconds` for all removals together.

    Yields:
        One `Removal` for each guard, and where a guard joins several conditions one for each. A
        condition of a guard that nobody misses as a whole is left out.
    """
    judge = _Judge(search, explored, limits)
    for label in _labels(search.model.machine):
        whole = judge.removal(label, None)
        yield whole
        if len(label.parts) > 1 and whole.notice in {Notice.REQUIREMENT, Notice.MACHINE}:
            for part in label.parts:
                yield judge.removal(label, part)


def _labels(machine: Machine) -> Iterator[_Label]:
    groups: dict[tuple[Location, str], list[int]] = {}
    for number, transition in enumerate(machine.transitions):
        if transition.guard != TRUE:
            groups.setdefault((transition.location, transition.label), []).append(number)
    for (location, _), numbers in groups.items():
        parts = [
            part for number in numbers for part in conjuncts(machine.transitions[number].guard)
        ]
        yield _Label(tuple(numbers), location, _distinct(parts))


def _distinct(parts: Sequence[Term]) -> tuple[Term, ...]:
    """Each term once; compared as printed, since to Python a truth equals a number."""
    return tuple({show(part): part for part in parts}.values())


class _Judge:
    def __init__(self, search: Search, explored: Exploration, limits: Limits) -> None:
        self.search = search
        self.machine = search.model.machine
        self.known = {(each.kind, each.subject) for each in explored.violations}
        self.holding = tuple(
            self.machine.properties[each.property]
            for each in explored.verdicts
            if each.standing is Standing.HOLDS
        )
        self.reduce = search.canonical is not None
        self.limits = limits
        self.deadline = monotonic() + limits.seconds

    def removal(self, label: _Label, part: Term | None) -> Removal:
        """Say who notices when a part of a guard, or all of it, is removed."""
        text = show(conjunction(*label.parts) if part is None else part)
        removed = Removal(label.transitions, text, part is None, label.location, Notice.UNDECIDED)
        seconds = self.deadline - monotonic()
        if seconds <= 0:
            return replace(removed, detail="no time was left for it")
        try:
            return self._noticed(removed, part, replace(self.limits, seconds=seconds))
        except (TooLargeError, UndefinedError) as error:
            return replace(removed, detail=error.message)

    def _noticed(self, removed: Removal, part: Term | None, limits: Limits) -> Removal:
        allowed = self._newly_allowed(removed, part)
        if allowed is None:
            return replace(removed, notice=Notice.IDLE)
        variant = self._without(removed, part)
        _, found = survey(Model(variant), limits, reduce=self.reduce, until=_is_enough)
        broken = [each for each in found.violations if each.kind is Kind.BROKEN]
        other = [each for each in found.violations if (each.kind, each.subject) not in self.known]
        if broken:
            names = dict.fromkeys(
                variant.properties[each.property or 0].requirement for each in broken
            )
            first = min(broken, key=lambda each: len(each.run.moves))
            noticed = replace(removed, notice=Notice.REQUIREMENT, requirements=tuple(names))
            return replace(noticed, run=first.run, detail=first.detail)
        if other:
            first = min(other, key=lambda each: len(each.run.moves))
            return replace(removed, notice=Notice.MACHINE, run=first.run, detail=first.detail)
        if not found.extent.complete:
            return replace(removed, detail=found.extent.undecided)
        return replace(removed, notice=Notice.NOBODY, run=allowed)

    def _without(self, removed: Removal, part: Term | None) -> Machine:
        """The machine without a part of the guards, with the properties that hold in it as it is."""

        def kept(transition: Transition) -> Transition:
            return replace(transition, guard=conjunction(*_others(transition.guard, part)))

        return replace(
            self.machine, transitions=self._changed(removed, kept), properties=self.holding
        )

    def _newly_allowed(self, removed: Removal, part: Term | None) -> Run | None:
        """Return a shortest run to a call that only the removed part refuses; None without any."""

        def refused(transition: Transition) -> Transition:
            gone = transition.guard if part is None else part
            guard = conjunction(*_others(transition.guard, part), negation(gone))
            return replace(transition, guard=guard)

        changed = self._changed(removed, refused)
        extra = tuple(changed[number] for number in removed.transitions)
        model = Model(replace(self.machine, transitions=extra))
        possible = model.condition(disjunction(*(step.condition for step in model.steps)))
        for state in self.search.states():
            if self.search.is_entered(state) and possible(state):
                run = self.search.run(state)
                number, after = model.successors(run.end)[0]
                step = model.steps[number]
                taken = removed.transitions[step.transition]
                return run.then(Move(step.call, taken, after))
        return None

    def _changed(
        self, removed: Removal, change: Callable[[Transition], Transition]
    ) -> tuple[Transition, ...]:
        return tuple(
            change(transition) if number in removed.transitions else transition
            for number, transition in enumerate(self.machine.transitions)
        )


def _others(guard: Term, part: Term | None) -> Iterator[Term]:
    """What stays of a guard."""
    gone = None if part is None else show(part)
    return (each for each in conjuncts(guard) if part is not None and show(each) != gone)


def _is_enough(found: Found) -> bool:
    return any(mark is Mark.PROPERTY for mark, _ in found.notes)
