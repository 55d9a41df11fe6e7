"""How much of a machine was exercised on a running system: pairs of a state and a call made in it."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.machine.fold import TooLargeError
from adjudge.machine.model import EventKind
from adjudge.machine.python_code import UndefinedError

if TYPE_CHECKING:
    from adjudge.machine.engine import Model
    from adjudge.machine.ground import Call, State

REFUSED = -1
"""Stands for the transition that a refused call has not."""

_PAIRS = 1_000_000
_SECONDS = 2.0

Share = tuple[int, int]
"""Pairs exercised, and pairs that exist; 0 of the second where nobody could count them."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Pairs of a reachable state and a call that were exercised, of those that exist.

    `transitions` has the same for each transition of the machine by its position, and for the
    calls that are refused under `REFUSED`. `reachable` is 0 where there are too many to count.
    """

    exercised: int = 0
    reachable: int = 0
    transitions: Mapping[int, Share] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.reachable:
            return f"{self.exercised:,} state-call pairs"
        return f"{self.exercised:,} of {self.reachable:,} state-call pairs"


def as_json(machine: str, coverage: Coverage) -> str:
    """Render a coverage for other programs, such as those that paint it on the diagram.

    Transitions stand under their position in the machine, `refused` are calls that none allows;
    each has the pairs exercised and those that exist.
    """
    shares = {
        "refused" if number == REFUSED else str(number): list(share)
        for number, share in coverage.transitions.items()
    }
    return json.dumps(
        {
            "machine": machine,
            "exercised": coverage.exercised,
            "reachable": coverage.reachable,
            "transitions": shares,
        }
    )


class Counted:
    """Counts the pairs that a search exercises."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._seen: set[tuple[State, Call]] = set()

    def add(self, state: State, call: Call) -> bool:
        """Count a pair; tell whether it is new."""
        new = (state, call) not in self._seen
        self._seen.add((state, call))
        return new

    def coverage(self) -> Coverage:
        """Return what was counted, beside what exists."""
        own = self._tally(self._seen)
        every = _reachable(self._model)
        numbers = sorted(own.keys() | every.keys())
        return Coverage(
            len(self._seen),
            max(every.total(), len(self._seen)) if every else 0,
            {n: (own[n], max(every[n], own[n]) if every else 0) for n in numbers},
        )

    def _tally(self, pairs: set[tuple[State, Call]]) -> Counter[int]:
        return Counter(_transition(self._model, state, call) for state, call in pairs)


def _transition(model: Model, state: State, call: Call) -> int:
    steps = model.react(state, call)
    return steps[0][0].transition if steps else REFUSED


def _reachable(model: Model) -> Counter[int]:
    """Count the pairs of all reachable states within the bound; nothing where they are too many."""
    try:
        names = _called(model)
        calls = sum(call.event in names for call in model.calls)
        hidden = _hidden(model)
        inside = model.condition(model.machine.bound)
        found = Counter[int]()
        seen = set(model.initial)
        waiting = list(seen)
        deadline = time.monotonic() + _SECONDS
        while waiting:
            state = waiting.pop()
            first: dict[Call, int] = {}
            for position, after in model.successors(state):
                step = model.steps[position]
                first.setdefault(step.call, step.transition)
                if after not in seen and inside(after):
                    seen.add(after)
                    waiting.append(after)
            found.update(number for call, number in first.items() if call not in hidden)
            found[REFUSED] += calls - sum(call.event in names for call in first)
            if found.total() > _PAIRS or time.monotonic() > deadline:
                return Counter()
    except (TooLargeError, UndefinedError):
        return Counter()
    return found


def _called(model: Model) -> frozenset[str]:
    """Return the names of the events that the outside makes."""
    return frozenset(e.name for e in model.machine.events if e.kind is EventKind.CALL)


def _hidden(model: Model) -> set[Call]:
    hidden = {e.name for e in model.machine.events if e.kind is EventKind.INTERNAL}
    return {call for call in model.calls if call.event in hidden}
