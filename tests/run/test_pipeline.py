from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from adjudge.errors import AdjudgeError
from adjudge.evidence.model import Verdict
from adjudge.run.result import Result

if TYPE_CHECKING:
    from pathlib import Path

Verify = Callable[..., Result]


def _verdicts(result: Result) -> dict[str, Verdict]:
    return {judgment.requirement.id: judgment.verdict for judgment in result.judgments}


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def test_a_program_that_keeps_its_specification_satisfies_it(verify: Verify) -> None:
    result = verify()

    assert _verdicts(result) == {"HI-1": Verdict.SATISFIED, "HI-2": Verdict.SATISFIED}
    assert (result.exit_code, result.executed, result.reused) == (0, 2, 0)


@pytest.mark.requirement("EVIDENCE-1")
def test_a_second_run_does_no_work(verify: Verify) -> None:
    first = verify()
    second = verify()

    assert _verdicts(second) == _verdicts(first)
    assert (second.executed, second.reused) == (0, 2)


def test_asking_for_everything_runs_everything_again(verify: Verify) -> None:
    verify()

    assert verify(everything=True).executed == 2


@pytest.mark.requirement("EVIDENCE-2")
def test_rewording_a_requirement_runs_only_its_own_checks(verify: Verify, project: Path) -> None:
    verify()
    _edit(project / "spec" / "greeting.md", "whoever it is told", "whomever it is told")

    result = verify()

    assert (result.executed, result.reused) == (1, 1)


@pytest.mark.requirement("EVIDENCE-7")
def test_moving_a_requirement_runs_nothing(verify: Verify, project: Path) -> None:
    verify()
    _edit(project / "spec" / "greeting.md", "# Greeting\n", "# Greeting\n\nIt is polite.\n")

    assert verify().executed == 0


@pytest.mark.requirement("EVIDENCE-5")
def test_changing_the_system_runs_everything(verify: Verify, project: Path) -> None:
    verify()
    _edit(project / "greet.py", "hello", "hullo")

    result = verify()

    assert result.executed == 2
    assert _verdicts(result) == {"HI-1": Verdict.VIOLATED, "HI-2": Verdict.SATISFIED}
    assert result.exit_code == 1


@pytest.mark.requirement("JUDGE-5")
def test_a_violation_is_repeated_before_it_is_blamed(verify: Verify, project: Path) -> None:
    _edit(project / "greet.py", "hello", "hullo")

    (judgment,) = verify("HI-1").judgments

    assert judgment.standings[0].evidence
    assert judgment.standings[0].evidence.runs == 3


def test_a_violation_is_kept_while_nothing_changes(verify: Verify, project: Path) -> None:
    _edit(project / "greet.py", "hello", "hullo")
    verify()

    again = verify()

    assert (again.executed, again.exit_code) == (0, 1)


@pytest.mark.requirement("JUDGE-5")
def test_a_flaky_program_is_neither_blamed_nor_believed(verify: Verify, project: Path) -> None:
    coin = project.parent / "coin"
    flip = (
        f"from pathlib import Path\ncoin = Path({str(coin)!r})\nheads = coin.exists()\n"
        "coin.unlink() if heads else coin.touch()\nword = 'hello' if heads else 'hullo'\n"
    )
    (project / "greet.py").write_text(flip + "import sys\nprint(word, sys.argv[1])\n")

    result = verify("HI-1")

    assert _verdicts(result) == {"HI-1": Verdict.INCONCLUSIVE}
    assert result.exit_code == 3


@pytest.mark.requirement("EVIDENCE-5")
def test_without_running_changed_evidence_is_stale(verify: Verify, project: Path) -> None:
    verify()
    _edit(project / "greet.py", "hello", "hullo")

    result = verify(execute=False)

    assert set(_verdicts(result).values()) == {Verdict.STALE}
    assert result.judgments[0].reason.endswith("the system's tree changed")
    assert result.exit_code == 3


def test_without_any_evidence_nothing_is_satisfied(verify: Verify) -> None:
    result = verify(execute=False)

    assert set(_verdicts(result).values()) == {Verdict.UNVERIFIED}


@pytest.mark.requirement("RUN-4")
def test_another_revision_is_judged_without_touching_the_checkout(
    verify: Verify, project: Path, git: Callable[..., str]
) -> None:
    _edit(project / "greet.py", "hello", "hullo")
    before = git(project, "status", "--porcelain")

    result = verify(revision="HEAD")

    assert set(_verdicts(result).values()) == {Verdict.SATISFIED}
    assert result.revision == git(project, "rev-parse", "HEAD").strip()
    assert git(project, "status", "--porcelain") == before
    assert _verdicts(verify())["HI-1"] is Verdict.VIOLATED


