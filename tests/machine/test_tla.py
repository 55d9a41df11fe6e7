from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adjudge.errors import AdjudgeError
from adjudge.findings import Location
from adjudge.machine.model import INTEGER, AlwaysAfter, LeadsTo, Type, Variable
from adjudge.machine.terms import TRUE, Cell, Literal, Named, Operation, Operator, equal
from adjudge.machine.tla import export

if TYPE_CHECKING:
    from adjudge.machine.engine import Model
    from adjudge.machine.model import Machine
    from adjudge.machine.terms import Value

HERE = Location("machine.md", 1, 1)
ACCOUNT = r"""---- MODULE Account ----
EXTENDS Integers

Type_account == {"ada", "bob", "cy"}
Type_money == 1..3
Type_state == {"Open", "Frozen"}

VARIABLES state, balance
vars == <<state, balance>>

Init ==
  /\ state = "Open"
  /\ balance = [i1 \in Type_account |-> 3]

\* transfer(src, dst, amount) […]
transfer ==
  \E src \in Type_account, dst \in Type_account, amount \in Type_money :
    /\ state = "Open"
    /\ src # dst
    /\ balance[src] >= amount
    /\ balance' = [balance EXCEPT ![src] = balance[src] - amount, ![dst] = balance[dst] + amount]
    /\ UNCHANGED <<state>>

\* freeze()
freeze ==
    /\ state = "Open"
    /\ state' = "Frozen"
    /\ UNCHANGED <<balance>>

\* unfreeze()
unfreeze ==
    /\ state = "Frozen"
    /\ state' = "Open"
    /\ UNCHANGED <<balance>>

Next ==
  \/ transfer
  \/ freeze
  \/ unfreeze

Spec == Init /\ [][Next]_vars

Bound == TRUE

ACC_1 ==
  \A a \in Type_account : (balance[a] >= 0)

ACC_2 ==
  (balance["ada"] + balance["bob"] + balance["cy"]) = 9
========================
"""


def _starting(machine: Machine, starts: dict[tuple[Value, ...], tuple[Value, ...]]) -> str:
    """Export a machine whose balances start like this, and return the line that says so."""
    state, balance = machine.variables
    changed = replace(machine, variables=(state, replace(balance, starts=starts)))
    lines = export(changed).text.splitlines()
    return next(line.strip() for line in lines if line.startswith("  /\\ balance "))


def test_a_machine_is_a_module_that_people_can_read(account: Model) -> None:
    module = export(account.machine)

    assert module.text == ACCOUNT
    assert module.configuration == "SPECIFICATION Spec\nINVARIANT ACC_1\nINVARIANT ACC_2\n"
    assert [each.requirement for each in module.invariants.values()] == ["ACC-1", "ACC-2"]


def test_the_bound_of_the_search_is_a_constraint(account: Model) -> None:
    bound = Operation(Operator.AT_MOST, (Cell("balance", (Literal("ada"),)), Literal(9)))

    module = export(replace(account.machine, bound=bound))

    assert 'Bound == balance["ada"] <= 9' in module.text
    assert "CONSTRAINT Bound\n" in module.configuration


def test_a_final_state_may_stay_for_good(account: Model) -> None:
    module = export(replace(account.machine, final=equal(Cell("state"), Literal("Frozen"))))

    assert 'Finished ==\n  /\\ state = "Frozen"\n  /\\ UNCHANGED vars\n' in module.text
    assert "  \\/ Finished\n" in module.text


def test_a_demand_on_steps_is_made_of_every_step_that_is_possible(account: Model) -> None:
    cell = Cell("balance", (Named("src"),))
    less = Operation(Operator.LESS, (replace(cell, after=True), cell))
    demand = AlwaysAfter("ACC-3", "transfer", less, "", HERE)

    module = export(replace(account.machine, properties=(demand,)))

    assert module.invariants == {"ACC_3_transfer": demand}
    assert module.text.endswith(
        "\nACC_3_transfer ==\n"
        "  \\A src \\in Type_account, dst \\in Type_account, amount \\in Type_money :\n"
        '    /\\ ((state = "Open") /\\ ((src # dst) /\\ (balance[src] >= amount))) =>'
        " ([balance EXCEPT ![src] = balance[src] - amount, ![dst] = balance[dst] + amount][src]"
        " < balance[src])\n"
        "========================\n"
    )


