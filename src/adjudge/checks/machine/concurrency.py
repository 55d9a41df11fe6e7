"""The hunt for races: groups of conflicting calls are issued at once, in many states.

Whatever the outcome of a group, some sequential order of the machine must explain it, or else the
calls disturbed each other. A group that fails is issued again and again from a fresh start, first
the part of it that can't be explained, and its calls one after the other as a control: what
fails in turn as well is no race.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from adjudge.checks.machine.conflicts import Conflicts
from adjudge.checks.machine.together import Attempt, Together
from adjudge.machine.ground import Call
from adjudge.machine.possible import Possible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.machine.engine import Model
    from adjudge.machine.ground import State
    from adjudge.system.driver import Driver

_ENOUGH = 3
_MOST_SEARCHED = 5_000


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to hunt: so many groups or seconds, whichever is first.

    `repetitions` is how often a group that failed is issued again at most, in as many seconds
    again. `largest` is the size of a burst.
    """

    groups: int = 250
    seconds: float = 6.0
    repetitions: int = 20
    largest: int = 12
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Race:
    """A group that no sequential order explains.

    `path` leads from the start to the state in which `calls` are issued at once. `first` is the
    attempt that was found, `failures` are those of the `repetitions` that failed again. Where none
    did, `another` is a failure that was met later in the same hunt.
    """

    path: tuple[Call, ...]
    calls: tuple[Call, ...]
    first: Attempt
    repetitions: int
    failures: tuple[Attempt, ...]
    another: Attempt | None = None

    @property
    def confirmed(self) -> bool:
        """Whether a failure was seen more than once."""
        return bool(self.failures) or self.another is not None


@dataclass(frozen=True, slots=True)
class Hunted:
    """What a hunt came to: a race, a disagreement without any concurrency, or neither.

    `in_turn` is an attempt that failed with calls one after the other; then nothing is decided.
    """

    groups: int
    calls: int
    states: int
    seconds: float
    race: Race | None = None
    in_turn: Attempt | None = None


def hunt(model: Model, driver: Driver, budget: Budget) -> Hunted:
    """Issue groups of conflicting calls at once until one can't be explained or the budget is spent.

    Raises:
        SystemFailureError: nothing can be said of the system any more.
        ObservationError: what was read is not what the binding says.
        UndecidedError: an outcome has more explanations than can be looked at.
        UndefinedError: an expression of the machine has no value in a state.
    """
    with Together(Possible(model), driver, budget.largest) as together:
        return _Hunt(model, driver, together, budget).run()


