"""Which calls are worth issuing at once: those whose order the machine can tell apart, or nearly."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from adjudge.machine.model import EventKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from random import Random

    from adjudge.machine.engine import Model
    from adjudge.machine.ground import Call, State

MOST_ENABLED = 40
"""Of more calls that a state allows, as many are drawn: pairs grow with their square."""


class Conflicts:
    """Pairs and bursts of conflicting calls in the states of one machine.

    Args:
        model: the machine.
        events: the events that can be called.
        random: draws where there are too many; a seeded one makes the choice repeatable.
    """

    def __init__(self, model: Model, events: Collection[str], random: Random) -> None:
        called = {e.name for e in model.machine.events if e.kind is EventKind.CALL} & set(events)
        self._model = model
        self._random = random
        self.calls = tuple(call for call in model.calls if call.event in called)

    def enabled(self, state: State) -> dict[Call, State]:
        """Return the calls that a state allows and that change it, with the state after each."""
        found = {}
        for call in self.calls:
            results = self._model.react(state, call)
            if results and results[0][1] != state:
                found[call] = results[0][1]
        return found

    def pairs(self, state: State) -> list[tuple[Call, Call]]:
        """Return the conflicting pairs of a state, the most telling first.

        Two calls conflict where one makes the machine refuse the other (a check that both may
        pass before either acts), or where both change one cell (an update that may be lost).
        Calls that can't disturb each other are left out. A call is a pair with itself too.
        """
        enabled = self.enabled(state)
        if len(enabled) > MOST_ENABLED:
            drawn = self._random.sample(list(enabled), MOST_ENABLED)
            enabled = {call: enabled[call] for call in drawn}
        excluding, overlapping = [], []
        for pair in combinations_with_replacement(enabled, 2):
            one, other = pair
            if self._refuses(enabled[one], other) or self._refuses(enabled[other], one):
                excluding.append(pair)
            elif _changed(state, enabled[one]) & _changed(state, enabled[other]):
                overlapping.append(pair)
        self._random.shuffle(excluding)
        self._random.shuffle(overlapping)
        return excluding + overlapping

    def burst(self, pair: Sequence[Call], state: State, size: int) -> tuple[Call, ...]:
        """Return that many calls: a pair several times over, among others that the state allows."""
        others = list(self.enabled(state))
        drawn = self._random.choices(others, k=size // 4) if others else []
        repeated = list(pair) * size
        return (*repeated[: size - len(drawn)], *drawn)

    def _refuses(self, state: State, call: Call) -> bool:
        return not self._model.react(state, call)


def _changed(before: State, after: State) -> set[int]:
    return {n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new}
