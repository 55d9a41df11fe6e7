from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.machine.smt import prove

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.model import Machine

BLOCK = """
    types:      {money: 1..50}
    parameters: {amount: money}
    variables:
      fee:     {type: int, starts: 0}
      balance: {type: int, starts: 0}
      open:    {type: bool, starts: true}
"""


def _found(machine: Machine) -> dict[str, str]:
    return {each.code: each.message for each in prove(machine).findings}


def _fees(first: str, second: str) -> str:
    return f"""
        [*] --> On
        On : On
        On : pay(amount) [{first}] / fee = 1
        On : pay(amount) [{second}] / fee = 2
    """


@pytest.mark.requirement("MACH-8")
@pytest.mark.parametrize(
    ("first", "second", "question", "example"),
    [
        ("amount < 10", "amount > 10", "exactly amount == 10", "pay(10)"),
        ("amount > 10", "10 > amount", "exactly amount == 10", "pay(10)"),
        ("amount < balance", "amount > balance", "exactly amount == balance", "pay("),
        ("open and amount < 10", "amount > 10", "exactly amount == 10", "pay(10)"),
        (
            "amount <= 10",
            "amount >= 12",
            "what is neither amount <= 10 nor amount >= 12",
            "pay(11)",
        ),
    ],
)
def test_guards_that_split_a_quantity_and_leave_something_out_are_a_question(
    machine: Callable[[str, str], Machine], first: str, second: str, question: str, example: str
) -> None:
    found = _found(machine(_fees(first, second), BLOCK))

    assert list(found) == ["ADJ580"]
    assert found["ADJ580"].startswith(f"what happens at {question}, as in {example}")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("amount < 10", "amount >= 10"),
        ("amount < 10", "amount > 9"),
        ("amount < 10", "balance > 10 and amount >= 10"),
        ("amount < 10 and amount != 5", "amount == 5"),
        ("amount != 10 and amount < 10", "amount != 10 and amount > 10"),
        ("amount < 10 and open", "amount > 10 and not open"),
        ("amount <= 10", "amount >= 11"),
    ],
)
def test_guards_that_leave_nothing_out_or_do_so_on_purpose_are_no_question(
    machine: Callable[[str, str], Machine], first: str, second: str
) -> None:
    assert _found(machine(_fees(first, second), BLOCK)) == {}


def test_a_third_line_may_take_the_boundary(machine: Callable[[str, str], Machine]) -> None:
    diagram = _fees("amount < 10", "amount > 10") + "    On : pay(amount) [amount == 10]\n"

    assert _found(machine(diagram, BLOCK)) == {}


def test_guards_that_overlap_for_large_amounts_are_found(
    machine: Callable[[str, str], Machine],
) -> None:
    found = _found(machine(_fees("amount < 1000", "amount >= 999"), BLOCK))

    assert list(found) == ["ADJ581"]
    assert found["ADJ581"].startswith("pay(999) at [")
    assert "“pay(amount) [amount < 1000] / fee = 1” (spec/a.md:12:" in found["ADJ581"]


def test_lines_that_overlap_with_the_same_result_are_no_question(
    machine: Callable[[str, str], Machine],
) -> None:
    same = _fees("amount < 1000", "amount >= 999").replace("fee = 2", "fee = 1")

    assert _found(machine(same, BLOCK)) == {}


def test_an_overlap_that_the_proved_conditions_exclude_is_no_question(
    machine: Callable[[str, str], Machine],
) -> None:
    never_open = BLOCK + "    always: {FEE-1: open}\n"

    assert _found(machine(_fees("open", "not open"), never_open)) == {
        "ADJ582": "this line is never taken: its guard can't hold in On, whatever the values",
        "ADJ583": "the guard of this line always holds in On, whatever the values",
    }


def test_what_waits_or_happens_inside_may_be_open(machine: Callable[[str, str], Machine]) -> None:
    guarded = """
        [*] --> On
        On : On
        On : pay(amount) [amount < 10 or amount > 20] / fee = 1
    """

    assert _found(machine(guarded, BLOCK)) == {}


def test_a_condition_that_holds_in_every_state_there_could_be_cannot_fail(
    machine: Callable[[str, str], Machine],
) -> None:
    idle = BLOCK + "    always: {FEE-1: fee < 5 or fee > 3}\n"

    result = prove(machine(_fees("amount < 10", "amount >= 10"), idle))

    (finding,) = result.findings
    assert (finding.code, finding.requirement) == ("ADJ584", "FEE-1")
    assert finding.message == (
        "the condition of FEE-1 can't fail: `fee < 5 or fee > 3` holds whatever the values are"
    )


def test_a_condition_that_some_step_breaks_is_told_with_the_step(
    machine: Callable[[str, str], Machine],
) -> None:
    broken = BLOCK + "    always: {FEE-1: fee != 2}\n"

    (finding,) = prove(machine(_fees("amount < 10", "amount >= 10"), broken)).findings

    assert finding.code == "ADJ585"
    assert finding.message.startswith("FEE-1 is not proved for all values: pay(10) at [")
    assert finding.message.endswith(" leads to [fee = 2], if that start can be reached at all")