@pytest.mark.requirement("EVIDENCE-12")
def test_evidence_of_a_commit_serves_the_same_content_in_the_working_tree(verify: Verify) -> None:
    verify(revision="HEAD")

    assert verify().executed == 0


@pytest.mark.requirement("JUDGE-2")
def test_a_kind_that_nothing_executes_leaves_its_requirement_unverified(
    verify: Verify, project: Path
) -> None:
    (project / "spec" / "more.md").write_text(
        "# More\n\n## OBJ-1: It is fast\n\nIt MUST be fast.\n\n```gherkin\nScenario: fast\n```\n"
    )

    result = verify("OBJ-1")

    assert _verdicts(result) == {"OBJ-1": Verdict.UNVERIFIED}
    assert "nothing executes `gherkin` checks yet" in result.judgments[0].reason


@pytest.mark.requirement("JUDGE-6")
@pytest.mark.parametrize(
    ("line", "today", "verdict", "in_force"),
    [
        ("Status: proposed", date(2026, 6, 1), Verdict.UNVERIFIED, False),
        ("Since: 2026-07-01", date(2026, 6, 1), Verdict.UNVERIFIED, False),
        ("Since: 2026-07-01", date(2026, 7, 1), Verdict.VIOLATED, True),
        ("Waived: until 2026-07-01 by Ada: known", date(2026, 7, 1), Verdict.WAIVED, True),
        ("Waived: until 2026-07-01 by Ada: known", date(2026, 7, 2), Verdict.VIOLATED, True),
    ],
)
def test_the_day_decides_what_binds(
    verify: Verify,
    project: Path,
    line: str,
    today: date,
    verdict: Verdict,
    in_force: bool,  # noqa: FBT001 - a column of the table
) -> None:
    _edit(project / "greet.py", "hello", "hullo")
    _edit(
        project / "spec" / "greeting.md",
        "whoever it is told.\n",
        f"whoever it is told.\n\n{line}\n",
    )

    (judgment,) = verify("HI-1", today=today).judgments

    assert (judgment.verdict, judgment.in_force) == (verdict, in_force)


@pytest.mark.requirement("RUN-13")
def test_a_check_may_be_about_one_system_only(verify: Verify, project: Path) -> None:
    configuration = (project / "adjudge.toml").read_text()
    (project / "adjudge.toml").write_text(configuration + configuration.replace("greeter", "other"))
    _edit(
        project / "spec" / "greeting.md",
        "```console\n$ greet Ada",
        "```console {system: other}\n$ greet Ada",
    )

    result = verify()

    assert [(j.requirement.id, j.system) for j in result.judgments] == [
        ("HI-1", "other"),
        ("HI-2", "greeter"),
        ("HI-2", "other"),
    ]


def test_a_check_about_an_unknown_system_is_an_error(verify: Verify, project: Path) -> None:
    _edit(
        project / "spec" / "greeting.md",
        "```console\n$ greet Ada",
        "```console {system: greetre}\n$ greet Ada",
    )

    result = verify()

    assert "ADJ300" in {finding.code for finding in result.findings}
    assert result.exit_code == 3


def test_an_unknown_system_is_refused_with_the_nearest_name(verify: Verify) -> None:
    with pytest.raises(AdjudgeError, match="'greetre'") as caught:
        verify(systems=("greetre",))

    assert caught.value.next_step == "did you mean greeter?"


@pytest.mark.requirement("RUN-12")
def test_a_build_that_fails_verifies_nothing_and_says_why(verify: Verify, project: Path) -> None:
    _edit(
        project / "adjudge.toml",
        "[systems.greeter]\n",
        "[systems.greeter]\nbuild = \"{python} -c 'raise SystemExit(7)'\"\n",
    )

    result = verify("HI-1")

    assert _verdicts(result) == {"HI-1": Verdict.UNVERIFIED}
    assert "7" in result.judgments[0].reason


@pytest.mark.requirement("RUN-1")
def test_what_a_check_writes_stays_out_of_the_checkout(verify: Verify, project: Path) -> None:
    _edit(
        project / "spec" / "greeting.md",
        "$ greet Ada\nhello Ada",
        "$ echo touched > greet.py; echo hello Ada\nhello Ada",
    )

    verify("HI-1")

    assert (project / "greet.py").read_text().startswith("import sys")
