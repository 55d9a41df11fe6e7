"""Two effects of one transition that write the same cell: excluded by the guard, or an error."""

from __future__ import annotations

from itertools import combinations, islice, product
from math import prod
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine.fold import Grounder
from adjudge.machine.show import show, value
from adjudge.machine.terms import (
    FALSE,
    Cell,
    Literal,
    Named,
    Operation,
    Operator,
    cells,
    conjunction,
    rebuilt,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.machine.model import Effect, Machine, Transition
    from adjudge.machine.terms import Term, Value
    from adjudge.machine.written import Problems

MOST_TRIED = 20_000
"""Values of parameters that are tried for one pair of effects; the search tries the rest."""


def check(machine: Machine, problems: Problems) -> None:
    """Report transitions that may write one cell twice, for values that their guard allows.

    Guards are evaluated with the state unknown, so that the exclusion must be in the guard itself,
    such as `src != dst`. Indices that a state decides are left to the search.
    """
    grounder = Grounder(machine)
    for transition in machine.transitions:
        for first, second in combinations(transition.effects, 2):
            if _may_meet(first, second):
                values = next(_clashes(machine, grounder, transition, (first, second)), None)
                if values is not None:
                    _report(problems, first, second, values)


def _may_meet(first: Effect, second: Effect) -> bool:
    """Say whether parameters decide that two effects write the same cell."""
    if first.variable != second.variable:
        return False
    places = zip(first.index, second.index, strict=True)
    apart = any(isinstance(a, Literal) and isinstance(b, Literal) and a != b for a, b in places)
    by_state = any(True for each in (*first.index, *second.index) for _ in cells(each))
    return not apart and not by_state


def _clashes(
    machine: Machine, grounder: Grounder, transition: Transition, pair: tuple[Effect, Effect]
) -> Iterator[dict[str, Value]]:
    """Yield values of parameters for which both effects write the same cell."""
    condition = _reflexive(conjunction(transition.where, transition.guard))
    needed = _parameters(machine, *pair[0].index, *pair[1].index)
    every = _parameters(machine, *pair[0].index, *pair[1].index, condition)
    names = every if _size(machine, every) <= MOST_TRIED else needed
    domains = [machine.types[machine.parameters[name]].values for name in names]
    for chosen in islice(product(*domains), MOST_TRIED):
        values = dict(zip(names, chosen, strict=True))
        places = [tuple(grounder.ground(part, values) for part in e.index) for e in pair]
        if places[0] == places[1] and _reflexive(grounder.ground(condition, values)) != FALSE:
            yield values


def _parameters(machine: Machine, *terms: Term) -> list[str]:
    found = (part.name for term in terms for part in walk(term) if isinstance(part, Named))
    return [name for name in dict.fromkeys(found) if name in machine.parameters]


def _size(machine: Machine, names: Sequence[str]) -> int:
    return prod(len(machine.types[machine.parameters[name]].values) for name in names)


def _reflexive(term: Term) -> Term:
    """Decide comparisons of something with itself, whatever its value is."""
    term = rebuilt(term, _reflexive)
    if isinstance(term, Operation) and term.operator in _NEVER_WITH_ITSELF:
        left, right = term.operands
        return FALSE if left == right else term
    if isinstance(term, Operation) and term.operator is Operator.AND:
        return conjunction(*term.operands)
    return term


_NEVER_WITH_ITSELF = frozenset({Operator.DIFFERENT, Operator.LESS, Operator.MORE})


def _report(problems: Problems, first: Effect, second: Effect, values: dict[str, Value]) -> None:
    cell = show(Cell(second.variable, second.index))
    given = ", ".join(f"{name} = {value(each)}" for name, each in values.items())
    where = f" for {given}" if given else ""
    message = f"`{first.text}` and `{second.text}` both change `{cell}`{where}"
    names = list(values)
    mend = f"exclude it in the guard: `[{names[0]} != {names[1]}]`" if len(names) > 1 else ""
    problems.report(codes.DOUBLE_WRITE, second.location, message, second.text, mend)
