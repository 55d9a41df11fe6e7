"""How calls are chosen: a least-visited walk over the machine's own states, saturated with quiet calls.

In each state first come the calls that should change nothing, because that is where a system's
hidden state shows: renewal, caches, counters. Then follows the call that was made least often
here; among equals, one whose transition was taken least often anywhere.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.checks.machine.attempts import proper
from adjudge.checks.machine.coverage import Counted
from adjudge.checks.machine.oracle import Possible
from adjudge.checks.machine.player import Player
from adjudge.checks.machine.repertoire import Repertoire
from adjudge.machine.ground import Call

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.checks.machine.disagreements import Disagreement, Signature
    from adjudge.machine.ground import State

QUIET = 2
"""How often a quiet call is made in one state."""
ARRIVAL = 16
"""Quiet calls made on each arrival in a state: those first that were made least often."""
ALWAYS = 2
"""Quiet calls made on each arrival however often they were: another way may have led here."""
WAITING = 0.25
"""How often time passes in a state in which that changes nothing."""
EDGE = 0.5
"""How often a call at the edge of a guard goes before others that were made as rarely."""
STALE = 60
"""Steps without a new pair after which the walk starts again from the beginning."""
STATES = 3
"""Possible states whose calls are considered, where a system may be in several."""


@dataclass(slots=True)
class Budget:
    """Calls and seconds (on the monotonic clock) that may be spent."""

    calls: int
    until: float
    spent: int = 0

    @classmethod
    def of(cls, calls: int, seconds: float) -> Budget:
        """Return a budget that starts now."""
        return cls(calls, time.monotonic() + seconds)

    def take(self) -> None:
        """Spend one call."""
        self.spent += 1

    @property
    def over(self) -> bool:
        """Whether nothing is left of it."""
        return self.spent >= self.calls or time.monotonic() >= self.until


@dataclass(slots=True)
class Walk:
    """One search; goes on from failure to failure until its budget is spent.

    `told` are failures that are known: calls that would only show them again are left out.
    """

    player: Player
    repertoire: Repertoire
    budget: Budget
    seed: int
    report: Callable[[str], None] = lambda _: None
    seen: Counter[tuple[Possible, Call]] = field(default_factory=Counter)
    taken: Counter[int] = field(default_factory=Counter)
    told: set[tuple[str, str]] = field(default_factory=set)
    stale: int = 0
    counted: Counted = field(init=False)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.counted = Counted(self.player.oracle.model)
        self.chance = random.Random(self.seed)  # noqa: S311 - reproducible, not secret

    def search(self) -> Disagreement | None:
        """Walk from the start until system and machine part, or the budget is spent.

        Raises:
            SystemFailureError: nothing can be said of the system any more.
        """
        found = self.player.reset()
        self.stale = 0
        while found is None and not self.budget.over:
            found, went_on = self.step()
            if self.budget.over:
                return found
            if found is None and (not went_on or self.stale > STALE):
                if self._exhausted(went_on=went_on):
                    return None
                found = self.player.reset()
                self.stale = 0
        return found

    def remember(self, signature: Signature, expected: str) -> None:
        """Leave out from now on what would show a known failure again."""
        self.told.add((signature[1], expected))

    def _exhausted(self, *, went_on: bool) -> bool:
        """Tell whether nothing is left to try: not even the start has a call."""
        return not went_on and not self.player.log

    def step(self) -> tuple[Disagreement | None, bool]:
        """Make the quiet calls of the present state, then one that goes on.

        Returns:
            What disagreed, and whether there was a call to make.

        Raises:
            SystemFailureError: nothing can be said of the system any more.
        """
        oracle = self.player.oracle
        here = oracle.possible
        calls = self._calls()
        quiet = [call for call in calls if oracle.quiet(call)]
        for call in self._worthwhile(here, quiet):
            found = self._play(call)
            if found is not None or oracle.possible != here:
                return found, True
            if self.budget.over:
                return None, False
        loud = [call for call in calls if call not in quiet] or [
            call for call in quiet if oracle.waits(call)
        ]
        if not loud:
            return None, False
        return self._play(min(loud, key=lambda call: self._rank(here, call))), True

    def _worthwhile(self, here: Possible, quiet: Sequence[Call]) -> list[Call]:
        """Choose the quiet calls of one arrival, those first that were made least often.

        Time that passes where it changes nothing hides what is only wrong for a while, so that
        mostly none does.
        """
        oracle = self.player.oracle
        waits = [call for call in quiet if oracle.waits(call)]
        calls = [call for call in quiet if call not in waits]
        self.chance.shuffle(calls)
        calls.sort(key=lambda call: self.seen[here, call])
        chosen = [
            call
            for number, call in enumerate(calls[:ARRIVAL])
            if number < ALWAYS or self.seen[here, call] < QUIET
        ]
        if waits and self.chance.random() < WAITING:
            chosen.append(min(waits, key=lambda call: self.seen[here, call]))
        return chosen

    def _rank(self, here: Possible, call: Call) -> tuple[int, int, float]:
        """Order calls that go on; those that a guard only just allows come first half of the time."""
        edge = self.chance.random() < EDGE and self.player.oracle.on_edge(call)
        chance = self.chance.random()
        return self.seen[here, call], self._worn(call), chance - 1 if edge else chance

    def _play(self, call: Call) -> Disagreement | None:
        here = self.player.oracle.possible
        self.seen[here, call] += 1
        state = next(iter(here)) if len(here) == 1 else None
        new = state is not None and self.counted.add(state, call)
        self.stale = 0 if new else self.stale + 1
        self.taken.update(self._transitions(call))
        self.budget.take()
        self.report(f"call {self.budget.spent}")
        return self.player.play(proper(call))

    def _calls(self) -> Sequence[Call]:
        oracle = self.player.oracle
        states = sorted(oracle.possible, key=repr)[:STATES]
        found = dict.fromkeys(call for state in states for call in self.repertoire.at(state))
        return [
            call
            for call in found
            if oracle.offered(call)
            and not (self.told and (call.event, oracle.says(proper(call))) in self.told)
        ]

    def _worn(self, call: Call) -> int:
        return min((self.taken[number] for number in self._transitions(call)), default=0)

    def _transitions(self, call: Call) -> set[int]:
        oracle = self.player.oracle
        states: list[State] = list(oracle.possible)[:STATES]
        return {step.transition for s in states for step, _ in oracle.model.react(s, call)}
