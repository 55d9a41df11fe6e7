"""Breadth-first search over the states of a machine, within limits."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from sys import getsizeof
from time import monotonic
from typing import TYPE_CHECKING

from adjudge.machine.engine import Model
from adjudge.machine.ground import State
from adjudge.machine.packing import Packing, UnpackableError, packing
from adjudge.machine.python_code import UndefinedError
from adjudge.machine.runs import Move, Run
from adjudge.machine.sweep import Found, Key, Sweep, Sweeper, unpacked
from adjudge.machine.terms import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.machine.ground import Step

Watch = Callable[[int, int], bool]
"""Told the states and transitions so far, at least every thousand states; whether to go on."""

_STATES_AT_ONCE = 1_000
_STEPS_AT_ONCE = 500_000
_ENTRY = 110
"""Bytes that a dictionary and the list of what is new take for a state beside itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a search gives up: `states` found, `seconds` of time, `memory` in bytes."""

    states: int = 2_000_000
    seconds: float = 60.0
    memory: int = 1_500_000_000


@dataclass(slots=True)
class Search:
    """A search: everything found, and how it ended.

    `limit` says what stopped it, empty where nothing was left to do. `levels` are the numbers of
    states at most 0, 1, … steps away; the last is that of all. `undefined` is the state in which an expression had no
    value, with what was said. `canonical` picks the representative of a state, `within` tells
    whether one is in the machine's bound.
    """

    model: Model
    found: Found
    within: Callable[[State], Value]
    canonical: Callable[[State], State] | None = None
    packing: Packing | None = None
    limit: str = ""
    levels: list[int] = field(default_factory=list)
    undefined: tuple[State, str] | None = None

    def states(self) -> Iterator[State]:
        """Yield every state that was found, in the order of finding."""
        return (self.state(key) for key in self.found.parents)

    def state(self, key: Key) -> State:
        """Return the state that a key of what was found stands for."""
        return unpacked(self.packing, key)

    def column(self, position: int, keys: Sequence[Key]) -> set[Value]:
        """Return what one cell holds in some of the states that were found, given by their keys."""
        if self.packing:
            return self.packing.column(position, (key for key in keys if isinstance(key, int)))
        return {self.state(key)[position] for key in keys}

    def representative(self, state: State) -> State:
        """Return the state under which a state was found."""
        return self.canonical(state) if self.canonical else state

    def is_entered(self, state: State) -> bool:
        """Whether steps from a state belong to the search."""
        return self.model.outside(state) < 0 and bool(self.within(state))

    def run(self, state: State) -> Run:
        """Return a shortest run to a state that was found, or to one that is alike."""
        key: Key | None = self.packing.pack(state) if self.packing else state
        chain: list[State] = []
        while key is not None:
            chain.append(self.state(key))
            key = self.found.parents[key]
        chain.reverse()
        start = next(each for each in self.model.initial if self.representative(each) == chain[0])
        run = Run(start)
        for wanted in chain[1:]:
            run = self.extended(run, wanted)
        return run

    def extended(
        self, run: Run, wanted: State, fits: Callable[[Step], bool] = lambda _: True
    ) -> Run:
        """Return a run with one more move, to a state like the wanted one, by a step that fits.

        Raises:
            LookupError: there is no such step.
        """
        for number, after in self.model.successors(run.end):
            step = self.model.steps[number]
            if self.representative(after) == wanted and fits(step):
                return run.then(Move(step.call, step.transition, after))
        raise LookupError(f"no step leads from {run.end} to {wanted}")


def search(
    model: Model,
    limits: Limits,
    *,
    canonical: Callable[[State], State] | None = None,
    watch: Watch | None = None,
    until: Callable[[Found], bool] | None = None,
) -> Search:
    """Visit every state that a machine can reach.

    Args:
        model: the machine.
        limits: where to give up.
        canonical: picks one of several states that are alike; only that one is entered.
        watch: is told how far it is, and whether to stop.
        until: whether enough is found; asked at least every thousand states.

    Raises:
        TooLargeError: the machine has too many calls.
    """
    stop = _Stop(limits, watch, until, monotonic() + limits.seconds)
    packed = None if canonical else _packed_search(model, stop)
    return packed or _search(model, stop, canonical or _itself, canonical=canonical)


def _packed_search(model: Model, stop: _Stop) -> Search | None:
    """Search with packed states; None where that can't be done, or a content leaves its type."""
    packed = packing(model)
    try:
        return _search(model, stop, packed.pack, packing=packed) if packed else None
    except UnpackableError:
        return None


def _itself(state: State) -> State:
    return state


def _search(
    model: Model,
    stop: _Stop,
    key: Callable[[State], Key],
    *,
    canonical: Callable[[State], State] | None = None,
    packing: Packing | None = None,
) -> Search:
    starts: dict[Key, Key | None] = dict.fromkeys(map(key, model.initial))
    within = model.condition(model.machine.bound)
    done = Search(model, Found(starts), within, canonical, packing)
    sweep = Sweeper(model, canonical, packing).sweep()
    at_once = max(1, min(_STATES_AT_ONCE, _STEPS_AT_ONCE // max(1, len(model.steps))))
    frontier = list(starts)
    with _no_garbage():
        while frontier and not done.limit:
            done.levels.append(len(done.found.parents))
            frontier = _level(done, sweep, list(_parts(frontier, at_once)), stop)
    done.levels.append(len(done.found.parents))
    return done


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Collect no cycles meanwhile: states have none, and looking for them takes a sixth of the time."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Stop:
    limits: Limits
    watch: Watch | None
    until: Callable[[Found], bool] | None
    deadline: float

    def reason(self, found: Found) -> str:
        """Why to give up now; empty to go on."""
        states = len(found.parents)
        if states > self.limits.states:
            return f"more than {self.limits.states:,} states"
        if states * (getsizeof(next(iter(found.parents))) + _ENTRY) > self.limits.memory:
            return f"more than {self.limits.memory / 1e6:,.0f} MB of memory"
        if monotonic() > self.deadline:
            return f"more than {self.limits.seconds:g} s"
        if self.watch and not self.watch(states, found.transitions):
            return "cancelled"
        return "found enough" if self.until and self.until(found) else ""


def _level(done: Search, sweep: Sweep, parts: list[list[Key]], stop: _Stop) -> list[Key]:
    """Step all states of one level and return the next."""
    fresh: list[Key] = []
    for part in parts:
        try:
            sweep(part, done.found, fresh)
        except UndefinedError as error:
            done.undefined = (done.state(_culprit(sweep, part)), error.message)
            done.limit = f"an expression without a value: {error.message}"
            return fresh
        if (fresh or part is not parts[-1]) and (reason := stop.reason(done.found)):
            done.limit = reason
            return fresh
    return fresh


def _parts(states: list[Key], size: int) -> Iterator[list[Key]]:
    for start in range(0, len(states), size):
        yield states[start : start + size]


def _culprit(sweep: Sweep, states: list[Key]) -> Key:
    """The first state that can't be stepped."""
    for state in states:
        try:
            sweep([state], Found({}), [])
        except UndefinedError:
            return state
    raise AssertionError("stepping states together failed where stepping each did not")
