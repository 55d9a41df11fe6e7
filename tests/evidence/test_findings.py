from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.model import CaseResult, Outcome
from adjudge.codes import evidence as codes
from adjudge.evidence.findings import findings_of
from adjudge.evidence.judge import judge
from adjudge.evidence.model import Standing
from adjudge.findings import Location

if TYPE_CHECKING:
    from tests.evidence.conftest import Make

    from adjudge.codes.model import Code
    from adjudge.findings import Finding


def _findings(
    make: Make, standings: list[Standing], systems: tuple[str, ...] = ("python",), **fields: Any
) -> tuple[Finding, ...]:
    requirement = make.requirement(**fields)
    judgments = [judge(requirement, standings, s, today=make.today) for s in systems]
    return findings_of(judgments, today=make.today)


def _standing(make: Make, case: CaseResult) -> Standing:
    return Standing(make.check(), make.evidence(case))


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("flaky: failed 2 of 3 runs", codes.FLAKY),
        ("masked by POST /login", codes.MASKED),
        ("cut short", codes.INCONCLUSIVE),
    ],
)
def test_an_inconclusive_requirement_says_of_what_sort(make: Make, reason: str, code: Code) -> None:
    case = make.case(Outcome.INCONCLUSIVE, reason=reason)

    (found,) = _findings(make, [_standing(make, case)])

    assert found.code == code.id
    assert reason in found.message


def test_a_violation_shows_expected_and_actual_at_its_worst_case(make: Make) -> None:
    cases = (
        make.case(Outcome.FAILED, expected="409", actual="500"),
        make.case(
            Outcome.FAILED,
            expected="403",
            actual="200",
            granted=True,
            location=Location("spec/bank.md", 31, 1),
        ),
    )

    (found,) = _findings(make, [Standing(make.check(), make.evidence(*cases))])

    assert found.code == codes.VIOLATED.id
    assert (found.expected, found.actual) == ("403", "200")
    assert found.location.line == 31
    assert found.requirement == "ACC-1"
    assert found.message.startswith("ACC-1 (python) is violated: ")


def test_a_requirement_without_a_check_is_told_from_one_whose_check_did_not_run(
    make: Make,
) -> None:
    (bare,) = _findings(make, [])
    (idle,) = _findings(make, [make.standing(Outcome.NOT_RUN)])
    (unseen,) = _findings(make, [], checks=(make.check(),))

    assert [f.code for f in (bare, idle, unseen)] == [
        codes.NO_CHECK.id,
        codes.NOT_RUN.id,
        codes.NOT_RUN.id,
    ]


def _idle(make: Make, check: str, reason: str) -> Standing:
    case = make.case(Outcome.NOT_RUN, reason=reason)
    return Standing(make.check(check), make.evidence(case, check=check, reason=reason))


def test_a_kind_that_nothing_executes_has_a_next_step_of_its_own(make: Make) -> None:
    (found,) = _findings(make, [_idle(make, "ACC-1#1", "nothing executes `scenario` checks yet")])

    assert found.code == codes.KIND_UNEXECUTED.id


def test_what_can_be_mended_at_once_is_told_before_what_nothing_executes(make: Make) -> None:
    standings = [
        _idle(make, "ACC-1#1", "nothing executes `scenario` checks yet"),
        _idle(make, "ACC-1#2", "no test has this name"),
    ]

    (found,) = _findings(make, standings)

    assert found.code == codes.NOT_RUN.id
    assert "no test has this name" in found.message


def test_stale_evidence_is_a_finding(make: Make) -> None:
    (found,) = _findings(make, [make.standing(Outcome.PASSED, current=False, changed=("it",))])

    assert found.code == codes.STALE.id


def test_a_waiver_in_force_is_shown_an_ended_one_is_a_finding_a_needless_one_a_note(
    make: Make,
) -> None:
    ended = make.waiver(make.today - timedelta(days=1))
    failed, passed = [make.standing(Outcome.FAILED)], [make.standing(Outcome.PASSED)]

    (shown,) = _findings(make, failed, waivers=(make.waiver(),))
    violated, expired = _findings(make, failed, waivers=(ended,))
    (needless,) = _findings(make, passed, waivers=(make.waiver(),))

    assert shown.code == codes.WAIVED.id
    assert "violated, waived by ada until 2026-03-01" in shown.message
    assert (violated.code, expired.code) == (codes.VIOLATED.id, codes.WAIVER_EXPIRED.id)
    assert needless.code == codes.WAIVER_NEEDLESS.id


def test_an_ended_waiver_is_found_once_for_all_systems(make: Make) -> None:
    ended = make.waiver(make.today - timedelta(days=1))

    found = _findings(make, [make.standing(Outcome.PASSED)], ("python", "node"), waivers=(ended,))

    assert [f.code for f in found] == [codes.WAIVER_EXPIRED.id]


def test_a_satisfied_requirement_yields_nothing(make: Make) -> None:
    assert _findings(make, [make.standing(Outcome.PASSED)]) == ()
