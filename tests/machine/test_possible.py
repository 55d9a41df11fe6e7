from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adjudge.machine import possible as possible_module
from adjudge.machine.engine import Model
from adjudge.machine.ground import Call
from adjudge.machine.model import EventKind
from adjudge.machine.possible import Possible, TooManyStatesError, same

if TYPE_CHECKING:
    from adjudge.machine.model import Machine


def freezing_by_itself(machine: Machine) -> Machine:
    events = tuple(
        replace(event, kind=EventKind.INTERNAL) if event.name == "freeze" else event
        for event in machine.events
    )
    return replace(machine, events=events)


def test_what_a_machine_may_do_by_itself_is_always_possible(bank_model: Model) -> None:
    possible = Possible(Model(freezing_by_itself(bank_model.machine)))

    assert possible.initial == {("Open", 3, 3, 3), ("Frozen", 3, 3, 3)}


def test_what_was_observed_leaves_only_the_states_that_hold_it(bank_model: Model) -> None:
    possible = Possible(Model(freezing_by_itself(bank_model.machine)))

    assert possible.agreeing(possible.initial, {"state": "Open"}) == {("Open", 3, 3, 3)}
    assert possible.agreeing(possible.initial, {"balance[cy]": 4}) == frozenset()


def test_observing_what_the_machine_does_not_have_is_a_mistake_of_the_caller(
    bank_model: Model,
) -> None:
    possible = Possible(bank_model)

    with pytest.raises(KeyError):
        possible.agreeing(possible.initial, {"balance[eve]": 4})


def test_more_states_than_can_be_followed_are_an_error_with_a_next_step(
    bank_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(possible_module, "MOST_STATES", 1)
    possible = Possible(Model(freezing_by_itself(bank_model.machine)))

    with pytest.raises(TooManyStatesError) as caught:
        _ = possible.initial
    assert "observe more" in caught.value.next_step


def test_a_call_is_refused_where_no_step_is_enabled(bank_model: Model) -> None:
    possible = Possible(bank_model)
    (state,) = possible.initial

    assert possible.refuses(state, Call("unfreeze"))
    assert possible.accepted(state, Call("freeze")) == {("Frozen", 3, 3, 3)}


def test_a_truth_is_never_a_number() -> None:
    assert not same(1, True)
    assert same(True, True)
    assert same("Open", "Open")
