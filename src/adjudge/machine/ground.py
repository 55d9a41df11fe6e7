"""A machine with its parameters filled in: cells, calls, and what each call does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from adjudge.machine.fold import Grounder, TooLargeError, simplified
from adjudge.machine.model import BOOLEAN, INTEGER, Type
from adjudge.machine.terms import (
    FALSE,
    Cell,
    Literal,
    Operator,
    Term,
    Value,
    conjunction,
    disjunction,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.machine.model import Machine, Transition

State = tuple[Value, ...]
"""The content of every cell, in the order of `Layout.cells`."""

MOST_STEPS = 200_000
"""Grounded transitions of one machine; more would take minutes before the first state."""


MOST_PARTS = 200_000
"""Bodies of `all`, `sum` … that the steps of all calls may have written out."""
MOST_STARTS = 100_000
"""States in which one machine may start."""


@dataclass(frozen=True, slots=True)
class Call:
    """An event with the values of its parameters, in their order."""

    event: str
    arguments: tuple[Value, ...] = ()

    def __str__(self) -> str:
        return f"{self.event}({', '.join(map(str, self.arguments))})"


@dataclass(frozen=True, slots=True)
class Step:
    """What one transition does for one call.

    `updates` give new contents by position in the state. `clash` holds where two effects write
    the same cell, which no machine may do.
    """

    transition: int
    call: Call
    where: Term
    guard: Term
    updates: Mapping[int, Term]
    clash: Term = FALSE

    @property
    def condition(self) -> Term:
        """When it may be taken."""
        return conjunction(self.where, self.guard)


@dataclass(frozen=True)
class Layout:
    """Which cells a state has, in order; `types` are their ranges, None for any whole number."""

    cells: tuple[Cell, ...]
    types: tuple[Type | None, ...]
    positions: Mapping[Cell, int] = field(default_factory=dict)

    def label(self, position: int) -> str:
        """Name a cell for a person, as `balance[ada]`."""
        return cell_label(self.cells[position])

    def show(self, state: State) -> dict[str, Value]:
        """Return a state as a mapping from the names of its cells to their contents."""
        return {cell_label(cell): value for cell, value in zip(self.cells, state, strict=True)}


def cell_label(cell: Cell) -> str:
    """Name a grounded cell for a person: `balance[ada]`, `stock[shop,item]`, `state`."""
    index = ",".join(str(part.value) for part in cell.index if isinstance(part, Literal))
    return f"{cell.variable}[{index}]" if cell.index else cell.variable


def layout(machine: Machine) -> Layout:
    """Lay out the cells of a machine: variables in their order, indices in that of their types."""
    cells: list[Cell] = []
    types: list[Type | None] = []
    for variable in machine.variables:
        of = None if variable.type in {INTEGER, BOOLEAN} else machine.types[variable.type]
        for index in product(*(machine.types[name].values for name in variable.index)):
            cells.append(Cell(variable.name, tuple(map(Literal, index))))
            types.append(of)
    return Layout(tuple(cells), tuple(types), {cell: n for n, cell in enumerate(cells)})


def initial_states(machine: Machine, cells: Layout) -> Iterator[State]:
    """Yield every state in which the machine may start."""
    starts = {variable.name: variable.starts for variable in machine.variables}
    options = []
    for cell in cells.cells:
        index = tuple(part.value for part in cell.index if isinstance(part, Literal))
        options.append(starts[cell.variable][index])
    yield from product(*options)


def calls(machine: Machine, types: Mapping[str, Type]) -> Iterator[Call]:
    """Yield every call: each event with all values of its parameters, in order."""
    for event in machine.events:
        domains = [_values(machine.parameters[name], types) for name in event.parameters]
        for arguments in product(*domains):
            yield Call(event.name, arguments)


def _values(name: str, types: Mapping[str, Type]) -> Sequence[Value]:
    if name == BOOLEAN:
        return (False, True)
    if name == INTEGER:
        raise TooLargeError(
            "a parameter of type int has no end of values",
            next_step="give the parameter a type such as `money: 1..3`, and wider values under `drive`",
        )
    return types[name].values


class Steps:
    """Makes the steps of one machine, call by call."""

    def __init__(self, machine: Machine, cells: Layout) -> None:
        self.machine = machine
        self.cells = cells
        self.grounder = Grounder(machine)
        self.of_event: dict[str, list[tuple[int, Transition]]] = {}
        for number, transition in enumerate(machine.transitions):
            self.of_event.setdefault(transition.event, []).append((number, transition))

    def steps(self, call: Call) -> list[Step]:
        """Return the steps that a call may take; those that never can are left out."""
        names = dict(zip(self.machine.event(call.event).parameters, call.arguments, strict=True))
        made = (
            self._step(number, transition, call, names)
            for number, transition in self.of_event.get(call.event, ())
        )
        return [step for step in made if step.condition != FALSE]

    def symbolic(self, number: int) -> Step:
        """Return what a transition does for any call: its parameters stay in the terms as names."""
        transition = self.machine.transitions[number]
        return self._step(number, transition, Call(transition.event), {})

    def _step(
        self, number: int, transition: Transition, call: Call, names: Mapping[str, Value]
    ) -> Step:
        where = self.grounder.ground(transition.where, names)
        guard = self.grounder.ground(transition.guard, names)
        updates: dict[int, Term] = {}
        written: dict[int, Term] = {}
        clash: Term = FALSE
        for effect in transition.effects:
            value = self.grounder.ground(effect.value, names)
            index = [self.grounder.ground(part, names) for part in effect.index]
            for values, hit in self.grounder.options(effect.variable, index):
                cell = Cell(effect.variable, tuple(map(Literal, values)))
                position = self.cells.positions[cell]
                clash = disjunction(clash, conjunction(written.get(position, FALSE), hit))
                written[position] = disjunction(written.get(position, FALSE), hit)
                updates[position] = simplified(
                    Operator.IF, [hit, value, updates.get(position, cell)]
                )
        return Step(number, call, where, guard, updates, clash)
