"""Making a failing sequence of calls short: delta debugging on the live system, then smaller values.

`ddmin` is that of Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002),
without the test of subsets alone.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adjudge.checks.machine.attempts import Attempt, Played, proper
from adjudge.checks.machine.disagreements import Disagreement, Signature
from adjudge.checks.machine.player import Player
from adjudge.checks.machine.repertoire import Repertoire
from adjudge.checks.machine.search import Budget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.machine.engine import Model
    from adjudge.machine.ground import Call, State
    from adjudge.machine.terms import Value

_STATES = 5_000


@dataclass(slots=True)
class Shrinker:
    """Replays shorter and shorter sequences, as long as the same failure shows.

    `last` and `log` are what the shortest failing replay showed.
    """

    player: Player
    repertoire: Repertoire
    budget: Budget
    signature: Signature
    last: Disagreement | None = None
    log: tuple[Played, ...] = ()
    harmless: set[str] = field(default_factory=set)

    def fails(self, attempts: Sequence[Attempt]) -> bool:
        """Replay a sequence and tell whether the same failure shows.

        Raises:
            SystemFailureError: nothing can be said of the system any more.
        """
        written = " ".join(map(str, attempts))
        if written in self.harmless:
            return False
        found = self.player.replay(attempts)
        self.budget.spent += len(self.player.log)
        if found is None or found.signature != self.signature:
            self.harmless.add(written)
            return False
        self.last, self.log = found, tuple(self.player.log)
        return True

    def shrink(self, attempts: Sequence[Attempt]) -> list[Attempt]:
        """Return the shortest sequence found that fails; none if the failure does not show again.

        The machine's own shortest way to the failing call is tried before all others, because
        every replay costs a start of the system.
        """
        direct = self._direct(attempts)
        if direct and len(direct) < len(attempts) and self.fails(direct):
            best = self._played(direct)
        elif self.fails(attempts):
            best = self._loud(self._played(attempts))
        else:
            return []
        best = self._fewer(best)
        return self._fewer(self._smaller(best))

    def _played(self, attempts: Sequence[Attempt]) -> list[Attempt]:
        """Cut what comes after the failure."""
        return list(attempts[: len(self.log)])

    def _loud(self, attempts: list[Attempt]) -> list[Attempt]:
        """Leave out, all at once, the calls before the last that were refused."""
        kept = [p.attempt for p in self.log[:-1] if p.reply.answer == "accepted"]
        shorter = [*kept, attempts[-1]]
        if len(shorter) < len(attempts) and self.fails(shorter):
            return self._played(shorter)
        return attempts

    def _direct(self, attempts: Sequence[Attempt]) -> list[Attempt]:
        """Return the machine's own shortest way to the failing call."""
        model = self.player.oracle.model
        goal = self._goal(attempts)
        way = _shortest(model, self.repertoire, goal) if goal is not None else None
        return [] if way is None else [*map(proper, way), attempts[-1]]

    def _goal(self, attempts: Sequence[Attempt]) -> State | None:
        """Follow the machine along the calls before the last; None where it is not one way."""
        oracle = self.player.oracle
        if len(oracle.model.initial) != 1:
            return None
        state = oracle.model.initial[0]
        for attempt in attempts[:-1]:
            after = oracle.after(state, attempt.call) if attempt.proper else ()
            if len(after) > 1:
                return None
            state = after[0] if after else state
        return state

    def _fewer(self, attempts: list[Attempt]) -> list[Attempt]:
        size = max(1, len(attempts) // 2)
        while not self.budget.over:
            start, smaller = 0, False
            while start < len(attempts) and not self.budget.over:
                rest = attempts[:start] + attempts[start + size :]
                if rest and self.fails(rest):
                    attempts, smaller = self._played(rest), True
                else:
                    start += size
            if size == 1 and not smaller:
                break
            size = max(1, size // 2)
        return attempts

    def _smaller(self, attempts: list[Attempt]) -> list[Attempt]:
        for number in range(len(attempts)):
            for position in range(
                len(attempts[number].arguments) if attempts[number].proper else 0
            ):
                attempts = self._least(attempts, number, position)
                if number >= len(attempts):
                    return attempts
        return attempts

    def _least(self, attempts: list[Attempt], number: int, position: int) -> list[Attempt]:
        """Give one argument the first of its values that is found with which the failure shows."""
        attempt = attempts[number]
        for value in self._lesser(attempt, position):
            if self.budget.over:
                break
            arguments = (*attempt.arguments[:position], value, *attempt.arguments[position + 1 :])
            lesser = replace(attempt, arguments=arguments)
            changed = [*attempts[:number], lesser, *attempts[number + 1 :]]
            if self.fails(changed):
                shorter = self._played(changed)
                # Each round leads to an earlier value, so this ends.
                return self._least(shorter, number, position) if number < len(shorter) else shorter
        return attempts

    def _lesser(self, attempt: Attempt, position: int) -> Iterator[Value]:
        """Yield a few values before the present one: of names the first, of numbers also nearer ones.

        Every value that is tried costs a start of the system.
        """
        machine = self.player.machine
        name = machine.parameters[machine.event(attempt.event).parameters[position]]
        of = self.player.oracle.model.types.get(name)
        present = attempt.arguments[position]
        if of is None or present not in of.values:
            return
        place = of.values.index(present)
        places = [0] if of.enumerated else [0, place // 2, place - 1]
        for number in dict.fromkeys(places):
            if 0 <= number < place:
                yield of.values[number]


def _shortest(model: Model, repertoire: Repertoire, goal: State) -> list[Call] | None:
    """Find the machine's shortest sequence of calls to a state, within bounds."""
    start = model.initial[0]
    links: dict[State, tuple[State, Call] | None] = {start: None}
    waiting = deque([start])
    while waiting and goal not in links and len(links) < _STATES:
        state = waiting.popleft()
        for call in repertoire.at(state):
            for _, after in model.react(state, call):
                if after not in links:
                    links[after] = (state, call)
                    waiting.append(after)
    if goal not in links:
        return None
    way: list[Call] = []
    link = links[goal]
    while link is not None:
        way.append(link[1])
        link = links[link[0]]
    return way[::-1]
