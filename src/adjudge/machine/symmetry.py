"""Values that are interchangeable: of states that differ only in their names, one is enough.

Sound because nothing in the machine can tell such values apart: none is written anywhere, and
exchanging two of them maps the states in which it may start onto themselves. Then it maps runs
onto runs, and what holds after one holds after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from adjudge.machine.ground import State
from adjudge.machine.model import LeadsTo
from adjudge.machine.python_code import compiled
from adjudge.machine.terms import Literal, Term, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.engine import Model
    from adjudge.machine.model import Machine, Type, Variable
    from adjudge.machine.terms import Value

LEAST = 2
"""Values of a type that there must be for something to gain."""


@dataclass(frozen=True, slots=True)
class Symmetry:
    """The types whose values are interchangeable, and the representative of each state."""

    types: tuple[str, ...]
    canonical: Callable[[State], State]


def symmetry(model: Model) -> Symmetry | None:
    """Find what is interchangeable in a machine; None where nothing is.

    A type is used where each variable is either not over it or over it once, together with no
    other type that is used, and no variable has it as its content: then sorting is enough to
    pick a representative.
    """
    machine = model.machine
    chosen: list[str] = []
    written = _written(machine)
    for name, of in machine.types.items():
        if _is_alike(machine, of, written) and _is_sortable(machine, name, chosen):
            chosen.append(name)
    if not chosen:
        return None
    lines = ["def canonical(state):", f" {model.unpack()} = state"]
    lines += [f" {line}" for name in chosen for line in _sorting(model, name)]
    lines.append(f" return {model.unpack()}")
    canonical = cast("Callable[[State], State]", compiled("\n".join(lines), "canonical"))
    return Symmetry(tuple(chosen), canonical)


def _is_alike(machine: Machine, of: Type, written: set[Value]) -> bool:
    """Whether nothing in the machine tells the values of a type apart."""
    named = all(isinstance(value, str) for value in of.values)
    if not named or len(of.values) < LEAST or written.intersection(of.values):
        return False
    others = (other for other in machine.types.values() if other.name != of.name)
    if any(set(of.values).intersection(other.values) for other in others):
        return False
    return all(
        _is_kept(variable, of.name, one, two)
        for variable in machine.variables
        for one, two in pairwise(of.values)
    )


def _is_kept(variable: Variable, name: str, one: Value, two: Value) -> bool:
    """Whether exchanging two values maps the starts of a variable onto themselves."""
    exchange = {one: two, two: one}

    def exchanged(index: tuple[Value, ...]) -> tuple[Value, ...]:
        pairs = zip(index, variable.index, strict=True)
        return tuple(exchange.get(v, v) if of == name else v for v, of in pairs)

    return all(
        set(variable.starts[exchanged(index)]) == set(starts)
        for index, starts in variable.starts.items()
    )


def _is_sortable(machine: Machine, name: str, chosen: list[str]) -> bool:
    over = [variable for variable in machine.variables if name in variable.index]
    return bool(over) and all(
        variable.type != name
        and variable.index.count(name) <= 1
        and not (name in variable.index and set(chosen).intersection(variable.index))
        for variable in machine.variables
    )


def _sorting(model: Model, name: str) -> Iterator[str]:
    """Print the sorting of what belongs to each value of a type."""
    columns: dict[Value, list[str]] = {value: [] for value in model.machine.types[name].values}
    for variable in model.machine.variables:
        if name not in variable.index:
            continue
        place = variable.index.index(name)
        for cell, local in model.names.items():
            part = cell.index[place] if cell.variable == variable.name else None
            if isinstance(part, Literal):
                columns[part.value].append(local)
    tuples = ", ".join(f"({', '.join(names)},)" for names in columns.values())
    yield f"{tuples} = sorted(({tuples}))"


def _written(machine: Machine) -> set[Value]:
    """Every value that stands somewhere in a machine."""
    return {
        part.value for term in _terms(machine) for part in walk(term) if isinstance(part, Literal)
    }


def _terms(machine: Machine) -> Iterator[Term]:
    yield machine.final
    yield machine.bound
    for transition in machine.transitions:
        yield from (transition.where, transition.guard)
        for effect in transition.effects:
            yield from (*effect.index, effect.value)
    for demand in machine.properties:
        if isinstance(demand, LeadsTo):
            yield from (demand.start, demand.goal)
        else:
            yield demand.condition
