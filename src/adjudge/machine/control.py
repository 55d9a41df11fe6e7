"""The state of a diagram as variables: which there are, what a state means, what an arrow changes.

Composite states are flattened (UML 2.5.1, 14.2.3): a variable holds the innermost state, and being
in a composite state is being in one of those inside. A composite state with several regions is
itself a value, and each of its regions has a variable of its own. Whenever the machine is not in
that state, those variables have their first values, so that no two states differ in what nobody
sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.machine.drawing import Drawing, Region, State
from adjudge.machine.model import Type, Variable
from adjudge.machine.terms import (
    TRUE,
    Cell,
    Literal,
    Term,
    Value,
    conjunction,
    disjunction,
    equal,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a state is: the variable that holds it, and what must hold around it.

    `holder` is the composite state with several regions in one of which it is.
    """

    state: State
    variable: str
    holder: str = ""


@dataclass(slots=True)
class Control:
    """The control of one diagram.

    Args:
        drawing: what is drawn; each of its regions has an initial state.
        name: the name of its variable, `state` where there is only one.
        index: the types that its variables are over, where there are several instances.
        cells: the values of these types.
    """

    drawing: Drawing
    name: str
    index: tuple[str, ...] = ()
    cells: Sequence[tuple[Value, ...]] = ((),)
    types: dict[str, Type] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._regions(self.drawing.regions, self.name, "")

    def areas(self) -> Mapping[str, Term]:
        """Return what being in each state means, without an index."""
        return {
            name: self.inside(name)
            for name, place in self.places.items()
            if place.state.kind != CHOICE
        }

    def inside(self, name: str, index: tuple[Term, ...] = ()) -> Term:
        """Return the condition of being in a state, and so in all that it is inside of."""
        place = self.places[name]
        cell = Cell(place.variable, index)
        active = disjunction(*(equal(cell, Literal(leaf)) for leaf in _leaves(place.state)))
        return conjunction(self.inside(place.holder, index) if place.holder else TRUE, active)

    def outside(self, name: str) -> Term:
        """Return the condition of not being in a state, by naming the states that are left."""
        place = self.places[name]
        within = set(_leaves(place.state))
        others = [each for each in self.types[place.variable].values if each not in within]
        cell = Cell(place.variable)
        elsewhere = disjunction(*(equal(cell, Literal(each)) for each in others))
        if not place.holder:
            return elsewhere
        beside = conjunction(self.inside(place.holder), elsewhere)
        return disjunction(self.outside(place.holder), beside)

    def moves(self, source: str, target: str) -> Mapping[str, str]:
        """Return what an arrow changes: the variables and their new values."""
        left = self.places[source]
        changes = dict(self._reset(left.state))
        return {**changes, left.variable: _entered(self.places[target].state).name}

    def entered(self, target: str) -> Iterator[State]:
        """Yield the states that an arrow to a state enters, from the outermost."""
        yield from _chain(self.places[target].state)

    def initial(self) -> Iterator[State]:
        """Yield the states in which the machine begins."""
        for region in self.drawing.regions:
            yield from _chain(region.states[region.initial])

    def within(self, name: str) -> Iterator[str]:
        """Yield the names of a state and of all states inside it."""
        yield from (state.name for state in _inner(self.places[name].state))

    def _reset(self, state: State) -> Iterator[tuple[str, str]]:
        """Give the regions inside a state that is left their first values."""
        for inner in _inner(state):
            for number, region in enumerate(inner.regions, 1):
                if len(inner.regions) > 1:
                    first = _entered(region.states[region.initial]).name
                    yield f"{self._prefix()}{inner.name}_{number}", first

    def _prefix(self) -> str:
        return "" if self.name == "state" else f"{self.name.removesuffix('_state')}_"

    def _regions(self, regions: Sequence[Region], name: str, holder: str) -> None:
        several = len(regions) > 1
        for number, region in enumerate(regions, 1):
            self._variable(region, f"{name}_{number}" if several else name, holder)

    def _variable(self, region: Region, name: str, holder: str) -> None:
        first = _entered(region.states[region.initial]).name
        values = tuple(leaf for state in region.states.values() for leaf in _leaves(state))
        self.types[name] = Type(name, values, region.location)
        starts: dict[tuple[Value, ...], tuple[Value, ...]] = dict.fromkeys(self.cells, (first,))
        self.variables[name] = Variable(
            name, name, starts, region.location, self.index, control=True
        )
        self._place(region, name, holder)

    def _place(self, region: Region, variable: str, holder: str) -> None:
        for state in region.states.values():
            self.places[state.name] = Place(state, variable, holder)
            if len(state.regions) == 1:
                self._place(state.regions[0], variable, holder)
            else:
                self._regions(state.regions, f"{self._prefix()}{state.name}", state.name)


def _inner(state: State) -> Iterator[State]:
    yield state
    for region in state.regions:
        for each in region.states.values():
            yield from _inner(each)


def _leaves(state: State) -> Iterator[str]:
    """Yield the values that a variable has while the machine is in a state."""
    if state.kind == CHOICE:
        return
    if len(state.regions) != 1:
        yield state.name
        return
    for inner in state.regions[0].states.values():
        yield from _leaves(inner)


def _entered(state: State) -> State:
    """Return the state whose name a variable has once a state was entered."""
    return list(_own_chain(state))[-1]


def _own_chain(state: State) -> Iterator[State]:
    yield state
    if len(state.regions) == 1:
        region = state.regions[0]
        yield from _own_chain(region.states[region.initial])


def _chain(state: State) -> Iterator[State]:
    yield state
    for region in state.regions:
        yield from _chain(region.states[region.initial])
