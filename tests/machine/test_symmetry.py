from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adjudge.machine.branches import conjuncts
from adjudge.machine.engine import Model
from adjudge.machine.explore import explore
from adjudge.machine.model import Always
from adjudge.machine.search import Limits
from adjudge.machine.symmetry import symmetry
from adjudge.machine.verdicts import Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.terms import Term

    Modelled = Callable[..., Model]

DRAWN = """
    [*] --> Open
    Open : Open
    Open : put(a, amount) [balance[a] + amount <= 3] / balance[a] += amount
    Open : lock(a) [not locked[a]] / locked[a] = true
    """
BLOCK = """
    types: {account: [ada, bob, cy], money: 1..2}
    parameters: {a: account, amount: money}
    variables:
      balance: {of: account, type: 0..3, starts: 0}
      locked: {of: account, type: bool, starts: false}
    always:
      ACC-1: all(balance[x] <= 3 for x in account)
    """


def test_states_that_differ_only_in_names_count_once(modelled: Modelled) -> None:
    model = modelled(DRAWN, BLOCK)

    whole, reduced = explore(model), explore(model, reduce=True)

    assert whole.extent.states == 8**3
    assert reduced.extent.states == 120  # ways to choose 3 of 8 with repetition
    assert reduced.extent.alike == ("account",)
    assert reduced.verdicts[0].wording == "exhaustive: 120 states, up to renaming of account"


@pytest.mark.parametrize(
    ("diagram", "block"),
    [
        (DRAWN, BLOCK.replace("all(balance[x] <= 3 for x in account)", "balance[ada] <= 3")),
        (DRAWN.replace("not locked[a]", "a != bob"), BLOCK),
        (
            DRAWN,
            BLOCK.replace("type: 0..3, starts: 0", "type: 0..3, starts: {ada: 1, bob: 0, cy: 0}"),
        ),
        (
            DRAWN,
            BLOCK.replace("variables:", "variables:\n      last: {type: account, starts: ada}"),
        ),
    ],
    ids=["named in a property", "named in a guard", "starts differ", "is a content"],
)
def test_values_that_something_tells_apart_are_not_interchangeable(
    modelled: Modelled, diagram: str, block: str
) -> None:
    assert symmetry(modelled(diagram, block)) is None


def _condition(model: Model) -> Term:
    (demand,) = model.machine.properties
    assert isinstance(demand, Always)
    return demand.condition


def _unguarded(model: Model) -> Model:
    """The bank that lends without end to anybody but oneself."""
    first, *others = model.machine.transitions
    machine = replace(
        model.machine,
        transitions=(replace(first, guard=conjuncts(first.guard)[0]), *others),
        properties=model.machine.properties[:1],
    )
    return Model(machine)


def test_a_run_found_with_symmetry_is_a_real_one_and_as_short(account: Model) -> None:
    model = _unguarded(account)
    (whole,) = explore(model, Limits(states=2_000)).verdicts

    (reduced,) = explore(model, Limits(states=2_000), reduce=True).verdicts

    assert reduced.standing is whole.standing is Standing.BROKEN
    assert whole.run is not None
    assert reduced.run is not None
    assert len(reduced.run.moves) == len(whole.run.moves)
    state = reduced.run.start
    for move in reduced.run.moves:
        assert move.state in [after for _, after in model.react(state, move.call)]
        state = move.state
    assert not model.condition(_condition(model))(state)
