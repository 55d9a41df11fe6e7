"""The promises of the program, each held through the whole of it, as a person would run it.

There is no test of the strength of evidence: nothing measures it yet.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adjudge.commands.main import COMMANDS

Run = Callable[..., subprocess.CompletedProcess[str]]
SOURCE = Path(__file__).parents[1] / "src"
PROGRAM = "print('hello')\n"
CONFIGURATION = '[systems.greeter]\ncommands = {greet = "{python} {directory}/greet.py"}\n'
GOOD = "```console\n$ greet\nhello\n```\n"
BAD = "```console\n$ greet\ngoodbye\n```\n"
HARMLESS = {
    *("--all", "--at", "--dry-run", "--help", "--jobs", "--json", "--report", "--system"),
    *("--counterexample", "--coverage", "--machine", "--output", "--requirement"),
}
"""Options that say what to run, to show or to write; none says what the outcome is."""
SUITE = '[suites.unit]\ncommand = "{python} -m pytest -q"\nformat = "pytest"\n'


def specification(*checks: str) -> str:
    """Write a specification with one requirement for each check, `HI-1` and onwards."""
    parts = [
        f"## HI-{number}: It greets\n\nThe program MUST greet.\n\n{check}\n"
        for number, check in enumerate(checks, 1)
    ]
    return "\n".join(["# Greeting\n", *parts])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "spec").mkdir(parents=True)
    (root / "spec" / "hi.md").write_text(specification(GOOD))
    (root / "greet.py").write_text(PROGRAM)
    (root / "adjudge.toml").write_text(CONFIGURATION)
    return root


@pytest.fixture
def adjudge(project: Path, tmp_path: Path) -> Run:
    cache = str(tmp_path / "cache")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "ADJUDGE_CACHE": cache}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "adjudge", *arguments]
        return subprocess.run(
            command, cwd=project, env=environment, capture_output=True, text=True, check=False
        )

    return run


def verdicts(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [str(judgment["verdict"]) for judgment in json.loads(done.stdout)["judgments"]]


def verdict(done: subprocess.CompletedProcess[str]) -> str:
    (only,) = verdicts(done)
    return only


def evidence(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    (judgment,) = json.loads(done.stdout)["judgments"]
    found: dict[str, Any] = judgment["checks"][0]["evidence"]
    return found


MISSING = (
    "",
    "```console\n```\n",
    "```consol\n$ greet\n```\n",
    "```console\nno command\n```\n",
    "```console\n$ no-such-program\n```\n",
    "```console {timeout: 500 ms}\n$ sleep 60\n```\n",
    "```console\n$ yes\n...\n```\n",
    "```console {cwd: nowhere}\n$ true\n```\n",
    "```console\n$ exit 0\n$ greet\nhello\n```\n",
    "```gherkin\nScenario: greeting\n  When it starts\n  Then it greets\n```\n",
    "```hurl\nGET {{base}}/\nHTTP 200\n```\n",
    "```yaml cases\ncommand: greet\nrows: []\nexpect: {stdout: hello}\n```\n",
    "Verified by: tests marked HI-1\n",
    "Verified by: test test_gone.py::test_gone\n",
)
UNEARNED = """\
import pytest

@pytest.mark.skip("later")
@pytest.mark.requirement("HI-1")
def test_skipped(): pass

@pytest.mark.xfail
@pytest.mark.requirement("HI-2")
def test_expected_to_fail(): assert False

