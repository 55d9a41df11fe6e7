from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.console.kind import Console
from adjudge.checks.model import CheckResult, Fault, Outcome
from adjudge.checks.table import KINDS
from adjudge.findings import Location
from adjudge.spec.model import Check
from adjudge.system.configuration import Ready
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adjudge.system.stages import LocalStage

    OpenStage = Callable[..., LocalStage]

P, F, I = Outcome.PASSED, Outcome.FAILED, Outcome.INCONCLUSIVE  # noqa: E741 -- the columns of a table


def check(text: str, **options: Any) -> Check:
    here = Location("spec/a.md", 3)
    return Check("A-1#1", "A-1", "console", text, here, replace(here, line=4), options=options)


def run(open_stage: OpenStage, text: str, **options: Any) -> CheckResult:
    (result,) = Console().run([check(text, **options)], open_stage())
    return result


def outcomes(result: CheckResult) -> list[Outcome]:
    return [case.outcome for case in result.cases]


def test_the_kind_is_in_the_table() -> None:
    assert isinstance(KINDS["console"], Console)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$ echo hello\nhello", [P]),
        ("$ echo hello\nbye", [F]),
        ("$ echo hello", [F]),
        ("$ false\n[1]\n$ false", [P, F]),
        ("$ x=1; cd /\n$ echo $x; pwd\n1\n/", [P, P]),
        ("$ echo a; echo b >&2\na\nb", [P]),
        ("$ echo a; echo b >&2\na\n[stderr] b", [P]),
        ("$ echo a >&2\n[stderr] ...", [P]),
        ("$ cat <<EOF\n> a $((1 + 1))\n> EOF\na 2", [P]),
        ("$ cat", [P]),
        ("$ exit 3\n[3]\n$ echo never\nnever", [P, I]),
        ("$ kill -9 $$\n[137]\n$ echo never", [P, I]),
        ("$ for\n...\n[2]\n$ echo on\non", [P, P]),
        ("$ echo 'a\n...\n[2]\n$ echo on\non", [P, P]),
        ("$ false\n[1]\n$ echo $?\n1", [P, P]),
        ("$ f() { echo in f; return 4; }\n$ f\nin f\n[4]", [P, P]),
        ("$ exec 3>log; echo a >&3; cat log\na", [P]),
        ("$ printf 'no end of line'\nno end of line", [P]),
        ("$ command() { echo x; }\n$ true", [I, I]),
    ],
)
def test_a_session_is_judged_command_by_command(
    open_stage: OpenStage, text: str, expected: list[Outcome]
) -> None:
    assert outcomes(run(open_stage, text)) == expected


def test_a_later_command_is_masked_by_the_one_that_ended_the_session(open_stage: OpenStage) -> None:
    result = run(open_stage, "$ exit\n$ echo never")

    assert result.cases[1].reason == "masked by: `$ exit` (spec/a.md:4:1) ended the session"


@pytest.mark.requirement("RUN-6")
def test_what_a_program_prints_can_not_pass_for_an_exit_code(open_stage: OpenStage) -> None:
    forgery = "for fd in 3 4 5 6 7 8 9 10 11 12; do echo 0 >&$fd; done; echo 0; exit 1"
    reopened = "for f in /proc/$PPID/fd/*; do echo 0 >$f; done"
    text = f"$ bash -c '{forgery}' 2>/dev/null\n0\n[1]\n$ bash -c '({reopened}) 2>/dev/null; exit 1'\n...\n[1]"

    assert outcomes(run(open_stage, text)) == [P, P]


@pytest.mark.requirement("RUN-2")
def test_a_background_process_neither_hangs_a_session_nor_outlives_it(
    open_stage: OpenStage,
) -> None:
    result = run(open_stage, "$ sleep 60 & echo $!\n...\n$ echo on\non")

    assert outcomes(result) == [P, P]
    assert result.seconds < 10


@pytest.mark.requirement("JUDGE-2", "RUN-3")
def test_a_session_that_takes_too_long_is_undecided(open_stage: OpenStage) -> None:
    result = run(open_stage, "$ echo a; sleep 60\na\n$ echo b", timeout="300 ms")

    assert outcomes(result) == [I, I]
    assert result.cases[0].reason == "the session did not end within 0.3 s"
    assert "masked by" in result.cases[1].reason
    assert "a" in result.transcript


@pytest.mark.requirement("JUDGE-2", "RUN-3")
def test_a_flood_of_output_is_undecided(open_stage: OpenStage) -> None:
    stage = open_stage(limits=Limits(seconds=20, output=5000))

    assert outcomes(*Console().run([check("$ yes\n...")], stage)) == [I]


def test_a_block_may_not_ask_for_more_time_than_the_system_allows(open_stage: OpenStage) -> None:
    stage = open_stage(limits=Limits(seconds=0.3))

    assert outcomes(*Console().run([check("$ sleep 60", timeout="1 h")], stage)) == [I]


@pytest.mark.requirement("RUN-1")
def test_a_session_starts_in_a_private_copy_of_the_systems_tree(
    open_stage: OpenStage, folder: Path, tree: Path
) -> None:
    (tree / "file").write_text("here\n")
    result = run(open_stage, "$ cat file\nhere\n$ echo new > file; touch other")

    assert outcomes(result) == [P, P]
    assert [path.name for path in (tree).iterdir() if path.name != "README"] == ["file"]
    assert (tree / "file").read_text() == "here\n"


