from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.model import Fault, Outcome
from adjudge.evidence.currency import settled, stand
from adjudge.evidence.model import Digests, Standing
from adjudge.findings import Location

if TYPE_CHECKING:
    from tests.evidence.conftest import Make

NOW = Digests("r", "c", "b", "s", "t")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("requirement", "the requirement's text"),
        ("check", "the check"),
        ("binding", "the configuration of system python"),
        ("system", "the system's tree"),
        ("tools", "hurl 6.0 → 6.1"),
    ],
)
def test_a_changed_input_is_named_in_words(make: Make, part: str, words: str) -> None:
    evidence = make.evidence(make.case(), digests=NOW, tools={"hurl": "6.0"})

    standing = stand(make.check(), evidence, replace(NOW, **{part: "x"}), {"hurl": "6.1"})

    assert not standing.current
    assert standing.changed == (words,)


def test_a_tool_that_came_or_went_is_named(make: Make) -> None:
    evidence = make.evidence(make.case(), digests=NOW, tools={"curl": "8"})

    standing = stand(make.check(), evidence, replace(NOW, tools="x"), {"hurl": "6.1"})

    assert standing.changed == ("curl 8 → absent, hurl absent → 6.1",)


def test_unchanged_inputs_keep_evidence_current(make: Make) -> None:
    standing = stand(make.check(), make.evidence(make.case(), digests=NOW), NOW, {})

    assert standing.current
    assert standing.changed == ()
    assert settled(standing)


def test_a_check_without_evidence_stands_alone(make: Make) -> None:
    assert stand(make.check(), None, NOW, {}) == Standing(make.check())


def test_the_cases_follow_a_check_that_moved(make: Make) -> None:
    fixture = Location("spec/rows.csv", 3, 1)
    cases = (make.case(location=Location("spec/bank.md", 12, 1)), make.case(location=fixture))
    evidence = make.evidence(*cases, digests=NOW, location=Location("spec/bank.md", 10, 1))
    moved = make.check(location=Location("spec/money.md", 40, 1))

    standing = stand(moved, evidence, NOW, {})

    assert standing.evidence is not None
    places = [case.location for case in standing.evidence.cases]
    assert places == [Location("spec/money.md", 42, 1), fixture]


@pytest.mark.parametrize(
    ("outcomes", "current", "expected"),
    [
        ((Outcome.PASSED,), True, True),
        ((Outcome.FAILED,), True, True),
        ((Outcome.INCONCLUSIVE,), True, False),
        ((Outcome.PASSED,), False, False),
        ((Outcome.NOT_RUN,), True, False),
        ((), True, False),
    ],
)
def test_only_current_evidence_that_decides_something_spares_a_run(
    make: Make,
    outcomes: tuple[Outcome, ...],
    current: bool,  # noqa: FBT001 - a column of the table
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert settled(make.standing(*outcomes, current=current)) is expected


@pytest.mark.requirement("EVIDENCE-8")
def test_a_failure_that_is_not_the_systems_fault_is_tried_again(make: Make) -> None:
    case = make.case(Outcome.FAILED, fault=Fault.BINDING)
    standing = Standing(make.check(), make.evidence(case), current=True)

    assert not settled(standing)
