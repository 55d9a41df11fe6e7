"""Every error names its place in the document; the first line of the diagram's body is line 10."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.codes import machine as codes
from adjudge.findings import Location
from adjudge.machine.read import read
from adjudge.spec.model import Check

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.codes import Code
    from adjudge.machine.read import Reading

    Read = Callable[..., Reading]

BLOCK = """
types: {account: [ada, bob], money: 1..3, colour: [red, green]}
parameters: {src: account, dst: account, amount: money}
variables: {balance: {of: account, type: int, starts: 3}, paint: {type: colour, starts: red}}
"""


@pytest.mark.requirement("MACH-2")
@pytest.mark.requirement("MACH-1")
@pytest.mark.parametrize(
    ("line", "code", "column", "actual"),
    [
        ("A -> B : go()", codes.DIAGRAM_LINE, 1, "A -> B : go()"),
        ("}", codes.DIAGRAM_LINE, 1, "}"),
        ("A --> B : go() / paint = red, paint = green", codes.DOUBLE_WRITE, 31, "paint = green"),
        ("A --> B : go() / paint = red; paint = green", codes.DIAGRAM_LOSS, 29, ";"),
        ("A --> B : go() [paint : red]", codes.DIAGRAM_LOSS, 23, ":"),
        ("A --> B : go() [1<balance[ada]]", codes.DIAGRAM_LOSS, 18, "<balance"),
        ("A --> B : go() [1 &lt; 2]", codes.DIAGRAM_LOSS, 19, "&lt;"),
        ("A --> B : go() %% to B", codes.DIAGRAM_LOSS, 16, "%%"),
        ("A --> B : go() [2*balance[ada]*3 > 1]", codes.DIAGRAM_LOSS, 18, "*balance[ada]*"),
        ("A --> B : go(_x_)", codes.DIAGRAM_LOSS, 14, "_x_"),
        ("note right of A : a;b", codes.DIAGRAM_LOSS, 20, ";"),
        ("A --> Default : go()", codes.DIAGRAM_LOSS, 7, "Default"),
        ("--", codes.DIAGRAM_LOSS, 1, "--"),
        ('state "a $$b$$" as A', codes.DIAGRAM_LOSS, 10, "$$"),
        ("A --> A : go()", codes.DIAGRAM_LOSS, 1, "A --> A"),
        ("A --> in-transit : go()", codes.DIAGRAM_LOSS, 7, "in-transit"),
        ("A --> B[H] : go()", codes.DIAGRAM_LOSS, 7, "B[H]"),
        ("B : go()", codes.DIAGRAM_LOSS, 5, "go()"),
        ("[*] --> B", codes.INITIAL_STATE, 9, "B"),
        ("C --> B : go()", codes.UNDRAWN_WAY, 1, "C"),
        ("A --> B : transfer( [true]", codes.LABEL_SYNTAX, 19, "( [true]"),
        ("A --> B : go() [paint == red", codes.LABEL_SYNTAX, 16, "[paint == red"),
        ("A --> B : go() then stop", codes.LABEL_SYNTAX, 16, "then stop"),
        ("A --> B : [paint == red]", codes.LABEL_SYNTAX, 11, "[paint == red]"),
        ("A --> B : go(3)", codes.LABEL_SYNTAX, 14, "3"),
        ("A --> B", codes.LABEL_SYNTAX, 1, ""),
        ("A --> B : hop(amount)", codes.EVENT_SIGNATURE, 11, "hop(amount)"),
        ("A --> B : go(amuont)", codes.MACHINE_UNKNOWN, 14, "amuont"),
        ("A --> B : go() [blance[ada] > 1]", codes.MACHINE_UNKNOWN, 17, "blance"),
        ("A --> B : go() [balance[ada] == ada]", codes.MACHINE_TYPE, 33, "ada"),
        ("A --> B : go() [balance > 1]", codes.MACHINE_TYPE, 17, "balance"),
        ("A --> B : go() [paint == ada]", codes.MACHINE_TYPE, 26, "ada"),
        ("A --> B : go() [paint]", codes.MACHINE_TYPE, 17, "paint"),
        (
            "A --> B : go() [balance[ada] ** 2 > 1]",
            codes.MACHINE_EXPRESSION,
            17,
            "balance[ada] ** 2",
        ),
        ("A --> B : go() [all(x > 1 for ada in account)]", codes.MACHINE_NAME, 31, "ada"),
        ("A --> B : go(amount) / amount = 2", codes.EFFECT, 24, "amount"),
        ("A --> B : go() / paint", codes.EFFECT, 18, "paint"),
        ("A --> B : go() / state = B", codes.EFFECT, 18, "state"),
    ],
)
def test_an_error_of_a_diagram_says_where_and_what(
    reading: Read, line: str, code: Code, column: int, actual: str
) -> None:
    found = reading(f"[*] --> A\nA --> B : hop()\n{line}", BLOCK)

    assert found.machine is None
    assert [each.code for each in found.findings] == [code.id]
    (finding,) = found.findings
    assert (finding.location.line, finding.location.column) == (12, column)
    assert finding.actual == actual
    assert finding.next_step
    assert finding.requirement == "ACC-1"


@pytest.mark.requirement("MACH-1")
@pytest.mark.parametrize(
    ("block", "code", "line", "column", "actual"),
    [
        ("always aftr: {}", codes.MACHINE_KEY, 30, 1, "always aftr"),
        ("always: {ACC-1: implies(a, b)}", codes.MACHINE_VALUE, 30, 17, "implies(a"),
        ("never: {ACC-1: state in (A, B) and x}", codes.MACHINE_VALUE, 30, 16, "state in (A"),
        ("internal: [hpo]", codes.MACHINE_UNKNOWN, 30, 12, "hpo"),
        ("types: {money: many}", codes.MACHINE_VALUE, 30, 9, "many"),
        ("types: {state: [a, b]}", codes.MACHINE_NAME, 30, 9, "state"),
        ("parameters: {A: 1..2}", codes.MACHINE_NAME, 30, 14, "A"),
        ("parameters: {n: mony}", codes.MACHINE_UNKNOWN, 30, 17, "mony"),
        ("variables: {age: {type: 0..31, starts: 32}}", codes.MACHINE_START, 30, 40, "32"),
        ("always:\n  no debt: state == A", codes.REQUIREMENT_NAME, 31, 3, "no debt"),
        ("always:\n  ACC-1: state == C", codes.MACHINE_UNKNOWN, 31, 19, "C"),
        ("always:\n  ACC-1: >\n    state == C", codes.MACHINE_UNKNOWN, 31, 10, "C"),
        ("always after: {ACC-1: {hpo: true}}", codes.MACHINE_UNKNOWN, 30, 24, "hpo"),
    ],
)
def test_an_error_of_a_block_says_where_and_what(
    reading: Read, block: str, code: Code, line: int, column: int, actual: str
) -> None:
    found = reading("[*] --> A\nA --> B : hop()", block)

    assert found.machine is None
    assert [each.code for each in found.findings] == [code.id]
    (finding,) = found.findings
    assert (finding.location.line, finding.location.column) == (line, column)
    assert finding.actual == actual


def test_a_diagram_without_a_beginning_is_an_error(reading: Read) -> None:
    found = reading("A --> B : hop()")

    assert [each.code for each in found.findings] == [codes.INITIAL_STATE.id]


def test_a_machine_in_which_nothing_happens_is_an_error(reading: Read) -> None:
    found = reading("[*] --> A")

    assert [each.code for each in found.findings] == [codes.NO_MACHINE.id]


def test_a_machine_without_a_diagram_is_an_error() -> None:
    here = Location("spec/a.md", 5)
    found = read(Check("ACC-1#1", "ACC-1", "machine", "clock: 1 s\n", here, here))

    assert [(each.code, str(each.location)) for each in found.findings] == [
        (codes.NO_MACHINE.id, "spec/a.md:4:1")
    ]


@pytest.mark.parametrize("count", [5, 12])
def test_loops_in_loops_are_written_out_a_bounded_number_of_times(
    count: int, reading: Read
) -> None:
    names = [f"n{number}" for number in range(count)]
    condition = " + ".join(names) + " > 1"
    for name in names:
        condition = f"all({condition} for {name} in wide)"
    block = BLOCK.replace("{account:", "{wide: 1..9, account:")

    found = reading("[*] --> A\nA --> B : hop()", f"{block}always: {{ACC-1: {condition}}}")

    assert [each.code for each in found.findings] == [codes.MACHINE_SIZE.id]
    assert "50,000 are the most" in found.findings[0].message
