"""Steps: transitions in the making, and what becomes of them beside and inside each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError
from adjudge.findings import Location
from adjudge.machine.contradictions import impossible
from adjudge.machine.model import Effect, Transition
from adjudge.machine.terms import FALSE, Term, conjunction, disjunction, negation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


MOST_STEPS = 5000
"""Ways in which one event can happen; more are refused."""


class TooManyError(AdjudgeError):
    """Parts that run side by side have more common ways than can be written out."""


@dataclass(frozen=True, slots=True)
class Step:
    """One way in which an event can happen; `arrows` are the lines of the diagrams that it follows.

    An arrow is the number of a diagram and its number in there.
    """

    event: str
    where: Term
    guard: Term
    effects: tuple[Effect, ...]
    source: str
    target: str
    label: str
    location: Location
    arrows: tuple[tuple[int, int], ...] = ()

    def transition(self) -> Transition:
        """Return the finished transition."""
        return Transition(
            self.event,
            self.where,
            self.guard,
            self.effects,
            self.source,
            self.target,
            self.label,
            self.location,
        )


def beneath(outer: Iterable[Step], inner: Sequence[Step]) -> list[Step]:
    """Return the steps of a composite state, which happen only where none inside of it does.

    The transition that is nested deepest has priority (UML 2.5.1, 14.2.3.9.4).
    """
    result = []
    for step in outer:
        rivals = [conjunction(each.where, each.guard) for each in inner if each.event == step.event]
        guard = conjunction(step.guard, negation(disjunction(*rivals)))
        if guard != FALSE:
            result.append(replace(step, guard=guard))
    return result


def beside(parts: Sequence[Sequence[Step]]) -> list[Step]:
    """Compose parts that run side by side: what several know happens in all of them at once.

    So an event is refused where one of the parts that know it refuses it (parallel composition in
    CSP; Hoare 1985, 2.3).

    Raises:
        TooManyError: an event can happen in more ways than can be written out.
    """
    events = dict.fromkeys(step.event for part in parts for step in part)
    return [step for event in events for step in _together(event, parts)]


def _together(event: str, parts: Sequence[Sequence[Step]]) -> list[Step]:
    """Join the ways of the parts one after the other: what contradicts itself is left out at once."""
    joined: list[Step] = []
    for part in parts:
        ways = [step for step in part if step.event == event]
        if not joined or not ways:
            joined = joined or ways
            continue
        if len(joined) * len(ways) > MOST_STEPS:
            raise TooManyError(
                f"{event} can happen in {len(joined) * len(ways):,} ways; {MOST_STEPS:,} are the most",
                next_step="let fewer parts know the event, or draw less in each",
            )
        pairs = (_joined(pair) for pair in product(joined, ways))
        joined = [each for each in pairs if not impossible(conjunction(each.where, each.guard))]
        if not joined:
            return []
    return joined


def _joined(steps: Sequence[Step]) -> Step:
    if len(steps) == 1:
        return steps[0]
    first = steps[0]
    return replace(
        first,
        where=conjunction(*(step.where for step in steps)),
        guard=conjunction(*(step.guard for step in steps)),
        effects=tuple(effect for step in steps for effect in step.effects),
        source=_listed(step.source for step in steps),
        target=_listed(step.target for step in steps),
        label=_listed(step.label for step in steps),
        arrows=tuple(dict.fromkeys(arrow for step in steps for arrow in step.arrows)),
    )


def _listed(names: Iterable[str]) -> str:
    return " & ".join(dict.fromkeys(name for name in names if name))
