from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.machine import linearize
from adjudge.machine.ground import Call, State
from adjudge.machine.linearize import History, TimedCall, UndecidedError, contradiction, orders
from adjudge.machine.possible import Possible

if TYPE_CHECKING:
    from adjudge.machine.engine import Model

NAMES = ("ada", "bob", "cy")


def transfer(source: str, target: str, amount: int) -> Call:
    return Call("transfer", (source, target, amount))


def at_once(*made: tuple[Call, bool | None]) -> tuple[TimedCall, ...]:
    return tuple(TimedCall(call, accepted, 0, 1) for call, accepted in made)


@pytest.fixture
def possible(account: Model) -> Possible:
    return Possible(account)


def test_two_calls_at_once_are_explained_by_either_order(possible: Possible) -> None:
    calls = at_once((transfer("ada", "bob", 2), True), (transfer("bob", "cy", 3), True))

    found = orders(possible, History(possible.initial, calls))

    assert found == {("Open", 1, 2, 6): (0, 1)}


def test_only_the_order_in_which_the_second_call_has_the_money_explains_it(
    possible: Possible,
) -> None:
    calls = at_once((transfer("bob", "cy", 4), True), (transfer("ada", "bob", 1), True))

    assert list(orders(possible, History(possible.initial, calls)).values()) == [(1, 0)]


def test_a_call_that_ended_before_another_began_comes_first(possible: Possible) -> None:
    late = TimedCall(transfer("ada", "bob", 1), True, begun=3, ended=4)
    early = TimedCall(transfer("bob", "cy", 4), True, begun=1, ended=2)

    assert orders(possible, History(possible.initial, (late, early))) == {}


def test_two_transfers_of_all_the_money_can_not_both_be_accepted(possible: Possible) -> None:
    calls = at_once(
        (transfer("cy", "bob", 1), True),
        (transfer("ada", "bob", 3), True),
        (transfer("ada", "cy", 2), True),
    )
    history = History(possible.initial, calls, {"balance[ada]": -2, "balance[cy]": 4})

    assert orders(possible, history) == {}
    assert contradiction(possible, history) == linearize.Contradiction((1, 2), ())


def test_a_lost_update_is_a_contradiction_of_outcomes_and_what_is_observed(
    possible: Possible,
) -> None:
    calls = at_once((transfer("ada", "bob", 1), True), (transfer("cy", "bob", 1), True))
    seen = {"balance[ada]": 2, "balance[bob]": 4, "balance[cy]": 2}

    found = contradiction(possible, History(possible.initial, calls, seen))

    assert found == linearize.Contradiction((0, 1), ("balance[bob]",))


def test_a_call_without_an_answer_may_have_taken_effect_or_not(possible: Possible) -> None:
    calls = at_once((transfer("ada", "bob", 3), None))

    found = orders(possible, History(possible.initial, calls))

    assert set(found) == {("Open", 3, 3, 3), ("Open", 0, 6, 3)}


def test_a_call_that_the_machine_allows_must_not_be_refused(possible: Possible) -> None:
    calls = at_once((transfer("ada", "bob", 3), False))

    assert orders(possible, History(possible.initial, calls)) == {}


def test_what_is_not_observed_leaves_several_states(possible: Possible) -> None:
    calls = at_once((Call("freeze"), True), (Call("unfreeze"), None))

    found = orders(possible, History(possible.initial, calls, {"balance[ada]": 3}))

    assert {state[0] for state in found} == {"Open", "Frozen"}


def test_a_search_that_grows_too_large_is_given_up(
    possible: Possible, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linearize, "MOST_PAIRS", 3)
    calls = at_once(*[(transfer("ada", "bob", 1), None)] * 6)

    with pytest.raises(UndecidedError, match="6 calls overlap"):
        orders(possible, History(possible.initial, calls))


MOVES = st.builds(transfer, st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 4))
CALLS = MOVES | st.sampled_from([Call("freeze"), Call("unfreeze")])


@st.composite
def timed(draw: st.DrawFn) -> TimedCall:
    begun = draw(st.integers(0, 5))
    ended = draw(st.integers(begun, 6))
    return TimedCall(draw(CALLS), draw(st.sampled_from([True, True, False, None])), begun, ended)


def by_brute_force(possible: Possible, history: History) -> set[State]:
    found: set[State] = set()
    for order in permutations(history.calls):
        if any(b.ended < a.begun for i, a in enumerate(order) for b in order[i + 1 :]):
            continue
        states = set(history.before)
        for made in order:
            after: set[State] = set()
            for state in states:
                results = {new for _, new in possible.model.react(state, made.call)}
                if made.accepted in {True, None}:
                    after |= results
                if made.accepted is None or (made.accepted is False and not results):
                    after.add(state)
            states = after
        found |= states
    return found


@pytest.mark.requirement("MACH-15")
@given(calls=st.lists(timed(), max_size=4))
def test_the_search_agrees_with_trying_every_permutation(
    bank_model: Model, calls: list[TimedCall]
) -> None:
    possible = Possible(bank_model)
    history = History(possible.initial, tuple(calls))

    assert set(orders(possible, history)) == by_brute_force(possible, history)


@given(calls=st.lists(CALLS, max_size=8))
def test_a_sequential_history_is_always_explained_in_its_own_order(
    bank_model: Model, calls: list[Call]
) -> None:
    possible = Possible(bank_model)
    (state,) = possible.initial
    made = []
    for number, call in enumerate(calls):
        after = possible.accepted(state, call)
        made.append(TimedCall(call, bool(after), number, number + 0.5))
        (state,) = after or {state}
    seen = bank_model.layout.show(state)

    found = orders(possible, History(possible.initial, tuple(made), seen))

    assert found == {state: tuple(range(len(calls)))}


@given(calls=st.lists(timed(), max_size=4))
def test_every_member_of_a_contradiction_is_needed(
    bank_model: Model, calls: list[TimedCall]
) -> None:
    possible = Possible(bank_model)
    history = History(possible.initial, tuple(calls), {"balance[ada]": 1})
    if orders(possible, history):
        return
    found = contradiction(possible, history)
    kept = tuple(
        made if n in found.calls else TimedCall(made.call, None, made.begun, made.ended)
        for n, made in enumerate(calls)
    )
    seen = {name: history.observed[name] for name in found.cells}

    assert orders(possible, History(possible.initial, kept, seen)) == {}
    for n in found.calls:
        freed = TimedCall(kept[n].call, None, kept[n].begun, kept[n].ended)
        assert orders(possible, History(possible.initial, (*kept[:n], freed, *kept[n + 1 :]), seen))