@pytest.mark.requirement("HI-3")
def test_without_its_fixture(missing): pass
"""


@pytest.mark.requirement("JUDGE-1", "JUDGE-2")
def test_missing_evidence_never_passes(project: Path, adjudge: Run) -> None:
    (project / "spec" / "hi.md").write_text(specification(*MISSING))

    done = adjudge("verify", "--json")
    found = dict(zip(MISSING, verdicts(done), strict=True))

    assert set(found.values()) == {"unverified", "inconclusive"}, found
    assert done.returncode == 3


@pytest.mark.requirement("JUDGE-2", "TESTS-2")
@pytest.mark.parametrize("suite", [UNEARNED, "import no_such_module\n"])
def test_a_test_that_did_not_pass_in_earnest_is_no_evidence(
    suite: str, project: Path, adjudge: Run
) -> None:
    links = [f"Verified by: tests marked HI-{number}\n" for number in (1, 2, 3)]
    (project / "spec" / "hi.md").write_text(specification(*links))
    (project / "adjudge.toml").write_text(CONFIGURATION + SUITE)
    (project / "test_hi.py").write_text(suite)

    done = adjudge("verify", "--json")

    assert set(verdicts(done)) <= {"unverified", "inconclusive"}, done.stdout
    assert done.returncode == 3


@pytest.mark.requirement("JUDGE-4", "EVIDENCE-3")
def test_editing_the_ledger_sets_no_verdict(project: Path, adjudge: Run) -> None:
    (project / "spec" / "hi.md").write_text(specification(BAD))
    assert adjudge("verify").returncode == 1
    with sqlite3.connect(project / ".adjudge" / "ledger.db") as ledger:
        triggers = ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            ledger.execute(f"DROP TRIGGER {name}")
        changed = ledger.execute("UPDATE rows SET body = replace(body, '\"failed\"', '\"passed\"')")
        assert changed.rowcount > 0

    assert adjudge("ledger", "verify").returncode != 0
    for command in ("status", "verify"):
        done = adjudge(command, "--json")
        assert done.returncode != 0
        assert '"satisfied"' not in done.stdout


@pytest.mark.requirement("JUDGE-4")
def test_evidence_that_is_brought_from_elsewhere_decides_nothing_about_other_code(
    project: Path, adjudge: Run
) -> None:
    assert adjudge("verify").returncode == 0
    (project / "greet.py").write_text("print('goodbye')\n")

    assert verdict(adjudge("status", "--json")) == "stale"
    assert verdict(adjudge("verify", "--json")) == "violated"


@pytest.mark.requirement("JUDGE-4")
def test_without_its_ledger_a_project_has_no_verdict(project: Path, adjudge: Run) -> None:
    assert adjudge("verify").returncode == 0
    shutil.rmtree(project / ".adjudge")

    assert verdict(adjudge("status", "--json")) == "unverified"


@pytest.mark.requirement("JUDGE-4")
@pytest.mark.parametrize("name", COMMANDS)
def test_no_option_sets_a_verdict(name: str, adjudge: Run) -> None:
    options = set(re.findall(r"--[a-z-]+", adjudge(name, "--help").stdout))

    assert options <= HARMLESS


@pytest.mark.requirement("JUDGE-3")
def test_a_violation_can_be_looked_at(project: Path, adjudge: Run) -> None:
    (project / "spec" / "hi.md").write_text(specification(BAD))

    found = evidence(adjudge("verify", "--json"))
    (case,) = found["cases"]

    assert (case["expected"], case["actual"]) == ("goodbye", "hello")
    assert (case["location"]["file"], case["location"]["line"]) == ("spec/hi.md", 8)
    assert "$ greet\nhello" in found["transcript"]


@pytest.mark.requirement("EVIDENCE-2", "EVIDENCE-5")
@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("spec/hi.md", "MUST greet", "MUST always greet"),
        ("spec/hi.md", "$ greet", "$ greet "),
        ("adjudge.toml", "greet.py", "./greet.py"),
        ("greet.py", "print", "print('', end=''); print"),
    ],
)
def test_evidence_expires_when_what_it_depends_on_changes(
    name: str, before: str, after: str, project: Path, adjudge: Run
) -> None:
    assert adjudge("verify").returncode == 0
    path = project / name
    path.write_text(path.read_text().replace(before, after))

    done = adjudge("status", "--json")

    assert verdict(done) == "stale"
    assert done.returncode == 3


@pytest.mark.requirement("EVIDENCE-1")
def test_nothing_is_run_while_nothing_changes(project: Path, adjudge: Run) -> None:
    assert json.loads(adjudge("verify", "--json").stdout)["executed"] == 1
    assert json.loads(adjudge("verify", "--json").stdout)["executed"] == 0


@pytest.mark.requirement("JUDGE-17")
def test_what_the_code_says_of_itself_pardons_nothing(project: Path, adjudge: Run) -> None:
    pardons = (
        "# adjudge: ignore HI-1",
        "# noqa",
        "# pragma: no cover",
        "# type: ignore",
        "# Waived: until 2999-01-01 by the program: HI-1 needs no judgment",
    )
    lines = "\n".join(pardons)
    (project / "greet.py").write_text(f"{lines}\nprint('goodbye')  {' '.join(pardons)}\n")

    assert verdict(adjudge("verify", "--json")) == "violated"


@pytest.mark.requirement("JUDGE-17")
def test_the_specification_is_not_in_the_judged_tree(project: Path, adjudge: Run) -> None:
    reads = "import pathlib\nprint('cheat' if pathlib.Path('spec/hi.md').exists() else 'hello')\n"
    (project / "greet.py").write_text(reads)

    assert verdict(adjudge("verify", "--json")) == "satisfied"


@pytest.mark.requirement("INIT-2")
def test_the_first_output_is_one_true_finding(project: Path, adjudge: Run) -> None:
    (project / "spec" / "hi.md").write_text(specification(""))

    done = adjudge("init", "--json")
    (finding,) = json.loads(done.stdout)["findings"]

    assert (finding["requirement"], finding["location"]["file"]) == ("HI-1", "spec/hi.md")
    assert finding["next_step"]
