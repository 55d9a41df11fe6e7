"""All ways in which two calls of Python functions can take turns, with at most two preemptions.

Most races need very few switches at unlucky moments (Musuvathi and Qadeer, "Iterative Context
Bounding for Systematic Testing of Multithreaded Programs", 2007: CHESS). So the schedules are
enumerated, fewest preemptions first, and whatever comes of one must be explained by some
sequential order of the machine. A schedule that fails can be run again, line by line.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from adjudge.checks.machine.conflicts import Conflicts
from adjudge.machine.ground import Call, State
from adjudge.machine.linearize import History, TimedCall, orders
from adjudge.machine.possible import Possible
from adjudge.machine.terms import Value
from adjudge.system.driver import Answer, Driver, Interleaved, flat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from adjudge.machine.engine import Model
    from adjudge.system.driver import Interleaver

    class WeavingDriver(Driver, Interleaver, Protocol):
        """A driver that can run calls line by line."""


MOST_PREEMPTIONS = 2
REPETITIONS = 2
_OUTCOMES = {Answer.ACCEPTED: True, Answer.REFUSED: False, Answer.ERROR: None}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Who begins, and before which lines of the run another thread goes on."""

    first: int = 0
    switches: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Woven:
    """One run of some calls under one schedule; `explained` tells whether some order explains it."""

    calls: tuple[Call, ...]
    schedule: Schedule
    interleaved: Interleaved
    observed: Mapping[str, Value]
    before: frozenset[State]
    explained: bool

    @property
    def failed(self) -> bool:
        """Whether no order explains it, or a call was neither accepted nor refused."""
        wrong = any(reply.answer is Answer.ERROR for reply in self.interleaved.replies)
        return not self.explained or wrong


@dataclass(frozen=True, slots=True)
class Weaving:
    """What enumerating schedules came to.

    `pairs` are those whose schedules were all run, of `chosen`; `again` counts how many of the
    `REPETITIONS` of a failing schedule failed.
    """

    schedules: int
    pairs: int
    chosen: int
    seconds: float
    failure: Woven | None = None
    again: int = 0


def weave(model: Model, driver: WeavingDriver, seed: int, pairs: int, seconds: float) -> Weaving:
    """Run conflicting calls of the first state under every schedule, until one can't be explained.

    Args:
        model: the machine.
        driver: of a system whose events are functions of Python.
        seed: decides which pairs of calls are chosen.
        pairs: how many.
        seconds: when to give up.

    Raises:
        SystemFailureError: nothing can be said of the system any more.
        ObservationError: what was read is not what the binding says.
        UndefinedError: an expression of the machine has no value in a state.
    """
    return _Weaver(model, driver).run(Random(seed), pairs, seconds)  # noqa: S311 - a repeatable choice, no secret


class _Weaver:
    def __init__(self, model: Model, driver: WeavingDriver) -> None:
        self._model = model
        self._possible = Possible(model)
        self._driver = driver
        self._names = {event.name: event.parameters for event in model.machine.events}

    def run(self, random: Random, pairs: int, seconds: float) -> Weaving:
        began = time.monotonic()
        conflicts = Conflicts(self._model, self._driver.capabilities.interleaved, random)
        start = min(self._possible.initial, key=repr)
        chosen = conflicts.pairs(start)[:pairs]
        schedules = complete = 0
        for pair in chosen:
            for woven in self._all(pair):
                schedules += 1
                if woven.failed:
                    again = sum(
                        self._woven(pair, woven.schedule).failed for _ in range(REPETITIONS)
                    )
                    spent = time.monotonic() - began
                    return Weaving(schedules, complete, len(chosen), spent, woven, again)
                if time.monotonic() - began > seconds:
                    spent = time.monotonic() - began
                    return Weaving(schedules, complete, len(chosen), spent)
            complete += 1
        return Weaving(schedules, complete, len(chosen), time.monotonic() - began)

    def _all(self, calls: tuple[Call, ...]) -> Iterator[Woven]:
        """Run a group under every schedule, those with fewer preemptions first."""
        waiting = deque(Schedule(first) for first in range(len(calls)))
        while waiting:
            schedule = waiting.popleft()
            woven = self._woven(calls, schedule)
            yield woven
            if len(schedule.switches) < MOST_PREEMPTIONS:
                waiting.extend(_further(woven))

    def _woven(self, calls: tuple[Call, ...], schedule: Schedule) -> Woven:
        self._driver.reset()
        before = self._possible.initial
        given = [
            (call.event, dict(zip(self._names[call.event], call.arguments, strict=True)))
            for call in calls
        ]
        done = self._driver.interleave(given, dict(schedule.switches), schedule.first)
        observed = {} if done.stuck else self._observed()
        made = tuple(
            TimedCall(call, _OUTCOMES[reply.answer], 0, 1)
            for call, reply in zip(calls, done.replies, strict=True)
        )
        explained = bool(orders(self._possible, History(before, made, observed)))
        return Woven(calls, schedule, done, observed, before, explained)

    def _observed(self) -> dict[str, Value]:
        known = set(self._possible.cells)
        seen = flat(self._driver.observe())
        return {name: value for name, value in seen if name in known}


def _further(woven: Woven) -> Iterator[Schedule]:
    """Yield the schedules with one more preemption, after those that a schedule has."""
    lines, schedule = woven.interleaved.lines, woven.schedule
    last = {line.thread: position for position, line in enumerate(lines)}
    begin = schedule.switches[-1][0] + 1 if schedule.switches else 1
    for position in range(begin, len(lines)):
        running = lines[position].thread
        if lines[position - 1].thread != running:
            continue
        for other, end in last.items():
            if other != running and end > position:
                yield Schedule(schedule.first, (*schedule.switches, (position, other)))
