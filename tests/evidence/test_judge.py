from __future__ import annotations

from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.model import Fault, Outcome
from adjudge.evidence.findings import findings_of
from adjudge.evidence.judge import Showing, judge, outcome_of, showing, waiver_in_force
from adjudge.evidence.model import Evidence, Standing, Verdict
from adjudge.spec.model import Level, Status

if TYPE_CHECKING:
    from tests.evidence.conftest import Make

    from adjudge.spec.model import Requirement

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "judgment.md"
SHOWN = (
    Showing.FAILURE,
    Showing.NOTHING,
    Showing.OUTDATED,
    Showing.UNDECIDED,
    Showing.PASS,
)


def _table(name: str) -> list[list[str]]:
    """The rows of the page's table after the comment that names it."""
    text = PAGE.read_text(encoding="utf-8").partition(f"<!-- table: {name} -->\n\n")[2]
    rows = [line for line in text.partition("\n\n")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def _look_up(name: str, key: tuple[str, ...]) -> list[str]:
    """The one row of the table that the key matches; its cells after the key."""
    found = [
        row
        for row in _table(name)
        if all(cell in {"any", part} for cell, part in zip(row, key, strict=False))
    ]
    assert len(found) == 1, f"{key} matches {len(found)} rows of the table {name}"
    return found[0][len(key) :]


def _word(value: object) -> str:
    return "yes" if value else "no"


def _standings(make: Make, shown: tuple[Showing, ...]) -> list[Standing]:
    outcomes = {
        Showing.FAILURE: Outcome.FAILED,
        Showing.NOTHING: Outcome.NOT_RUN,
        Showing.OUTDATED: Outcome.PASSED,
        Showing.UNDECIDED: Outcome.INCONCLUSIVE,
        Showing.PASS: Outcome.PASSED,
    }
    return [
        make.standing(outcomes[s], check=f"ACC-1#{n}", current=s is not Showing.OUTDATED)
        for n, s in enumerate(shown)
    ]


def _subsets() -> list[tuple[Showing, ...]]:
    return [
        tuple(s for s, there in zip(SHOWN, mask, strict=True) if there)
        for mask in product((False, True), repeat=len(SHOWN))
    ]


def _requirements(make: Make) -> list[Requirement]:
    day = timedelta(days=1)
    sinces = (None, make.today - day, make.today, make.today + day)
    waivers = ((), (make.waiver(),), (make.waiver(make.today - day),))
    return [
        make.requirement(status=status, since=since, level=level, waivers=waiver)
        for status, since, level, waiver in product(Status, sinces, Level, waivers)
    ]


@pytest.mark.requirement("JUDGE-12")
@pytest.mark.parametrize("shown", _subsets(), ids=lambda s: "+".join(x.name for x in s) or "none")
def test_the_truth_table_of_the_docs_is_what_judge_does(
    make: Make, shown: tuple[Showing, ...]
) -> None:
    standings = _standings(make, shown)
    says = _look_up("checks", tuple(_word(s in shown) for s in SHOWN))[0]
    for requirement in _requirements(make):
        judgment = judge(requirement, standings, "python", today=make.today)

        in_force = requirement.in_force(make.today)
        covered = waiver_in_force(requirement, make.today)
        key = (_word(in_force), _word(covered), says)
        assert judgment.verdict == _look_up("verdicts", key)[0]
        assert judgment.in_force is in_force
        closed, severity = _look_up("consequences", (requirement.level, judgment.verdict))
        assert judgment.fails is (in_force and closed == "yes")
        found = [f for f in findings_of([judgment], today=make.today) if "waiver-" not in _name(f)]
        assert [f.severity for f in found] == (
            [severity] if in_force and severity != "none" else []
        )


def _name(finding: object) -> str:
    from adjudge.codes import CODES

    return CODES[getattr(finding, "code", "")].name


@pytest.mark.requirement("JUDGE-4", "JUDGE-12")
@pytest.mark.parametrize(
    ("outcomes", "recorded", "current", "expected"),
    [
        ((), Outcome.PASSED, True, Showing.NOTHING),
        ((), Outcome.FAILED, False, Showing.NOTHING),
        ((Outcome.NOT_RUN,), None, False, Showing.NOTHING),
        ((Outcome.PASSED,), Outcome.NOT_RUN, True, Showing.NOTHING),
        ((Outcome.PASSED,), Outcome.INCONCLUSIVE, True, Showing.UNDECIDED),
        ((Outcome.PASSED,), Outcome.FAILED, True, Showing.UNDECIDED),
        ((Outcome.INCONCLUSIVE,), Outcome.PASSED, True, Showing.UNDECIDED),
        ((Outcome.FAILED,), Outcome.PASSED, True, Showing.FAILURE),
        ((Outcome.FAILED,), None, False, Showing.OUTDATED),
        ((Outcome.FAILED, Outcome.NOT_RUN), None, True, Showing.FAILURE),
        ((Outcome.PASSED, Outcome.NOT_RUN), None, True, Showing.NOTHING),
        ((Outcome.PASSED, Outcome.PASSED), None, True, Showing.PASS),
    ],
)
def test_a_check_shows_what_its_cases_show_and_never_more(
    make: Make,
    outcomes: tuple[Outcome, ...],
    recorded: Outcome | None,
    current: bool,  # noqa: FBT001 - a column of the table
    expected: Showing,
) -> None:
    cases = tuple(make.case(outcome) for outcome in outcomes)
    fields = {} if recorded is None else {"outcome": recorded}
    standing = Standing(make.check(), make.evidence(*cases, **fields), current=current)

    assert showing(standing) is expected


@pytest.mark.requirement("JUDGE-14")
@pytest.mark.parametrize("fault", [f for f in Fault if f is not Fault.SYSTEM])
def test_only_the_systems_own_fault_violates(make: Make, fault: Fault) -> None:
    case = make.case(Outcome.FAILED, fault=fault, reason="no such fixture")

    assert outcome_of(make.evidence(case)) is Outcome.INCONCLUSIVE

    standing = Standing(make.check(), make.evidence(case))
    judgment = judge(make.requirement(), [standing], "python", today=make.today)
    assert judgment.verdict is Verdict.INCONCLUSIVE
    assert judgment.reason == f"ACC-1#1: $ true: {fault} at fault: no such fixture"


@pytest.mark.requirement("JUDGE-2")
def test_a_check_that_the_run_does_not_bring_counts_as_missing(make: Make) -> None:
    requirement = make.requirement(checks=(make.check("ACC-1#1"), make.check("ACC-1#2")))

    judgment = judge(requirement, [make.standing(Outcome.PASSED)], "python", today=make.today)

    assert judgment.verdict is Verdict.UNVERIFIED
    assert judgment.reason == "ACC-1#2 was not run"


def test_a_proposed_requirement_says_why_it_is_not_judged(make: Make) -> None:
    requirement = make.requirement(status=Status.PROPOSED)

    judgment = judge(requirement, [make.standing(Outcome.FAILED)], "", today=make.today)

    assert judgment.reason == "proposed: not in force"
    assert not judgment.fails


@pytest.mark.requirement("JUDGE-7")
def test_a_waived_requirement_keeps_the_machines_verdict_and_says_who_waived_it(make: Make) -> None:
    requirement = make.requirement(waivers=(make.waiver(),))

    judgment = judge(requirement, [make.standing(Outcome.FAILED)], "python", today=make.today)

    assert judgment.underlying is Verdict.VIOLATED
    assert judgment.waiver == make.waiver()
    assert judgment.reason.startswith("waived by ada until 2026-03-01: known since the migration")


def test_of_several_waivers_the_longest_covers(make: Make) -> None:
    longest = make.waiver(make.today + timedelta(days=9))
    requirement = make.requirement(waivers=(make.waiver(), longest))

    assert waiver_in_force(requirement, make.today) == longest


def test_a_stale_verdict_names_what_changed(make: Make) -> None:
    changed = ("the check", "hurl 6.0 → 6.1")
    standing = make.standing(Outcome.PASSED, current=False, changed=changed)

    judgment = judge(make.requirement(), [standing], "python", today=make.today)

    assert judgment.reason == "ACC-1#1 is stale: the check and hurl 6.0 → 6.1 changed"


def test_a_violation_says_what_was_expected_and_what_came(make: Make) -> None:
    case = make.case(Outcome.FAILED, expected="409\n", actual="200 " * 40)
    standing = Standing(make.check(), make.evidence(case))

    judgment = judge(make.requirement(), [standing], "python", today=make.today)

    assert judgment.reason.startswith("ACC-1#1: $ true: expected '409', got '200 200")
    assert len(judgment.reason) < 150


outcomes_lists = st.lists(
    st.tuples(st.lists(st.sampled_from(Outcome), max_size=3), st.booleans()), max_size=4
)


@given(outcomes_lists, st.randoms())
def test_the_order_of_the_checks_does_not_matter(
    make: Make, drawn: list[tuple[list[Outcome], bool]], random: object
) -> None:
    standings = _drawn(make, drawn)
    shuffled = list(standings)
    getattr(random, "shuffle")(shuffled)  # noqa: B009 - Hypothesis types its Random as object

    verdicts = {
        judge(make.requirement(), order, "python", today=make.today).verdict
        for order in (standings, shuffled)
    }

    assert len(verdicts) == 1


@given(outcomes_lists)
def test_a_failing_current_check_violates_whatever_else_is_there(
    make: Make, drawn: list[tuple[list[Outcome], bool]]
) -> None:
    standings = [*_drawn(make, drawn), make.standing(Outcome.FAILED, check="ACC-1#99")]

    judgment = judge(make.requirement(), standings, "python", today=make.today)

    assert judgment.verdict is Verdict.VIOLATED


@pytest.mark.requirement("JUDGE-2")
@given(outcomes_lists, st.data())
def test_removing_evidence_never_makes_a_requirement_satisfied(
    make: Make, drawn: list[tuple[list[Outcome], bool]], data: st.DataObject
) -> None:
    standings = _drawn(make, drawn)
    requirement = make.requirement(checks=tuple(s.check for s in standings))
    kept = [s for s in standings if data.draw(st.booleans())]
    emptied = [s if s in kept else Standing(s.check) for s in standings]

    before = judge(requirement, standings, "python", today=make.today)
    for fewer in (kept, emptied):
        after = judge(requirement, fewer, "python", today=make.today)

        assert after.verdict is not Verdict.SATISFIED or before.verdict is Verdict.SATISFIED
        assert after.fails >= before.fails


def _drawn(make: Make, drawn: list[tuple[list[Outcome], bool]]) -> list[Standing]:
    return [
        make.standing(*outcomes, check=f"ACC-1#{n}", current=current)
        for n, (outcomes, current) in enumerate(drawn)
    ]


def test_evidence_is_only_read(make: Make) -> None:
    evidence = make.evidence(make.case())

    assert isinstance(evidence, Evidence)
    assert not hasattr(evidence, "__dict__")
