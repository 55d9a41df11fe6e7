"""What two versions of a machine declare differently: names, types, and what must hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.machine.model import Always, AlwaysAfter, LeadsTo, Property
from adjudge.machine.show import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adjudge.machine.model import Event, Machine, Type, Variable


@dataclass(frozen=True, slots=True)
class Change:
    """Something with a name that was added, removed or changed.

    `what` is `event`, `type`, `variable` or `state`; `old` and `new` say what it is, empty where
    there is none.
    """

    what: str
    name: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """A property that was added (no `old`), removed (no `new`) or changed."""

    requirement: str
    old: Property | None = None
    new: Property | None = None


def changes(old: Machine, new: Machine) -> Iterator[Change]:
    """Yield what is declared differently, without the control variables of diagrams."""
    control = {each.type for each in (*old.variables, *new.variables) if each.control}
    yield from _changes("state", _states(old), _states(new))
    yield from _changes("event", _events(old), _events(new))
    yield from _changes("type", _types(old, control), _types(new, control))
    yield from _changes("variable", _variables(old), _variables(new))


def demands(old: Machine, new: Machine) -> Iterator[Demand]:
    """Yield the properties that differ; one that only moved or is only spelled anew does not."""
    removed = {_meaning(each): each for each in old.properties}
    added = {_meaning(each): each for each in new.properties}
    for meaning in removed.keys() & added.keys():
        del removed[meaning], added[meaning]
    left = list(removed.values())
    for demand in added.values():
        same = [each for each in left if _subject(each) == _subject(demand)]
        if same:
            left.remove(same[0])
        yield Demand(demand.requirement, same[0] if same else None, demand)
    for demand in left:
        yield Demand(demand.requirement, demand, None)


def _changes(what: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name, ""), new.get(name, "")
        if before != after:
            yield Change(what, name, before, after)


def _states(machine: Machine) -> Mapping[str, str]:
    types = [machine.types[each.type] for each in machine.variables if each.control]
    return {str(value): f"a state of {of.name}" for of in types for value in of.values}


def _events(machine: Machine) -> Mapping[str, str]:
    return {each.name: _event(machine, each) for each in machine.events}


def _event(machine: Machine, event: Event) -> str:
    parameters = (f"{name}: {machine.parameters[name]}" for name in event.parameters)
    return f"{event.kind} {event.name}({', '.join(parameters)})"


def _types(machine: Machine, control: set[str]) -> Mapping[str, str]:
    """The declared types; one that is named after its values is part of a variable."""
    texts = {name: _type(of) for name, of in machine.types.items() if name not in control}
    return {name: text for name, text in texts.items() if name != text}


def _type(of: Type) -> str:
    if isinstance(of.values, range):
        return f"{of.values[0]}..{of.values[-1]}"
    return ", ".join(map(str, of.values))


def _variables(machine: Machine) -> Mapping[str, str]:
    return {each.name: _variable(each) for each in machine.variables if not each.control}


def _variable(variable: Variable) -> str:
    over = f" for each {', '.join(variable.index)}" if variable.index else ""
    starts = sorted({" or ".join(map(str, values)) for values in variable.starts.values()})
    return f"{variable.type}{over}, starts with {', '.join(starts)}"


def _subject(demand: Property) -> tuple[str, str, str]:
    event = demand.event if isinstance(demand, AlwaysAfter) else ""
    return (demand.requirement, type(demand).__name__, event)


def _meaning(demand: Property) -> tuple[object, ...]:
    match demand:
        case Always() | AlwaysAfter():
            return (*_subject(demand), show(demand.condition))
        case LeadsTo():
            ends = (show(demand.start), show(demand.goal))
            return (*_subject(demand), *ends, demand.steps, demand.time)