def test_what_leads_to_something_is_told_to_be_left_out(account: Model) -> None:
    leads = LeadsTo("ACC-4", TRUE, TRUE, "from: a\nto: b", HERE, steps=3)

    module = export(replace(account.machine, properties=(leads,)))

    assert module.left_out == (leads,)
    assert "\\* ACC-4 is not checked here: from: a to: b\n" in module.text
    assert module.configuration == "SPECIFICATION Spec\n"


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        (
            {("ada",): (1,), ("bob",): (2,), ("cy",): (2,)},
            '/\\ balance = [i1 \\in Type_account |-> IF i1 = "ada" THEN 1 ELSE IF i1 = "bob" THEN 2 ELSE 2]',
        ),
        (
            {("ada",): (1, 2), ("bob",): (1, 2), ("cy",): (5, 5)},
            '/\\ balance \\in {f1 \\in [Type_account -> {1, 2} \\union {5}] : f1["ada"] \\in {1, 2} /\\ f1["bob"] \\in {1, 2} /\\ f1["cy"] \\in {5}}',
        ),
        (
            {("ada",): (1, 2), ("bob",): (1, 2), ("cy",): (1, 2)},
            "/\\ balance \\in [Type_account -> {1, 2}]",
        ),
    ],
)
def test_variables_start_as_each_index_says(
    account: Model, starts: dict[tuple[Value, ...], tuple[Value, ...]], expected: str
) -> None:
    assert _starting(account.machine, starts) == expected


def test_a_map_over_two_types_is_a_function_of_functions(account: Model) -> None:
    starts: dict[tuple[Value, ...], tuple[Value, ...]] = {
        (name, flag): (-1,) for name in ("ada", "bob", "cy") for flag in (1, 2)
    }
    stock = Variable("stock", INTEGER, starts, HERE, ("account", "flag"))
    types = {**account.machine.types, "flag": Type("flag", range(1, 3), HERE)}
    machine = replace(account.machine, types=types, variables=(*account.machine.variables, stock))

    text = export(machine).text

    assert "stock = [i2 \\in Type_account |-> [i1 \\in Type_flag |-> (-1)]]" in text


def test_variables_keep_to_their_ranges(account: Model) -> None:
    state, balance = account.machine.variables
    machine = replace(account.machine, variables=(state, replace(balance, type="money")))

    module = export(machine)

    assert module.ranges == "Ranges"
    assert (
        "Ranges ==\n  /\\ \\A i0 \\in Type_account : balance[i0] \\in Type_money\n" in module.text
    )
    assert module.configuration.endswith("INVARIANT Ranges\n")


def test_names_that_mean_something_to_tla_or_are_not_ascii_are_spelled_differently(
    account: Model,
) -> None:
    state, balance = account.machine.variables
    odd = (
        replace(state, name="Next"),
        replace(balance, name="größe"),
        Variable("_x", "bool", {(): (True,)}, HERE),
        Variable("transfer", "bool", {(): (False,)}, HERE),
    )
    machine = replace(account.machine, variables=odd, transitions=(), properties=())

    assert "VARIABLES Next_2, gr_uf6__udf_e, n__x, transfer\n" in export(machine).text


def test_a_parameter_without_an_end_of_values_is_refused(account: Model) -> None:
    endless = {**account.machine.parameters, "amount": INTEGER}

    with pytest.raises(AdjudgeError, match="parameter amount of machine Account is any whole"):
        export(replace(account.machine, parameters=endless))
