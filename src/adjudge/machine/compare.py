"""Two versions of a machine: what the newer allows, refuses and does differently.

Both are run side by side through the same calls, shortest first. States are compared by the names
of their cells; a state of a diagram that only got another name is the same state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from time import monotonic
from typing import TYPE_CHECKING

from adjudge.machine.declared import Change, Demand, changes, demands
from adjudge.machine.fold import TooLargeError
from adjudge.machine.ground import Call
from adjudge.machine.model import EventKind
from adjudge.machine.possible import TooManyStatesError
from adjudge.machine.search import Limits
from adjudge.machine.sides import Side, States

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.model import Machine
    from adjudge.machine.terms import Value

Pair = tuple[States, States]
"""The states in which the old and the new machine may be after the same calls."""

SIDE_BY_SIDE = Limits(states=20_000, seconds=20.0)


class Shift(StrEnum):
    """How two machines differ after the same calls.

    `ALLOWED`: the old one refuses the last call, the new one accepts it. `REFUSED`: the other way
    round. `ELSEWHERE`: both accept it, and what both know is different afterwards.
    """

    ALLOWED = "newly allowed"
    REFUSED = "newly refused"
    ELSEWHERE = "leads elsewhere"


@dataclass(frozen=True, slots=True)
class Difference:
    """The shortest calls that show a difference; `old` and `new` say what the last one does."""

    shift: Shift
    calls: tuple[Call, ...]
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two versions of a machine.

    Attributes:
        changes: what is declared differently.
        demands: the properties that differ.
        differences: for each event the shortest calls that show each kind of difference.
        renamed: new names of states that are otherwise what they were, by their old names.
        limit: why not all was compared; empty where it was.
    """

    changes: tuple[Change, ...]
    demands: tuple[Demand, ...]
    differences: tuple[Difference, ...]
    renamed: Mapping[str, str]
    limit: str = ""


def compare(old: Machine, new: Machine, limits: Limits = SIDE_BY_SIDE) -> Comparison:
    """Compare two versions of a machine.

    Calls are made with the values of the parameters' types in either machine. Numbers outside of
    a parameter's type are calls like others, names that a type does not have are refused.

    Args:
        old: the machine as it was.
        new: the machine as it is.
        limits: `states` bounds the pairs of states that are visited.
    """
    declared = (tuple(changes(old, new)), tuple(demands(old, new)))
    try:
        walk = _Walk(Side(old), Side(new), limits)
        walk.visit()
        renamed = _renamed(walk)
        if renamed:
            walk = _Walk(walk.old, walk.new, limits, renamed)
            walk.visit()
    except (TooLargeError, TooManyStatesError) as error:
        return Comparison(*declared, (), {}, error.message)
    found = tuple(sorted(walk.found.values(), key=lambda each: (len(each.calls), str(each.calls))))
    return Comparison(*declared, found, renamed, walk.limit)


class _Walk:
    """Visits pairs of states breadth first, and notes the first difference of each kind."""

    def __init__(
        self, old: Side, new: Side, limits: Limits, renamed: Mapping[str, str] | None = None
    ) -> None:
        self.old = old
        self.new = new
        self.limits = limits
        self.renamed = renamed or {}
        self.deadline = monotonic() + limits.seconds
        self.calls = tuple(dict.fromkeys((*old.calls(), *new.calls())))
        kinds = {each.name: each.kind for each in (*old.machine.events, *new.machine.events)}
        self.waits = {name for name, kind in kinds.items() if kind is EventKind.WAIT}
        self.cells = tuple(name for name in old.labels if name in new.labels)
        self.links: dict[Pair, tuple[Pair, Call] | None] = {}
        self.found: dict[tuple[Shift, str], Difference] = {}
        self.limit = ""

    def visit(self) -> None:
        """Visit all pairs that the same calls lead to, within the limits."""
        start = (self.old.start, self.new.start)
        self.links[start] = None
        if not self._agree(start):
            self._note(Shift.ELSEWHERE, "", (), start)
        layer = [start]
        while layer and not self.limit:
            layer = [pair for here in layer for pair in self._step(here)]

    def _step(self, here: Pair) -> list[Pair]:
        fresh = []
        if len(self.links) > self.limits.states:
            self.limit = f"more than {self.limits.states:,} pairs of states"
        if monotonic() > self.deadline:
            self.limit = f"more than {self.limits.seconds:g} s"
        if self.limit:
            return []
        for call in self.calls:
            there = (self.old.after(here[0], call), self.new.after(here[1], call))
            self._judge(here, call, there)
            if all(there) and there not in self.links:
                self.links[there] = (here, call)
                if self.old.is_within(there[0]) and self.new.is_within(there[1]):
                    fresh.append(there)
        return fresh

    def _judge(self, here: Pair, call: Call, there: Pair) -> None:
        """Note a difference that the call itself makes."""
        old, new = there
        if old and new:
            shift = None if self._agree(there) or not self._agree(here) else Shift.ELSEWHERE
        elif call.event in self.waits or not (old or new):
            shift = None
        else:
            shift = Shift.ALLOWED if new else Shift.REFUSED
        if shift and (shift, call.event) not in self.found:
            self._note(shift, call.event, (*self._path(here), call), there)

    def _note(self, shift: Shift, event: str, calls: tuple[Call, ...], there: Pair) -> None:
        difference = Difference(shift, calls, self.old.show(there[0]), self.new.show(there[1]))
        self.found[shift, event] = difference

    def _path(self, pair: Pair) -> tuple[Call, ...]:
        calls = []
        while (link := self.links[pair]) is not None:
            pair, call = link
            calls.append(call)
        return tuple(reversed(calls))

    def _agree(self, pair: Pair) -> bool:
        """Whether both may hold the same in the cells that both have."""
        old = {tuple(map(self._name, each)) for each in self.old.seen(pair[0], self.cells)}
        return old == self.new.seen(pair[1], self.cells)

    def _name(self, value: Value) -> Value:
        return self.renamed.get(value, value) if isinstance(value, str) else value


def _renamed(walk: _Walk) -> dict[str, str]:
    """Find states that only got another name: wherever the old machine is in one, so is the new."""
    gone, come = walk.old.states - walk.new.states, walk.new.states - walk.old.states
    forth: dict[Value, set[Value]] = {}
    back: dict[Value, set[Value]] = {}
    if gone and come:
        for old, new in _together(walk):
            forth.setdefault(old, set()).add(new)
            back.setdefault(new, set()).add(old)
    return {
        str(old): str(new)
        for old, partners in forth.items()
        for new in partners
        if old in gone and new in come and partners == {new} and back[new] == {old}
    }


def _together(walk: _Walk) -> Iterator[tuple[Value, Value]]:
    """Yield the states of diagrams that both machines may be in after the same calls."""
    for pair in walk.links:
        for cell in set(walk.old.controls).intersection(walk.new.controls):
            olds, news = (
                {value for (value,) in side.seen(states, [cell])}
                for side, states in ((walk.old, pair[0]), (walk.new, pair[1]))
            )
            yield from product(olds, news)
