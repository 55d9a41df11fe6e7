from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adjudge.machine.analysis import analyse
from adjudge.machine.model import INTEGER
from adjudge.machine.remarks import findings
from adjudge.machine.search import Limits
from adjudge.machine.terms import TRUE, Cell, Literal, Operation, Operator, Undefined, equal
from adjudge.machine.verdicts import Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.findings import Finding
    from adjudge.machine.engine import Model

    Modelled = Callable[..., Model]

LIMITS = Limits(states=2_000)


def _found(model: Model, code: str) -> list[Finding]:
    return [each for each in findings(analyse(model.machine, LIMITS), "REQ-1") if each.code == code]


COUNTER = """
    [*] --> On
    On : On
    On : up() {0} / n += 1
    On : down() [n > 0] / n -= 1
    """


@pytest.mark.parametrize(
    ("code", "line", "message", "diagram", "block"),
    [
        (
            "ADJ550",
            32,
            "CNT-1 is broken after up(), up(): n < 2 does not hold",
            COUNTER.format("[n < 3]"),
            "variables: {n: {type: 0..3, starts: 0}}\nalways:\n  CNT-1: n < 2",
        ),
        (
            "ADJ550",
            32,
            "CNT-1 is broken at the start: n == 0 holds",
            COUNTER.format("[n < 3]"),
            "variables: {n: {type: 0..3, starts: 0}}\nnever:\n  CNT-1: n == 0",
        ),
        (
            "ADJ551",
            11,
            "after go(), nothing can happen any more",
            "[*] --> A\nA --> B : go()",
            "",
        ),
        (
            "ADJ552",
            12,
            "no calls lead to the state C",
            "[*] --> A\nA --> B : go()\nB --> C : on() [n > 3]\nB --> A : back()\nC --> [*]",
            "variables: {n: {type: 0..3, starts: 0}}",
        ),
        (
            "ADJ553",
            12,
            "this is never possible within the bound of `explore`: reset() [n > 7] / n = 0",
            "[*] --> On\nOn : On\nOn : reset() [n > 7] / n = 0\nOn : up() / n += 1",
            "variables: {n: {type: int, starts: 0}}\nexplore: n <= 3",
        ),
        (
            "ADJ554",
            13,
            (
                "after on(), on(), on() may lead to [state = A, n = 3 by line 12]"
                " or [state = A, n = 0 by line 13]"
            ),
            "[*] --> A\nA : A\nA : on() [n < 3] / n += 1\nA : on() [n > 1] / n = 0",
            "variables: {n: {type: 0..3, starts: 0}}",
        ),
        (
            "ADJ556",
            12,
            "after up(), up(), up(), up(), n is 4, which 0..3 does not have",
            COUNTER.format(""),
            "variables: {n: {type: 0..3, starts: 0}}",
        ),
        (
            "ADJ558",
            29,
            (
                "this machine is not explored completely: exploring stopped after 2,001 states:"
                " more than 2,000 states"
            ),
            COUNTER.format(""),
            "variables: {n: {type: int, starts: 0}}\nalways:\n  CNT-1: n != -7",
        ),
        (
            "ADJ559",
            32,
            "CNT-1 is undecided: nothing to judge: down is never possible",
            COUNTER.format("[n < 0]"),
            "variables: {n: {type: 0..3, starts: 0}}\nalways after:\n  CNT-1: {down: n > 0}",
        ),
        (
            "ADJ560",
            12,
            (
                "without the guard `n != 2` every requirement still holds;"
                " up(), up(), up() would be allowed"
            ),
            COUNTER.format("[n != 2]"),
            "variables: {n: {type: int, starts: 0}}\nexplore: n < 4\nalways:\n  CNT-1: n >= 0",
        ),
        (
            "ADJ561",
            12,
            "the condition `n * n != 2` excludes nothing that could happen",
            COUNTER.format("[n < 3 and n * n != 2]"),
            "variables: {n: {type: 0..3, starts: 0}}\nalways:\n  CNT-1: n >= 0",
        ),
        (
            "ADJ562",
            29,
            "nothing is demanded of machine Account",
            COUNTER.format("[n < 3]"),
            "variables: {n: {type: 0..3, starts: 0}}",
        ),
    ],
)
def test_what_is_wrong_with_a_machine_is_said_where_it_is_written(
    modelled: Modelled, code: str, line: int, message: str, diagram: str, block: str
) -> None:
    (finding,) = _found(modelled(diagram, block), code)

    assert (finding.location.line, finding.message) == (line, message)
    assert finding.requirement in {"REQ-1", "CNT-1"}


def test_two_effects_on_one_cell_are_said_at_their_transition(account: Model) -> None:
    machine = account.machine
    changed = replace(machine, transitions=(replace(machine.transitions[0], guard=TRUE),))

    (finding,) = _found(type(account)(changed), "ADJ555")

    assert finding.message.startswith("after transfer(ada, ada, 1), two effects write one cell")


def test_an_expression_without_a_value_is_said(account: Model) -> None:
    frozen = equal(Cell("state"), Literal("Frozen"))
    condition = Operation(Operator.IF, (frozen, Undefined("nothing there"), TRUE))
    machine = replace(account.machine, bound=condition)

    (finding,) = _found(type(account)(machine), "ADJ557")

    assert finding.message == "after freeze(), nothing there"


def test_a_machine_that_is_too_large_to_write_out_is_undecided(account: Model) -> None:
    machine = replace(
        account.machine, parameters={"src": "account", "dst": "account", "amount": INTEGER}
    )

    analysis = analyse(machine)

    (finding,) = [each for each in findings(analysis, "ACC-1") if each.code == "ADJ558"]
    assert finding.message.startswith("nothing of this machine was explored: a parameter of type")


def test_proofs_and_exploring_are_taken_together(account: Model) -> None:
    analysis = analyse(account.machine)

    assert [(each.standing, each.proved) for each in analysis.verdicts] == [
        (Standing.HOLDS, True),
        (Standing.HOLDS, True),
    ]
    assert analysis.verdicts[0].wording == (
        "proved for all values (for every amount >= 1, whatever balance holds, with the declared"
        " values of account); exhaustive: 24 states, up to renaming of account"
    )
    assert [each.notice for each in analysis.guards] == ["requirement", "machine", "requirement"]


def test_a_proof_decides_where_exploring_had_to_stop(modelled: Modelled) -> None:
    block = "variables: {n: {type: int, starts: 0}}\nalways:\n  CNT-1: n >= 0\n  CNT-2: n != -7"

    first, second = analyse(modelled(COUNTER.format(""), block).machine, LIMITS).verdicts

    assert (first.standing, first.proved) == (Standing.HOLDS, True)
    assert second.standing is Standing.HOLDS


def test_guards_are_removed_only_where_all_holds(modelled: Modelled) -> None:
    block = "variables: {n: {type: 0..3, starts: 0}}\nalways:\n  CNT-1: n < 2"

    assert analyse(modelled(COUNTER.format("[n < 3]"), block).machine).guards == ()
