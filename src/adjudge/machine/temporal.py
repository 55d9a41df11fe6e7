"""What must follow: wherever one condition holds, another does within some steps or some time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING

from adjudge.machine.model import EventKind
from adjudge.machine.python_code import UndefinedError
from adjudge.machine.runs import Run
from adjudge.machine.terms import conjunction, negation
from adjudge.machine.verdicts import Doubt
from adjudge.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adjudge.machine.ground import State, Step
    from adjudge.machine.model import LeadsTo
    from adjudge.machine.search import Search

Waiting = tuple["State", int]
"""A state in which the goal is still awaited, and the steps or time that this has taken."""

_LOOK = 1_000


@dataclass(frozen=True, slots=True)
class Following:
    """Whether a goal always follows.

    `run` is a shortest one on which it does not, `lack` what is missing at its end; `doubt` says
    why there is no answer. Without either it does.
    """

    run: Run | None = None
    lack: str = ""
    doubt: Doubt | None = None


def follow(search: Search, demand: LeadsTo, deadline: float) -> Following:
    """Look for a run on which the goal does not follow in time.

    With `steps`, every event counts; with `time`, only the durations of waits do. Where the
    machine stops for good before the goal, it never follows.

    Args:
        search: what is reachable.
        demand: what must lead to what.
        deadline: when to give up, by the clock of `time.monotonic`.
    """
    pursuit = _Pursuit(search, demand, deadline)
    try:
        return pursuit.follow()
    except UndefinedError as error:
        return Following(doubt=Doubt(f"an expression without a value: {error.message}"))
    except TimeoutError:
        return Following(doubt=Doubt("there was no time left to see what follows"))


class _Pursuit:
    """Follows all runs that still await the goal, shortest first.

    Of two ways to wait in one state only the longer wait matters: whatever makes the shorter one
    late makes it late too.
    """

    def __init__(self, search: Search, demand: LeadsTo, deadline: float) -> None:
        model = search.model
        self.search = search
        self.demand = demand
        self.deadline = deadline
        self.awaited = model.condition(negation(demand.goal))
        self.begins = model.condition(conjunction(demand.start, negation(demand.goal)))
        self.waits = {event.name for event in model.machine.events if event.kind == EventKind.WAIT}
        self.clashes = dict(model.clashes)
        self.longest: dict[State, int] = {}
        self.links: dict[Waiting, Waiting | None] = {}
        self.timeless: State | None = None
        self.work = 0

    def follow(self) -> Following:
        """Go through the levels of the search; waiting begins where the demand begins."""
        layer: list[Waiting] = []
        sources = list(self._sources())
        depth = 0
        while layer or depth < len(sources):
            starting = [(state, 0) for state in sources[depth]] if depth < len(sources) else []
            layer += [here for here in starting if self._record(here, None)]
            failed, layer = self._late_start(layer) or self._step(layer)
            if failed:
                return failed
            depth += 1
        return self._ended()

    def _sources(self) -> Iterator[list[State]]:
        """Yield, level by level, the states in which the demand begins."""
        states = list(self.search.states())
        before = 0
        for until in self.search.levels:
            yield [s for s in states[before:until] if self.search.is_entered(s) and self.begins(s)]
            before = until

    def _late_start(self, layer: list[Waiting]) -> tuple[Following, list[Waiting]] | None:
        if layer and self.demand.steps == 0:
            return self._broken(layer[0], "it does not hold at once"), []
        return None

    def _step(self, layer: list[Waiting]) -> tuple[Following | None, list[Waiting]]:
        """Step all that wait; say so where the goal is missed.

        Whoever is stuck has waited one step less than whoever gets late by a step.
        """
        fresh: list[Waiting] = []
        late: Waiting | None = None
        for here in layer:
            self._count()
            steps = list(self._steps(here[0]))
            if not steps:
                return self._broken(here, "nothing can happen any more"), []
            if not any(step.call.event in self.waits for step, _ in steps):
                self.timeless = self.timeless or here[0]
            arrived = list(self._arrivals(here, steps))
            late = late or next((there for there in arrived if self._is_late(there[1])), None)
            fresh += [there for there in arrived if self.search.is_entered(there[0])]
        return (self._broken(late, self._lateness(late[1])), []) if late else (None, fresh)

    def _arrivals(self, here: Waiting, steps: Iterable[tuple[Step, State]]) -> Iterator[Waiting]:
        """Yield where it goes on to wait, longer than was known.

        A wait that takes too long is too late even where the goal holds at its end: nothing
        changes while it lasts.
        """
        for step, after in steps:
            there = (after, here[1] + self._cost(step))
            passed = self.demand.time is not None and self._is_late(there[1])
            if (passed or self.awaited(after)) and self._record(there, here):
                yield there

    def _steps(self, state: State) -> Iterator[tuple[Step, State]]:
        for number, after in self.search.model.successors(state):
            if not (number in self.clashes and self.clashes[number](state)):
                yield self.search.model.steps[number], self.search.representative(after)

    def _cost(self, step: Step) -> int:
        if self.demand.time is None:
            return 1
        waits = step.call.event in self.waits and step.call.arguments
        return int(step.call.arguments[0]) if waits else 0

    def _is_late(self, spent: int) -> bool:
        if self.demand.time is None:
            return spent >= (self.demand.steps or 0)
        return spent > self.demand.time

    def _lateness(self, spent: int) -> str:
        if self.demand.time is None:
            return f"it does not hold after {plural(spent, 'step')}"
        return f"{plural(spent, 'unit')} of time pass without it"

    def _record(self, there: Waiting, here: Waiting | None) -> bool:
        """Remember a wait; False where a longer one in the same state is known."""
        state, spent = there
        if spent <= self.longest.get(state, -1):
            return False
        self.longest[state] = spent
        self.links[there] = here
        return True

    def _broken(self, end: Waiting, lack: str) -> Following:
        chain = [end]
        while (earlier := self.links[chain[-1]]) is not None:
            chain.append(earlier)
        chain.reverse()
        run = self.search.run(chain[0][0])
        for (_, before), (state, spent) in pairwise(chain):
            cost = spent - before
            run = self.search.extended(run, state, lambda step, c=cost: self._cost(step) == c)  # type: ignore[misc]
        return Following(run, lack)

    def _ended(self) -> Following:
        if self.timeless is not None and self.demand.time is not None:
            run = self.search.run(self.timeless)
            return Following(doubt=Doubt(f"no time can pass after {run}", vacuous=True))
        begins = self.search.model.condition(self.demand.start)
        if self.longest or any(map(begins, self.search.states())):
            return Following()
        return Following(
            doubt=Doubt("nothing to judge: what it begins with never holds", vacuous=True)
        )

    def _count(self) -> None:
        self.work += 1
        if self.work % _LOOK == 0 and monotonic() > self.deadline:
            raise TimeoutError