def test_a_session_may_start_in_a_folder_of_the_tree(
    open_stage: OpenStage, folder: Path, tree: Path
) -> None:
    (tree / "sub").mkdir()
    (tree / "sub" / "file").touch()

    assert outcomes(run(open_stage, "$ ls\nfile", cwd="sub")) == [P]


def test_a_session_may_start_in_an_empty_folder(
    open_stage: OpenStage, folder: Path, tree: Path
) -> None:
    (tree / "file").touch()

    assert outcomes(run(open_stage, "$ ls", cwd="empty")) == [P]


def test_files_and_fixtures_lie_where_the_session_starts(
    open_stage: OpenStage, folder: Path, tree: Path
) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "a.csv").write_text("1,2\n")
    result = run(
        open_stage,
        "$ cat in/b.txt data/a.csv a.csv\nb\n1,2\n1,2",
        cwd="empty",
        files={"in/b.txt": "b\n"},
        fixtures=["data", "data/a.csv"],
    )

    assert outcomes(result) == [P]


def test_only_the_first_command_reads_the_given_input(open_stage: OpenStage) -> None:
    assert outcomes(run(open_stage, "$ head -n 1\na\n$ cat", stdin="a\nb\n")) == [P, P]


def test_the_environment_is_given(open_stage: OpenStage) -> None:
    assert outcomes(run(open_stage, "$ echo $LEVEL\n3", environment={"LEVEL": "3"})) == [P]


def test_without_bash_the_session_runs_in_sh(open_stage: OpenStage, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    for name in ("sh", "cat"):
        (tmp_path / "bin" / name).symlink_to(f"/bin/{name}")
    stage = open_stage(environment={"PATH": str(tmp_path / "bin")})
    text = "$ echo 'a\\n'; f() { return 2; }; f\n...\n[2]\n$ echo $?\n2\n$ exit 3\n[3]"

    assert outcomes(*Console().run([check(text)], stage)) == [P, P, P]


@pytest.mark.requirement("JUDGE-2")
def test_without_any_shell_nothing_ran(open_stage: OpenStage, tmp_path: Path) -> None:
    stage = open_stage(environment={"PATH": str(tmp_path)})
    (result,) = Console().run([check("$ true")], stage)

    assert outcomes(result) == [Outcome.NOT_RUN]
    assert "no shell" in result.reason


@pytest.mark.requirement("CONSOLE-5")
def test_a_block_that_can_not_be_read_is_not_run(open_stage: OpenStage) -> None:
    result = run(open_stage, "$ true\n[exit 1]")

    assert (outcomes(result), result.cases[0].fault) == ([Outcome.NOT_RUN], Fault.SPECIFICATION)


def test_a_folder_that_the_system_does_not_have_is_not_run(open_stage: OpenStage) -> None:
    result = run(open_stage, "$ true", cwd="nowhere")

    assert (outcomes(result), result.reason) == (
        [Outcome.NOT_RUN],
        "the system has no folder “nowhere”",
    )


def test_a_fixture_must_exist_and_be_a_file_of_the_project(folder: Path) -> None:
    (folder / "linked").mkdir()
    (folder / "linked" / "link").symlink_to("/etc/passwd")
    for name in ("missing.csv", "../../x", "linked"):
        (finding,) = Console().diagnose(check("$ true", fixtures=[name]), folder)

        assert (finding.code, finding.requirement) == ("ADJ314", "A-1")


def test_fixtures_are_inputs_of_the_check(folder: Path) -> None:
    (folder / "data" / "deep").mkdir(parents=True)
    (folder / "data" / "deep" / "a.csv").touch()
    inputs = Console().inputs(check("$ true", fixtures=["data"]), folder)

    assert inputs.files == (folder / "data" / "deep" / "a.csv",)


@pytest.mark.requirement("RUN-7")
def test_secrets_are_not_in_the_result(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "hunter2")
    stage = open_stage(pass_environment=("TOKEN",))
    (result,) = Console().run([check("$ echo $TOKEN\nx")], stage)
    case = result.cases[0]

    assert "[secret TOKEN]" in case.actual
    assert "hunter2" not in case.actual + case.reason + case.cause + result.transcript


SERVICE = ("{python}", "-m", "http.server", "{port}", "--bind", "127.0.0.1")


@pytest.mark.requirement("CONSOLE-8")
def test_a_command_that_must_know_where_the_system_is_reached_finds_it_started(
    open_stage: OpenStage,
) -> None:
    fetch = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1]).status)"
    stage = open_stage(
        start=SERVICE,
        ready=Ready(port="{port}"),
        commands={"fetch": ("{python}", "-c", fetch, "{base}")},
    )
    (result,) = Console().run([check("$ fetch\n200")], stage)

    assert outcomes(result) == [Outcome.PASSED], result.transcript


@pytest.mark.requirement("CONSOLE-8")
def test_a_command_that_can_not_be_told_where_the_system_is_reached_is_not_run(
    open_stage: OpenStage,
) -> None:
    stage = open_stage(commands={"fetch": ("echo", "{base}")})
    (result,) = Console().run([check("$ fetch\n200")], stage)

    assert outcomes(result) == [Outcome.NOT_RUN]
    assert "add `start`" in result.reason
