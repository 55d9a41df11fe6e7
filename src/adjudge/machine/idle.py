"""Conditions that no system could break: they hold in whatever states a diagram is drawn with."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

from adjudge.machine.python_code import UndefinedError
from adjudge.machine.terms import cells

if TYPE_CHECKING:
    from adjudge.machine.engine import Model
    from adjudge.machine.terms import Term, Value

MOST_TRIED = 10_000
"""Combinations of states that are tried; a condition on more is taken to say something."""


def holds_anyway(model: Model, condition: Term) -> bool:
    """Tell whether a condition reads no data and holds in every combination of states.

    Data are another matter: a system can show a value that its type does not have.
    """
    control = {variable.name for variable in model.machine.variables if variable.control}
    read = dict.fromkeys(cells(model.ground(condition)))
    if any(cell.variable not in control for cell in read):
        return False
    positions = [model.layout.positions[cell] for cell in read]
    domains = [_contents(model, position) for position in positions]
    if prod(map(len, domains)) > MOST_TRIED:
        return False
    holds = model.condition(condition)
    state = list(model.initial[0])
    try:
        for contents in product(*domains):
            for position, content in zip(positions, contents, strict=True):
                state[position] = content
            if not holds(tuple(state)):
                return False
    except UndefinedError:
        return False
    return True


def _contents(model: Model, position: int) -> tuple[Value, ...]:
    of = model.layout.types[position]
    return tuple(of.values) if of else ()