class _Hunt:
    """One hunt: a walk over the machine's states that stops in each for its conflicting calls."""

    def __init__(self, model: Model, driver: Driver, together: Together, budget: Budget) -> None:
        self._model = model
        self._possible = Possible(model)
        self._driver = driver
        self._together = together
        self._budget = budget
        self._random = Random(budget.seed)  # noqa: S311 - a repeatable choice, no secret
        self._conflicts = Conflicts(model, driver.capabilities.events, self._random)
        self._untried: dict[State, list[tuple[Call, Call]]] = {}
        self._taken: dict[tuple[State, Call], int] = {}
        self._groups = self._calls = 0
        self._unconfirmed: Race | None = None
        self._began = time.monotonic()

    def run(self) -> Hunted:
        self._driver.reset()
        now = self._possible.initial
        idle = 0
        while self._left() and idle <= len(self._untried) + 1:
            state = min(now, key=repr)
            group = self._group(state)
            idle = 0 if group else idle + 1
            calls = group or self._move(state)
            if not calls:
                self._driver.reset()
                now = self._possible.initial
                continue
            attempt = self._together.attempt(now, calls, look=bool(group))
            self._calls += len(calls)
            self._groups += bool(group)
            if attempt.failed:
                told = self._told(attempt)
                if told.in_turn is not None or (told.race and told.race.confirmed):
                    return told
                self._driver.reset()
                now = self._possible.initial
                continue
            now = attempt.after
        return self._hunted(self._unconfirmed)

    def _left(self) -> bool:
        spent = time.monotonic() - self._began
        return spent < self._budget.seconds and self._groups < self._budget.groups

    def _group(self, state: State) -> tuple[Call, ...]:
        """Return the next group of a state: its pairs by turns with bursts; none when all are tried."""
        if state not in self._untried:
            self._untried[state] = self._conflicts.pairs(state)[::-1]
        if not self._untried[state]:
            return ()
        pair = self._untried[state].pop()
        if self._groups % 3 == 0:
            return pair
        return self._conflicts.burst(pair, state, self._budget.largest)

    def _move(self, state: State) -> tuple[Call, ...]:
        """Return the call to go on with: of those that lead elsewhere, the least taken one."""
        enabled = list(self._conflicts.enabled(state))
        if not enabled:
            return ()
        self._random.shuffle(enabled)
        call = min(enabled, key=lambda each: self._taken.get((state, each), 0))
        self._taken[state, call] = self._taken.get((state, call), 0) + 1
        return (call,)

    def _hunted(self, race: Race | None = None, in_turn: Attempt | None = None) -> Hunted:
        seconds = time.monotonic() - self._began
        states = len(self._untried)
        return Hunted(self._groups, self._calls, states, seconds, race, in_turn)

    def _told(self, attempt: Attempt) -> Hunted:
        """Say whether a failed attempt is a race, by repeating it; the time for that is extra.

        A failure that does not show again is kept: a second one elsewhere confirms it.
        """
        began = time.monotonic()
        told = self._examined(attempt)
        if told.race is not None and not told.race.confirmed:
            if self._unconfirmed is not None:
                return self._hunted(replace(self._unconfirmed, another=attempt))
            self._unconfirmed = told.race
        self._began += time.monotonic() - began
        return told

    def _examined(self, attempt: Attempt) -> Hunted:
        calls = tuple(made.call for made in attempt.issued)
        if len(calls) == 1:
            return self._hunted(in_turn=attempt)
        before = attempt.before
        path = self._way(self._possible.initial, before) or ()
        until = time.monotonic() + self._budget.seconds
        if control := self._fails_in_turn(before, calls):
            return self._hunted(in_turn=control)
        total = 0
        for group, times in self._again(attempt):
            tried, failures = self._repeated(before, group, times, until)
            total += tried
            if failures:
                return self._hunted(Race(path, group, attempt, tried, failures))
        return self._hunted(Race(path, calls, attempt, total, ()))

    def _again(self, attempt: Attempt) -> Iterator[tuple[tuple[Call, ...], int]]:
        """Yield the groups by which a failure is repeated, and how often each.

        A part that fails is easier to understand, the group itself and its part several times over
        are likelier to fail.
        """
        calls = tuple(made.call for made in attempt.issued)
        parts = _parts(attempt)
        for part in parts:
            yield part, max(1, self._budget.repetitions // 4)
        yield calls, self._budget.repetitions
        smallest = parts[0] if parts else calls
        if len(smallest) * 2 <= self._budget.largest:
            yield smallest * (self._budget.largest // len(smallest)), self._budget.repetitions

    def _way(self, starts: frozenset[State], goals: frozenset[State]) -> tuple[Call, ...] | None:
        """Return the shortest way from the first states to one of the others, if there is one."""
        paths: dict[State, tuple[Call, ...]] = dict.fromkeys(starts, ())
        fresh = list(paths)
        for state in fresh:
            if state in goals:
                return paths[state]
            if len(paths) > _MOST_SEARCHED:
                break
            for call, after in self._conflicts.enabled(state).items():
                if after not in paths:
                    paths[after] = (*paths[state], call)
                    fresh.append(after)
        return None

    def _walk(self, now: frozenset[State], goals: frozenset[State]) -> frozenset[State]:
        """Bring the system to one of the states: on foot, or by starting anew where that fails.

        Args:
            now: where it is; empty where nobody knows.
            goals: where it should be.

        Returns:
            Where it is then; empty where the system left the way.
        """
        path = self._way(now, goals) if len(now) == 1 else None
        if path is None:
            self._driver.reset()
            now = self._possible.initial
            path = self._way(now, goals) or ()
        for call in path:
            attempt = self._together.attempt(now, (call,), look=False)
            if attempt.failed:
                return frozenset()
            now = attempt.after
        return now

    def _fails_in_turn(self, before: frozenset[State], calls: Sequence[Call]) -> Attempt | None:
        """Issue the calls one after the other, forwards and backwards, and return what failed."""
        for ordered in (calls, calls[::-1]):
            now = self._walk(frozenset(), before)
            if not now:
                continue
            attempt = self._together.in_turn(now, ordered)
            if attempt.failed:
                return attempt
        return None

    def _repeated(
        self, before: frozenset[State], calls: Sequence[Call], times: int, until: float
    ) -> tuple[int, tuple[Attempt, ...]]:
        """Issue a group again and again; return how often, and the attempts that failed.

        A few failures are enough, as each makes a new start of the system necessary.
        """
        tried: int = 0
        failures: list[Attempt] = []
        now: frozenset[State] = frozenset()
        while tried < times and len(failures) < _ENOUGH:
            if tried and time.monotonic() > until:
                break
            tried += 1
            now = self._walk(now, before)
            if not now:
                continue
            attempt = self._together.attempt(now, calls, look=True)
            now = attempt.after
            if attempt.failed:
                failures.append(attempt)
                now = frozenset()
        return tried, tuple(failures)


def _parts(attempt: Attempt) -> list[tuple[Call, ...]]:
    """Return smaller groups that may fail as a whole group did: what contradicts itself, and pairs."""
    calls = tuple(made.call for made in attempt.issued)
    positions = set(attempt.contradiction.calls) if attempt.contradiction else set()
    positions |= {n for n, made in enumerate(attempt.issued) if made in attempt.errors}
    contradicting = tuple(calls[position] for position in sorted(positions))
    often = [call for call, _ in Counter(calls).most_common(2)]
    parts = [contradicting, tuple(often), (often[0], often[0])]
    return [part for part in dict.fromkeys(parts) if 1 < len(part) < len(calls)]
