"""What "all values" means: which types lose their upper end in a proof, and how that is said."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from adjudge.machine.model import BOOLEAN, INTEGER, Always, AlwaysAfter, LeadsTo
from adjudge.machine.terms import Quantified, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.model import Machine
    from adjudge.machine.terms import Term


class Kind(StrEnum):
    """What the values of a type are to z3."""

    TRUTH = "truth"
    NUMBER = "number"
    NAME = "name"


def kind(machine: Machine, type_: str) -> Kind:
    """Tell what the values of a type are."""
    if type_ == BOOLEAN:
        return Kind.TRUTH
    if type_ == INTEGER:
        return Kind.NUMBER
    names = any(isinstance(value, str) for value in machine.types[type_].values)
    return Kind.NAME if names else Kind.NUMBER


def bounded_types(machine: Machine) -> frozenset[str]:
    """Name the types that keep all their values as declared.

    Those over which a variable is a map, or over which a quantifier runs: with other values they
    would be another machine.
    """
    indices = {name for variable in machine.variables for name in variable.index}
    gathered = {
        part.type for term in _terms(machine) for part in walk(term) if isinstance(part, Quantified)
    }
    return frozenset(indices | gathered)


def assumption(machine: Machine) -> str:
    """Say in words what a proof is for: `for every amount >= 1 and whatever balance holds`."""
    bounded = bounded_types(machine)
    used = {name: machine.parameters[name] for each in machine.events for name in each.parameters}
    ends = {name: _least(machine, type_) for name, type_ in used.items() if type_ not in bounded}
    every = [f"every {name}{end}" for name, end in ends.items() if end is not None]
    numbers = [each.name for each in machine.variables if each.type == INTEGER]
    whatever = [f"whatever {_listed(numbers)} {'holds' if len(numbers) == 1 else 'hold'}"]
    parts = [f"for {_listed(every)}"] if every else []
    parts += whatever if numbers else []
    fixed = [name for name in machine.types if name in bounded]
    parts += [f"with the declared values of {_listed(fixed)}"] if fixed else []
    return ", ".join(parts) or "for every state of the diagram"


def _least(machine: Machine, type_: str) -> str | None:
    """Say from where on a parameter of a type counts; None if it is no number."""
    if kind(machine, type_) is not Kind.NUMBER:
        return None
    return f" >= {min(machine.types[type_].values)}" if type_ in machine.types else ""


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _terms(machine: Machine) -> Iterator[Term]:
    yield machine.final
    for transition in machine.transitions:
        yield transition.where
        yield transition.guard
        for effect in transition.effects:
            yield from (*effect.index, effect.value)
    for each in machine.properties:
        match each:
            case Always() | AlwaysAfter():
                yield each.condition
            case LeadsTo():
                yield from (each.start, each.goal)
