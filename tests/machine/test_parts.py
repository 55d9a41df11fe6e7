"""Several instances of one machine, and several machines that run together."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from adjudge.codes import machine as codes
from adjudge.machine.model import Always
from adjudge.machine.read import read
from adjudge.machine.show import show
from adjudge.machine.steps import MOST_STEPS
from adjudge.spec.model import Document
from adjudge.spec.project import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.model import Machine
    from adjudge.machine.read import Reading

    Read = Callable[..., Reading]
    Play = Callable[..., list[str]]


def machine_of(found: Reading) -> Machine:
    assert found.machine is not None, [each.explain() for each in found.findings]
    return found.machine


ACCOUNTS = (
    """
    [*] --> Open
    Open : Open
    Open : pay(amount) [balance >= amount] / balance -= amount, total -= amount
    Open --> Frozen : freeze()
    Frozen --> Open : unfreeze()
    """,
    """
    types: {account: [ada, bob], money: 1..3}
    parameters: {amount: money}
    variables:
      balance: {of: account, type: int, starts: 3}
      total: {type: int, starts: 6}
    for each: {a: account}
    always:
      ACC-1: all(implies(state[a] == Frozen, balance[a] >= 0) for a in account)
    """,
)


def test_each_instance_has_a_state_and_an_index_of_its_own(reading: Read, play: Play) -> None:
    found = reading(*ACCOUNTS)

    told = play(found, "pay(ada, 2)", "freeze(ada)", "pay(ada, 1)", "pay(bob, 3)")
    assert told == [
        "state[ada]=Open state[bob]=Open balance[ada]=1 balance[bob]=3 total=4",
        "state[ada]=Frozen state[bob]=Open balance[ada]=1 balance[bob]=3 total=4",
        "refused",
        "state[ada]=Frozen state[bob]=Open balance[ada]=1 balance[bob]=0 total=1",
    ]


def test_events_and_conditions_name_the_instance(reading: Read) -> None:
    machine = machine_of(reading(*ACCOUNTS))

    assert machine.parameters == {"amount": "money", "a": "account"}
    assert machine.event("freeze").parameters == ("a",)
    assert machine.event("pay").parameters == ("a", "amount")
    assert show(machine.transitions[0].where) == "state[a] == Open"
    (always,) = machine.properties
    assert isinstance(always, Always)
    shown = "all(implies(state[b] == Frozen, balance[b] >= 0) for b in account)"
    assert show(always.condition).replace("[a]", "[b]").replace("for a", "for b") == shown


DOORS = """
    # Doors

    ## LIFT-1: The lift moves with closed doors

    The lift MUST NOT move while a door is open.

    ```mermaid
    stateDiagram-v2
        [*] --> Still
        Still --> Moving : start()
        Moving --> Still : stop()
    ```

    ```yaml machine Lift
    together with: [Door]
    never: {LIFT-1: state == Moving and Door_state == Open}
    ```

    ## LIFT-2: The door closes before the lift starts

    The door MUST be closed when the lift starts.

    ```mermaid
    stateDiagram-v2
        [*] --> Closed
        Closed : Closed
        Closed : start() [not blocked]
        Closed --> Open : open() / opened += 1
        Open --> Closed : close()
    ```

    ```yaml machine Door
    variables: {blocked: {type: bool, starts: false}, opened: {type: int, starts: 0}}
    always: {LIFT-2: opened >= 0}
    ```
    """


def read_document(text: str) -> dict[str, Reading]:
    document = parse("spec/lift.md", dedent(text).encode())
    assert isinstance(document, Document)
    checks = [check for each in document.requirements for check in each.checks]
    return {check.name: read(check) for check in checks}


def test_machines_that_run_together_share_their_events(play: Play) -> None:
    found = read_document(DOORS)["Lift"]

    assert play(found, "open()", "start()", "close()", "start()", "open()", show="state Door") == [
        "Still Door_state=Open",
        "refused",
        "Still Door_state=Closed",
        "Moving Door_state=Closed",
        "Moving Door_state=Open",
    ]


def test_a_machine_that_runs_together_with_others_keeps_its_own_properties() -> None:
    machine = machine_of(read_document(DOORS)["Lift"])

    (never,) = machine.properties
    assert isinstance(never, Always)
    assert never.requirement == "LIFT-1"
    assert show(never.condition) == "not (state == Moving and Door_state == Open)"
    assert [variable.name for variable in machine.variables] == [
        "state",
        "Door_state",
        "blocked",
        "opened",
    ]
    assert [len(diagram.nodes) for diagram in machine.diagrams] == [2, 2]
    start = next(each for each in machine.transitions if each.event == "start")
    assert (start.source, start.target) == ("Still & Closed", "Moving & Closed")


def test_the_other_machine_still_stands_for_itself() -> None:
    machine = machine_of(read_document(DOORS)["Door"])

    assert [variable.name for variable in machine.variables] == ["state", "blocked", "opened"]


def test_an_error_in_the_other_machine_is_told_where_it_stands() -> None:
    found = read_document(DOORS.replace("[not blocked]", "[not bolted]"))["Lift"]

    assert [(each.code, each.location.line) for each in found.findings] == [
        (codes.MACHINE_UNKNOWN.id, 28)
    ]


def test_a_companion_that_does_not_exist_is_an_error() -> None:
    found = read_document(DOORS.replace("[Door]", "[Dor]"))["Lift"]

    assert codes.MACHINE_UNKNOWN.id in [each.code for each in found.findings]
    assert any('did you mean "Door"?' in each.message for each in found.findings)


def test_two_machines_with_one_variable_are_an_error() -> None:
    text = DOORS.replace(
        "together with: [Door]",
        "together with: [Door]\n    variables: {opened: {type: int, starts: 0}}",
    )

    assert codes.MACHINE_NAME.id in [each.code for each in read_document(text)["Lift"].findings]


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ("for each: {a: acount}\ntypes: {account: [ada]}", codes.MACHINE_UNKNOWN),
        ("for each: account", codes.MACHINE_VALUE),
        ("for each: {a: account}\ntypes: {account: [a, b]}", codes.MACHINE_NAME),
    ],
)
def test_instances_need_a_type_and_a_free_name(reading: Read, block: str, code: object) -> None:
    found = reading("[*] --> Open\nOpen --> Shut : shut()", block)

    assert [each.code for each in found.findings] == [getattr(code, "id", "")]


def test_time_is_not_counted_for_each_instance(reading: Read) -> None:
    block = "clock: 1 min\nfor each: {a: account}\ntypes: {account: [ada, bob]}"
    found = reading("[*] --> Open\nOpen --> Shut : after(1 min)", block)

    assert [each.code for each in found.findings] == [codes.LABEL_SYNTAX.id]


def test_more_common_ways_than_can_be_written_out_are_an_error(reading: Read) -> None:
    region = "\n".join(["[*] --> A{0}"] + [f"A{{0}} --> B{{0}} : go() [x > {n}]" for n in range(9)])
    regions = "\n--\n".join(region.replace("{0}", str(number)) for number in range(4))
    found = reading(
        f"[*] --> On\nstate On {{\n{regions}\n}}", "variables: {x: {type: int, starts: 0}}"
    )

    assert MOST_STEPS < 9**4
    assert [each.code for each in found.findings] == [codes.MACHINE_SIZE.id]


LISTED = """
    ## LIFT-1: T

    It MUST.

    - An item

      ```mermaid
      stateDiagram-v2
          [*] --> A
          A --> B : go() [x > 1]
      ```

      ```yaml machine M
      always: {LIFT-1: y > 2}
      ```
    """


def test_columns_are_those_of_the_document_inside_a_list_too() -> None:
    found = read_document(LISTED)["M"]

    assert [(each.location.line, each.location.column) for each in found.findings] == [
        (11, 23),
        (15, 20),
    ]


@pytest.mark.parametrize(
    ("diagram", "code"),
    [
        (
            "\n".join(f"S{n} --> S{n + 1} : after(1 min)" for n in range(17)),
            codes.MACHINE_SIZE,
        ),
        (
            "S0 --> c0 : go()\nstate c9 <<choice>>\nc9 --> S0\n"
            + "\n".join(
                f"state c{n} <<choice>>\nc{n} --> c{n + 1} : [x > {n}]\nc{n} --> c{n + 1} : [else]"
                for n in range(9)
            ),
            codes.MACHINE_SIZE,
        ),
        (
            "S0 --> T0 : go()\n"
            + "".join(f"state T{n} {{\n[*] --> T{n + 1}\n" for n in range(13))
            + "}\n" * 13,
            codes.DIAGRAM_LINE,
        ),
    ],
    ids=["timers", "choices", "levels"],
)
def test_what_is_too_large_to_write_out_is_an_error(
    reading: Read, diagram: str, code: object
) -> None:
    block = "clock: 1 min\nvariables: {x: {type: int, starts: 0}}"
    found = reading(f"[*] --> S0\n{diagram}", block)

    assert [each.code for each in found.findings][:1] == [getattr(code, "id", "")]
