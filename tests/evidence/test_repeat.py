from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.checks.model import CheckResult, Outcome
from adjudge.evidence.model import Digests
from adjudge.evidence.repeat import questionable, settle, suspect

if TYPE_CHECKING:
    from tests.evidence.conftest import Make

PASS, FAIL, NONE, MAYBE = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_RUN, Outcome.INCONCLUSIVE


def _settled(make: Make, runs: list[list[Outcome]], *, doubted: bool = False) -> CheckResult:
    """Settle on runs whose cases have the given outcomes, with the runs numbered in transcripts."""
    results = [
        CheckResult(
            tuple(make.case(o, name=str(place)) for place, o in enumerate(run)),
            transcript=f"transcript {number}",
            seconds=1.0,
        )
        for number, run in enumerate(runs, start=1)
    ]
    rest = iter(results[1:])
    return settle(results[0], lambda: next(rest), 2, doubted=doubted)


@pytest.mark.requirement("JUDGE-5")
@pytest.mark.parametrize(
    ("runs", "doubted", "expected", "reason"),
    [
        ([[FAIL], [FAIL], [FAIL]], False, FAIL, ""),
        ([[FAIL], [PASS], [FAIL]], False, MAYBE, "flaky: failed 2 of 3 runs"),
        ([[FAIL], [PASS], [PASS]], False, MAYBE, "flaky: failed 1 of 3 runs"),
        ([[FAIL], [NONE], [FAIL]], False, MAYBE, "flaky: failed 2 of 3 runs, not run in 1"),
        ([[FAIL], [], [FAIL]], False, MAYBE, "flaky: failed 2 of 3 runs, not run in 1"),
        ([[PASS], [PASS], [PASS]], True, PASS, ""),
        ([[PASS], [FAIL], [PASS]], True, MAYBE, "flaky: failed 1 of 3 runs"),
    ],
)
def test_only_runs_that_come_out_alike_decide(
    make: Make,
    runs: list[list[Outcome]],
    doubted: bool,  # noqa: FBT001 - a column of the table
    expected: Outcome,
    reason: str,
) -> None:
    result = _settled(make, runs, doubted=doubted)

    assert result.outcome is expected
    assert result.cases[0].reason == reason
    assert result.runs == 3
    assert result.seconds == 3.0


@pytest.mark.parametrize("outcome", [PASS, NONE, MAYBE])
def test_what_did_not_fail_is_not_repeated(make: Make, outcome: Outcome) -> None:
    assert _settled(make, [[outcome]]).runs == 1


def test_a_failure_that_its_kind_has_repeated_itself_is_believed(make: Make) -> None:
    confirmed = CheckResult((make.case(FAIL),), runs=2)

    assert not questionable(confirmed, doubted=False)
    assert questionable(CheckResult((make.case(FAIL),)), doubted=False)


def test_a_steady_failure_beside_a_flaky_case_is_still_a_failure(make: Make) -> None:
    result = _settled(make, [[FAIL, FAIL], [FAIL, PASS], [FAIL, PASS]])

    assert [case.outcome for case in result.cases] == [FAIL, MAYBE]
    assert result.outcome is FAIL


@pytest.mark.requirement("JUDGE-5")
def test_the_transcripts_of_two_differing_runs_are_kept(make: Make) -> None:
    flaky = _settled(make, [[FAIL], [FAIL], [PASS]])
    steady = _settled(make, [[FAIL], [FAIL], [FAIL]])

    assert flaky.transcript == "--- run 1\ntranscript 1\n--- run 3\ntranscript 3"
    assert steady.transcript == "transcript 1"


def test_cases_with_one_name_are_told_apart_by_their_order(make: Make) -> None:
    def run(*outcomes: Outcome) -> CheckResult:
        return CheckResult(tuple(make.case(outcome) for outcome in outcomes))

    result = settle(run(PASS, FAIL), lambda: run(PASS, FAIL), 1)

    assert [case.outcome for case in result.cases] == [PASS, FAIL]


def test_a_case_that_only_a_repetition_has_is_flaky(make: Make) -> None:
    result = _settled(make, [[FAIL], [FAIL, FAIL], [FAIL]])

    assert [case.outcome for case in result.cases] == [FAIL, MAYBE]


def test_without_repetitions_a_failure_stands(make: Make) -> None:
    first = CheckResult((make.case(FAIL),))

    assert settle(first, lambda: first, 0) is first


@pytest.mark.requirement("JUDGE-5")
def test_a_pass_is_doubted_where_the_same_inputs_did_not_pass_before(make: Make) -> None:
    same, other = Digests("r", "c", "b", "s", "t"), Digests("r", "c", "b", "new", "t")

    assert suspect(make.evidence(make.case(FAIL)), same)
    assert suspect(make.evidence(make.case(MAYBE)), same)
    assert not suspect(make.evidence(make.case(FAIL)), other)
    assert not suspect(make.evidence(make.case(PASS)), same)
    assert not suspect(None, same)
