"""What of a machine a search has reached: transitions that were possible, states as drawn."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from adjudge.machine.terms import disjunction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.machine.search import Search
    from adjudge.machine.terms import Value

_SAMPLE = 1_000


def enabled(search: Search) -> frozenset[int]:
    """Return the transitions that are possible in a state that was found, by their numbers.

    Most are seen in the first and the last thousand states; only for the others are all asked.
    """
    model = search.model
    states = list(search.found.parents)
    found = {
        model.steps[number].transition
        for state in (*states[:_SAMPLE], *states[-_SAMPLE:])
        if search.is_entered(state)
        for number, _ in model.successors(state)
    }
    for number in {step.transition for step in model.steps} - found:
        conditions = [step.condition for step in model.steps if step.transition == number]
        possible = model.condition(disjunction(*conditions))
        if any(search.is_entered(state) and possible(state) for state in reversed(states)):
            found.add(number)
    return frozenset(found)


def contents(search: Search) -> Mapping[str, frozenset[Value]]:
    """Return for each variable that holds the state of a diagram the contents that it had."""
    layout = search.model.layout
    control = {variable.name for variable in search.model.machine.variables if variable.control}
    found: dict[str, set[Value]] = {name: set() for name in sorted(control)}
    for position, cell in enumerate(layout.cells):
        if cell.variable in control:
            found[cell.variable].update(map(itemgetter(position), search.found.parents))
    return {name: frozenset(values) for name, values in found.items()}
