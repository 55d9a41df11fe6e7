"""What of a machine a search has reached: transitions that were possible, states as drawn."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from adjudge.machine.terms import disjunction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.machine.search import Search
    from adjudge.machine.terms import Value

_SAMPLE = 1_000


def enabled(search: Search) -> frozenset[int]:
    """Return the transitions that are possible in a state that was found, by their numbers.

    Searching has seen those that led to a state for the first time; for others all are asked.
    """
    model = search.model
    found = set(search.found.taken)
    for number in {step.transition for step in model.steps} - found:
        conditions = [step.condition for step in model.steps if step.transition == number]
        possible = model.condition(disjunction(*conditions))
        if any(search.is_entered(state) and possible(state) for state in search.states()):
            found.add(number)
    return frozenset(found)


def contents(search: Search) -> Mapping[str, frozenset[Value]]:
    """Return for each variable that holds the state of a diagram the contents that it had."""
    machine, layout = search.model.machine, search.model.layout
    wanted = {
        each.name: set(machine.types[each.type].values)
        for each in machine.variables
        if each.control
    }
    found: dict[str, set[Value]] = {name: set() for name in wanted}
    places = [(n, cell.variable) for n, cell in enumerate(layout.cells) if cell.variable in wanted]
    keys = iter(search.found.parents)
    while found != wanted and (part := list(islice(keys, _SAMPLE))):
        for place, name in places:
            found[name] |= search.column(place, part)
    return {name: frozenset(values) for name, values in found.items()}
