"""One of two machines that are run side by side through the same calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.machine.engine import Model
from adjudge.machine.ground import Call, State
from adjudge.machine.model import EventKind
from adjudge.machine.possible import Possible
from adjudge.machine.python_code import UndefinedError
from adjudge.machine.runs import show_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from adjudge.machine.model import Event, Machine
    from adjudge.machine.terms import Value

States = frozenset[State]
"""The states in which a machine may be; none where it refused the last call."""

MOST_SHOWN = 2


class Side:
    """A machine, followed from outside."""

    def __init__(self, machine: Machine) -> None:
        self.model = Model(machine)
        self.possible = Possible(self.model)
        self.machine = machine
        self.events = {(each.name, len(each.parameters)): each for each in machine.events}
        self.within = self.model.condition(machine.bound)
        control = {each.name: each.type for each in machine.variables if each.control}
        self.states = {value for of in control.values() for value in machine.types[of].values}
        self.controls = tuple(
            self.model.layout.label(number)
            for number, cell in enumerate(self.model.layout.cells)
            if cell.variable in control
        )
        self.labels = tuple(map(self.model.layout.label, range(len(self.model.layout.cells))))

    @property
    def start(self) -> States:
        """Every state in which it may be before the first call."""
        return self.possible.initial

    def calls(self) -> list[Call]:
        """The calls from outside that its types have values for."""
        kinds = {each.name: each.kind for each in self.machine.events}
        return [call for call in self.model.calls if kinds[call.event] != EventKind.INTERNAL]

    def after(self, states: Iterable[State], call: Call) -> States:
        """Return the states after a call; none where it is refused in all of them."""
        event = self.events.get((call.event, len(call.arguments)))
        if event is None or not self._is_proper(event, call):
            return frozenset()
        return frozenset(after for state in states for after in self._accepted(state, call))

    def is_within(self, states: Iterable[State]) -> bool:
        """Whether one of the states has a meaning and lies in the machine's own bound."""
        return any(self.model.outside(state) < 0 and self.within(state) for state in states)

    def seen(self, states: States, cells: Sequence[str]) -> frozenset[tuple[Value, ...]]:
        """Return what some cells hold in each of the states."""
        places = [self.labels.index(name) for name in cells]
        return frozenset(tuple(state[place] for place in places) for state in states)

    def show(self, states: States) -> str:
        """Say for a person what a call led to."""
        if not states:
            return "refused"
        texts = [show_state(state, self.model.layout) for state in sorted(states, key=str)]
        more = f" or {len(texts) - MOST_SHOWN} more" if len(texts) > MOST_SHOWN else ""
        return " or ".join(texts[:MOST_SHOWN]) + more

    def _accepted(self, state: State, call: Call) -> States:
        try:
            return self.possible.accepted(state, call)
        except UndefinedError:
            return frozenset()

    def _is_proper(self, event: Event, call: Call) -> bool:
        """Whether no argument is a name that its type does not have."""
        types: Mapping[str, str] = self.machine.parameters
        return all(
            not isinstance(value, str) or value in self.machine.types[types[name]].values
            for name, value in zip(event.parameters, call.arguments, strict=True)
        )
