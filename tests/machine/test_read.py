from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.machine.model import Always, AlwaysAfter, EventKind, LeadsTo
from adjudge.machine.show import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.read import Reading

    Read = Callable[..., Reading]

BANK = (
    """
    direction LR
    [*] --> Open
    Open : Open
    Open : transfer(src, dst, amount) [src != dst and balance[src] >= amount] / balance[src] -= amount, balance[dst] += amount
    Open --> Frozen : freeze()
    %% the office opens accounts again
    Frozen --> Open : unfreeze()
    Frozen --> [*]
    """,
    """
    types:      {account: [ada, bob, cy], money: 1..3}
    parameters: {src: account, dst: account, amount: money}
    variables:  {balance: {of: account, type: int, starts: 3}}
    explore:    all(balance[a] <= 9 for a in account)
    drive:      {money: 1..20}
    always:
      ACC-1: all(balance[a] >= 0 for a in account)
    never:
      ACC-2: balance[ada] > 9
    always after:
      ACC-3: {transfer: "balance'[src] == balance[src] - amount"}
    leads to:
      ACC-4: {from: state == Frozen, to: state == Open, within: 3 steps}
    """,
)


def test_the_bank_becomes_a_machine(reading: Read) -> None:
    found = reading(*BANK)

    assert found.findings == ()
    machine = found.machine
    assert machine is not None
    assert machine.name == "Account"
    assert machine.types["money"].values == range(1, 4)
    assert machine.types["state"].values == ("Open", "Frozen")
    assert machine.drive["money"].values == range(1, 21)
    assert machine.parameters == {"src": "account", "dst": "account", "amount": "money"}
    assert [each.name for each in machine.variables] == ["state", "balance"]
    assert machine.variable("state").control
    assert machine.variable("balance").starts == dict.fromkeys([("ada",), ("bob",), ("cy",)], (3,))
    assert show(machine.final) == "state == Frozen"
    assert show(machine.bound) == "all(balance[a] <= 9 for a in account)"


def test_a_transition_says_where_when_and_what(reading: Read) -> None:
    machine = reading(*BANK).machine

    assert machine is not None
    transfer, freeze, _ = machine.transitions
    assert (transfer.event, transfer.source, transfer.target) == ("transfer", "Open", "Open")
    assert show(transfer.where) == "state == Open"
    assert show(transfer.guard) == "src != dst and balance[src] >= amount"
    assert [(each.variable, show(each.value)) for each in transfer.effects] == [
        ("balance", "balance[src] - amount"),
        ("balance", "balance[dst] + amount"),
    ]
    assert str(transfer.location) == "spec/a.md:13:8"
    assert [(each.variable, show(each.value)) for each in freeze.effects] == [("state", "Frozen")]


def test_properties_keep_their_requirement_and_their_text(reading: Read) -> None:
    machine = reading(*BANK).machine

    assert machine is not None
    always, never, after, leads = machine.properties
    assert isinstance(always, Always)
    assert (always.requirement, always.never) == ("ACC-1", False)
    assert isinstance(never, Always)
    assert (show(never.condition), never.text) == ("not balance[ada] > 9", "balance[ada] > 9")
    assert isinstance(after, AlwaysAfter)
    assert (after.event, show(after.condition)) == (
        "transfer",
        "balance'[src] == balance[src] - amount",
    )
    assert isinstance(leads, LeadsTo)
    assert (leads.steps, leads.time, show(leads.goal)) == (3, None, "state == Open")


def test_a_diagram_keeps_what_is_drawn(reading: Read) -> None:
    machine = reading(*BANK).machine

    assert machine is not None
    (diagram,) = machine.diagrams
    assert diagram.direction == "LR"
    assert [node.name for node in diagram.nodes] == ["Open", "Frozen"]
    arrows = {(each.source, each.target): each.transitions for each in diagram.arrows}
    assert arrows == {
        ("[*]", "Open"): (),
        ("Open", "Open"): (0,),
        ("Open", "Frozen"): (1,),
        ("Frozen", "Open"): (2,),
        ("Frozen", "[*]"): (),
    }


def test_events_are_made_by_callers_by_time_and_by_the_system(reading: Read) -> None:
    machine = reading(
        """
        [*] --> Up
        Up : Up
        Up : wait(d)
        Up : use()
        Up : expire()
        """,
        """
        types: {minutes: [15, 1, 14]}
        parameters: {d: minutes}
        internal: [expire]
        """,
    ).machine

    assert machine is not None
    assert {each.name: each.kind for each in machine.events} == {
        "wait": EventKind.WAIT,
        "use": EventKind.CALL,
        "expire": EventKind.INTERNAL,
    }
    assert machine.types["minutes"].values == (1, 14, 15)
    assert not machine.types["minutes"].enumerated


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("3", {("ada",): (3,), ("bob",): (3,)}),
        ("{ada: 1, bob: 2}", {("ada",): (1,), ("bob",): (2,)}),
        ("{ada: 1, others: 0}", {("ada",): (1,), ("bob",): (0,)}),
        ("{any of: [1, 2]}", {("ada",): (1, 2), ("bob",): (1, 2)}),
        ("{ada: {any of: [1, 2]}, bob: 0}", {("ada",): (1, 2), ("bob",): (0,)}),
    ],
)
def test_starts_are_read(reading: Read, starts: str, expected: dict[object, object]) -> None:
    block = f"""
        types: {{account: [ada, bob]}}
        variables: {{balance: {{of: account, type: int, starts: {starts}}}}}
        """
    found = reading("[*] --> Open\nOpen --> Frozen : freeze()", block)

    assert found.machine is not None, found.findings
    assert found.machine.variable("balance").starts == expected
