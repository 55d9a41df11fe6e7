from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.checks.model import CaseResult, Outcome
from adjudge.evidence.causes import causes, failures_of
from adjudge.evidence.judge import judge
from adjudge.evidence.model import Standing
from adjudge.spec.model import Level

if TYPE_CHECKING:
    from tests.evidence.conftest import Make

    from adjudge.evidence.model import Judgment


def _violated(
    make: Make, name: str, *cases: CaseResult, level: Level = Level.MUST, system: str = "python"
) -> Judgment:
    check = f"{name}#1"
    standing = Standing(make.check(check), make.evidence(*cases, check=check, system=system))
    requirement = make.requirement(name, level=level)
    return judge(requirement, [standing], system, today=make.today)


@pytest.mark.requirement("JUDGE-15")
def test_failures_with_the_cause_their_check_names_are_one(make: Make) -> None:
    case = make.case(Outcome.FAILED, cause="no route /transfers", actual="404")
    other = make.case(Outcome.FAILED, cause="no route /transfers", actual="405")

    found = causes([_violated(make, "ACC-1", case), _violated(make, "ACC-2", other)])

    assert [cause.requirements for cause in found] == [("ACC-1", "ACC-2")]


@pytest.mark.requirement("JUDGE-15")
def test_what_differs_from_run_to_run_does_not_split_a_cause(make: Make) -> None:
    one = make.case(Outcome.FAILED, actual="timed out after 31 ms on 127.0.0.1:8123 at 0x7f")
    two = make.case(Outcome.FAILED, actual="timed out after 1.5 s  on 127.0.0.1:9001 at 0x80")

    assert len(causes([_violated(make, "ACC-1", one, two)])) == 1


@pytest.mark.requirement("JUDGE-15")
def test_different_answers_are_different_causes(make: Make) -> None:
    cases = (make.case(Outcome.FAILED, actual="200"), make.case(Outcome.FAILED, actual="500"))

    assert len(causes([_violated(make, "ACC-1", *cases)])) == 2


def test_failures_that_say_nothing_stay_apart(make: Make) -> None:
    cases = (make.case(Outcome.FAILED, name="a"), make.case(Outcome.FAILED, name="b"))

    assert len(causes([_violated(make, "ACC-1", *cases)])) == 2


@pytest.mark.requirement("JUDGE-15")
def test_two_systems_never_share_a_cause(make: Make) -> None:
    case = make.case(Outcome.FAILED, cause="same")
    judgments = [_violated(make, "ACC-1", case, system=s) for s in ("python", "node")]

    assert [cause.system for cause in causes(judgments)] == ["python", "node"]


def test_access_granted_ranks_before_a_must_before_many_cases(make: Make) -> None:
    many = [make.case(Outcome.FAILED, cause="many", name=str(n)) for n in range(5)]
    judgments = [
        _violated(make, "A-1", *many, level=Level.SHOULD),
        _violated(make, "A-2", make.case(Outcome.FAILED, cause="must")),
        _violated(
            make, "A-3", make.case(Outcome.FAILED, cause="in", granted=True), level=Level.SHOULD
        ),
        _violated(make, "A-4", *(make.case(Outcome.FAILED, cause="two") for _ in range(2))),
    ]

    assert [cause.key for cause in causes(judgments)] == ["in", "two", "must", "many"]


def test_what_passed_is_stale_or_is_not_violated_is_no_failure(make: Make) -> None:
    mixed = _violated(make, "ACC-1", make.case(), make.case(Outcome.FAILED, cause="x"))
    stale = judge(
        make.requirement(),
        [make.standing(Outcome.FAILED, current=False)],
        "python",
        today=make.today,
    )

    assert [failure.case.cause for failure in failures_of(mixed)] == ["x"]
    assert failures_of(stale) == ()
    assert causes([stale]) == ()
