from __future__ import annotations

from dataclasses import replace

import pytest

from adjudge.machine.engine import Model
from adjudge.machine.fold import TooLargeError
from adjudge.machine.ground import Call, State
from adjudge.machine.model import Always, Type
from adjudge.machine.python_code import UndefinedError
from adjudge.machine.terms import TRUE, Cell, Literal, Named, Operation, Operator


def _reached(model: Model) -> set[State]:
    seen = set(model.initial)
    fresh = list(seen)
    while fresh:
        for _, after in model.successors(fresh.pop()):
            if after not in seen:
                seen.add(after)
                fresh.append(after)
    return seen


def test_the_states_of_the_bank_are_all_ways_to_share_nine_coins(account: Model) -> None:
    assert len(_reached(account)) == 2 * 55


def test_a_call_without_an_enabled_step_is_refused(account: Model) -> None:
    (start,) = account.initial

    assert account.react(start, Call("transfer", ("ada", "bob", 4))) == []
    assert account.react(start, Call("unfreeze")) == []


def test_effects_read_the_state_before(account: Model) -> None:
    (start,) = account.initial

    ((_, after),) = account.react(start, Call("transfer", ("ada", "bob", 2)))

    assert account.layout.show(after) == {
        "state": "Open",
        "balance[ada]": 1,
        "balance[bob]": 5,
        "balance[cy]": 3,
    }


def test_all_successors_are_what_the_calls_do_one_by_one(account: Model) -> None:
    for state in _reached(account):
        together = [(account.steps[n].call, after) for n, after in account.successors(state)]
        single = [
            (call, after) for call in account.calls for _, after in account.react(state, call)
        ]

        assert sorted(together, key=str) == sorted(single, key=str)


def test_a_condition_is_evaluated_in_a_state(account: Model) -> None:
    (start,) = account.initial

    for each in account.machine.properties:
        assert isinstance(each, Always)
        assert account.condition(each.condition)(start) is True


def test_a_relation_reads_before_and_after(account: Model) -> None:
    (start,) = account.initial
    index = (Literal("ada"),)
    less = Operation(Operator.LESS, (Cell("balance", index, after=True), Cell("balance", index)))
    ((_, after),) = account.react(start, Call("transfer", ("ada", "bob", 1)))

    assert account.relation(less)(start, after) is True
    assert account.relation(less)(start, start) is False


def test_an_effect_that_writes_a_cell_twice_is_a_clash(account: Model) -> None:
    machine = account.machine
    unguarded = replace(machine.transitions[0], guard=TRUE)
    model = Model(replace(machine, transitions=(unguarded,)))

    clashing = {str(model.steps[n].call) for n, holds in model.clashes if holds(model.initial[0])}

    assert "transfer(ada, ada, 1)" in clashing
    assert "transfer(ada, bob, 1)" not in clashing


def test_a_division_by_zero_has_no_value(account: Model) -> None:
    divided = Operation(Operator.DIVIDE, (Literal(1), Literal(0)))

    with pytest.raises(UndefinedError, match="division by zero"):
        account.condition(divided)(account.initial[0])


def test_a_cell_at_an_index_that_the_state_tells_is_found(account: Model) -> None:
    chosen = Cell("balance", (Operation(Operator.IF, (TRUE, Literal("bob"), Literal("ada"))),))

    assert account.condition(chosen)(account.initial[0]) == 3


def test_a_parameter_without_a_value_is_a_mistake_of_the_caller(account: Model) -> None:
    with pytest.raises(TypeError, match="not grounded"):
        account.condition(Named("src"))


def test_a_machine_with_endless_ways_to_start_is_too_large(account: Model) -> None:
    state, balance = account.machine.variables
    wide = replace(balance, starts={index: tuple(range(60)) for index in balance.starts})
    model = Model(replace(account.machine, variables=(state, wide)))

    with pytest.raises(TooLargeError, match="more than 100,000 states"):
        _ = model.initial


def test_a_number_between_those_of_a_type_is_outside_of_it(account: Model) -> None:
    machine = account.machine
    coins = Type("coins", (1, 2, 5, 10), machine.location)
    variables = tuple(
        replace(each, type="coins") if each.name == "balance" else each
        for each in machine.variables
    )
    model = Model(replace(machine, types={**machine.types, "coins": coins}, variables=variables))

    assert model.outside(("Open", 1, 2, 10)) == -1
    assert model.outside(("Open", 1, 3, 10)) == 2
