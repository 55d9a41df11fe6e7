"""Which calls are worth making in a state: all of them, or those at the boundaries.

Where the values of an event's parameters are too many to try, numbers are mined: for each constant
k of its guards k-1, k and k+1, for each variable that a parameter is compared with its present
value, one less and one more, and both ends of the type. A seeded sample comes on top.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from adjudge.machine.ground import Call
from adjudge.machine.model import BOOLEAN, INTEGER, EventKind
from adjudge.machine.terms import Cell, Literal, Named, Operation, Operator, Term, cells, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adjudge.machine.engine import Model
    from adjudge.machine.ground import State
    from adjudge.machine.model import Event
    from adjudge.machine.terms import Value

ALL = 40
"""Events with at most so many calls are tried with all of them."""
MOST = 400
"""Calls of one event that are chosen in one state."""
NAMES = 12
"""Values of an enumerated type that are tried with every other parameter."""
SAMPLE = 2

_COMPARISONS = {
    Operator.EQUAL,
    Operator.DIFFERENT,
    Operator.LESS,
    Operator.AT_MOST,
    Operator.MORE,
    Operator.AT_LEAST,
}


@dataclass(slots=True)
class _Compared:
    """What a parameter is compared with in the guards of its event."""

    constants: set[int] = field(default_factory=set)
    cells: list[Cell] = field(default_factory=list)


class Repertoire:
    """The calls to try, state by state; the same for the same seed.

    Args:
        model: its types are those that the system is driven with.
        events: the names of those that can be called.
        seed: decides the sample.
    """

    def __init__(self, model: Model, events: frozenset[str], seed: int) -> None:
        self._model = model
        self._seed = seed
        self._events = [
            event
            for event in model.machine.events
            if event.name in events and event.kind is not EventKind.INTERNAL
        ]
        self._compared = {event.name: self._mine(event) for event in self._events}
        self._known: dict[State, tuple[Call, ...]] = {}

    def at(self, state: State) -> tuple[Call, ...]:
        """Return the calls to try in a state, in a fixed order."""
        if state not in self._known:
            found = (call for event in self._events for call in self._calls(event, state))
            self._known[state] = tuple(dict.fromkeys(found))
        return self._known[state]

    def _calls(self, event: Event, state: State) -> Sequence[Call]:
        domains = [self._domain(name) for name in event.parameters]
        size = 1
        for domain in domains:
            size *= len(domain) if domain is not None else ALL + 1
        if size <= ALL:
            whole = [domain for domain in domains if domain is not None]
            return [Call(event.name, arguments) for arguments in product(*whole)]
        # Seeding by text is the same in every process, a tuple's hash is not.
        chance = random.Random(f"{self._seed} {event.name} {state}")  # noqa: S311 - reproducible, not secret
        mined = list(self._mined(event, domains, state, chance))
        mined = chance.sample(mined, MOST) if len(mined) > MOST else mined
        return [*mined, *self._sample(event, domains, chance)]

    def _domain(self, parameter: str) -> Sequence[Value] | None:
        """Return the values of a parameter; None for any whole number."""
        name = self._model.machine.parameters[parameter]
        if name == BOOLEAN:
            return (False, True)
        return None if name == INTEGER else self._model.types[name].values

    def _sample(
        self, event: Event, domains: Sequence[Sequence[Value] | None], chance: random.Random
    ) -> Iterator[Call]:
        for _ in range(SAMPLE):
            yield Call(event.name, tuple(_any(domain, chance) for domain in domains))

    def _mined(
        self,
        event: Event,
        domains: Sequence[Sequence[Value] | None],
        state: State,
        chance: random.Random,
    ) -> Iterator[Call]:
        names = [
            None if domain is None or isinstance(domain, range) else _few(domain, chance)
            for domain in domains
        ]
        for chosen in product(*([None] if some is None else some for some in names)):
            known = dict(zip(event.parameters, chosen, strict=True))
            options = [
                [value] if value is not None else self._numbers(event, name, domain, known, state)
                for name, value, domain in zip(event.parameters, chosen, domains, strict=True)
            ]
            for arguments in product(*options):
                yield Call(event.name, arguments)

    def _numbers(
        self,
        event: Event,
        parameter: str,
        domain: Sequence[Value] | None,
        known: Mapping[str, Value | None],
        state: State,
    ) -> list[Value]:
        compared = self._compared[event.name].get(parameter, _Compared())
        constants = {0, *compared.constants}
        points = {k + step for k in compared.constants for step in (-1, 0, 1)}
        for cell in compared.cells:
            for content in self._contents(cell, known, state):
                for k in constants:
                    points |= {content + sign * k + step for sign in (-1, 1) for step in (-1, 0, 1)}
        if domain is None:
            return [*sorted(points | {0, 1})]
        inside = {value for value in points if value in domain}
        return [*sorted(inside | {_whole(domain[0]), _whole(domain[-1])})]

    def _contents(
        self, cell: Cell, known: Mapping[str, Value | None], state: State
    ) -> Iterator[int]:
        """Yield what a cell holds whose index is known, or else all cells of its variable."""
        wanted = [_resolved(part, known) for part in cell.index]
        for each, value in zip(self._model.layout.cells, state, strict=True):
            index = [part.value for part in each.index if isinstance(part, Literal)]
            fits = all(w is None or w == have for w, have in zip(wanted, index, strict=False))
            if each.variable == cell.variable and fits and type(value) is int:
                yield value

    def _mine(self, event: Event) -> dict[str, _Compared]:
        found: dict[str, _Compared] = {}
        for transition in self._model.machine.transitions:
            if transition.event == event.name:
                for comparison in _comparisons(transition.guard):
                    _note(comparison, found)
        return found


def _note(comparison: Operation, found: dict[str, _Compared]) -> None:
    parts = list(walk(comparison))
    inside = {
        id(part) for cell in cells(comparison) for index in cell.index for part in walk(index)
    }
    for part in parts:
        if isinstance(part, Named) and id(part) not in inside:
            compared = found.setdefault(part.name, _Compared())
            compared.constants |= {
                each.value
                for each in parts
                if isinstance(each, Literal) and type(each.value) is int
            }
            compared.cells += cells(comparison)


def _comparisons(term: Term) -> Iterator[Operation]:
    for part in walk(term):
        if isinstance(part, Operation) and part.operator in _COMPARISONS:
            yield part


def _resolved(part: Term, known: Mapping[str, Value | None]) -> Value | None:
    if isinstance(part, Literal):
        return part.value
    return known.get(part.name) if isinstance(part, Named) else None


def _few(domain: Sequence[Value], chance: random.Random) -> list[Value]:
    return list(domain) if len(domain) <= NAMES else chance.sample(list(domain), NAMES)


def _any(domain: Sequence[Value] | None, chance: random.Random) -> Value:
    return chance.randint(-1000, 1000) if domain is None else chance.choice(domain)


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
