from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.machine.ground import Call
from adjudge.machine.terms import Cell, Literal, Term, equal
from adjudge.machine.walk import Walk, WalkError, read_call

if TYPE_CHECKING:
    from adjudge.machine.engine import Model


@pytest.fixture
def walk(account: Model) -> Walk:
    return Walk(account)


def _transfer(source: str, target: str, amount: int) -> Call:
    return Call("transfer", (source, target, amount))


def _holds(account: str, amount: int) -> Term:
    return equal(Cell("balance", (Literal(account),)), Literal(amount))


def test_a_call_leads_on_and_can_be_taken_back(walk: Walk) -> None:
    start = walk.state

    walk.take(_transfer("ada", "bob", 2))
    assert walk.state != start
    walk.back()

    assert walk.state == start
    assert walk.calls == []


def test_nothing_can_be_taken_back_at_the_beginning(walk: Walk) -> None:
    with pytest.raises(WalkError, match="nothing to take back"):
        walk.back()


def test_reset_leads_to_the_beginning(walk: Walk) -> None:
    start = walk.state
    walk.take(Call("freeze"))
    walk.take(Call("unfreeze"))

    walk.reset()

    assert (walk.state, walk.calls, len(walk.states)) == (start, [], 1)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (_transfer("ada", "bob", 4), "balance[src] >= amount does not hold (3 >= 4)"),
        (_transfer("ada", "ada", 1), "src != dst does not hold (ada != ada)"),
        (Call("unfreeze"), "it is possible only in Frozen"),
    ],
)
def test_a_refused_call_says_which_condition_refuses_it(
    walk: Walk, call: Call, reason: str
) -> None:
    assert walk.reasons(call) == [reason]
    with pytest.raises(WalkError, match="is refused here"):
        walk.take(call)


def test_a_possible_call_has_no_reasons_against_it(walk: Walk) -> None:
    assert walk.reasons(_transfer("ada", "bob", 3)) == []


def test_the_options_are_the_calls_that_the_machine_allows(walk: Walk) -> None:
    options = walk.options()

    assert len(options) == 19
    assert all(option.changes for option in options)
    assert {walk.model.react(walk.state, o.call)[0][1] for o in options} == {
        after for option in options for after in option.after
    }


def test_the_path_to_a_condition_is_the_shortest(walk: Walk) -> None:
    assert walk.path_to(_holds("ada", 3)) == []
    assert len(walk.path_to(_holds("cy", 9))) == 2


def test_what_can_not_be_reached_is_said_so(walk: Walk) -> None:
    with pytest.raises(WalkError, match="no sequence of calls"):
        walk.path_to(_holds("cy", 10))


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("transfer(ada, bob, 2)", _transfer("ada", "bob", 2)),
        ("transfer( ada,bob ,-2 )", _transfer("ada", "bob", -2)),
        ("freeze()", Call("freeze")),
        (" freeze ", Call("freeze")),
    ],
)
def test_a_call_is_read_as_it_is_typed(account: Model, text: str, call: Call) -> None:
    assert read_call(text, account) == call


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("frieze()", "there is no event “frieze”; there are transfer, freeze, unfreeze"),
        ("transfer(ada, bob)", "write transfer(src, dst, amount), with a value for each"),
        ("transfer(ada, dan, 1)", "dst is one of ada, bob, cy, not dan"),
        ("transfer(ada, bob, one)", "amount is a whole number, not one"),
    ],
)
def test_a_call_that_can_not_be_read_says_what_fits(
    account: Model, text: str, message: str
) -> None:
    with pytest.raises(WalkError) as caught:
        read_call(text, account)

    assert caught.value.message == message
