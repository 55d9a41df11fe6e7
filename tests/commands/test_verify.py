from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema
import psutil
import pytest

LONG = f"611.{os.getpid()}"
"""Seconds that no other test process sleeps."""
PROGRAM = """
import runpy, signal
signal.signal(signal.SIGHUP, signal.{disposition})
runpy.run_module("adjudge", run_name="__main__", alter_sys=True)
"""
"""Adjudge, whatever the caller of the tests had ignored."""
Adjudge = Callable[..., subprocess.CompletedProcess[str]]


def test_a_folder_of_markdown_is_all_it_takes(adjudge: Adjudge, project: Path) -> None:
    done = adjudge("verify", folder=project)

    assert done.returncode == 0, done.stderr
    assert "✓ satisfied" in done.stdout
    assert "1 satisfied" in done.stdout.splitlines()[-1]


def test_another_folder_is_named_before_the_command(adjudge: Adjudge, project: Path) -> None:
    assert adjudge("-C", str(project), "verify").returncode == 0


def test_on_a_pipe_there_is_no_progress_and_no_colour(adjudge: Adjudge, project: Path) -> None:
    done = adjudge("verify", folder=project)

    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_json_names_its_schema(adjudge: Adjudge, project: Path) -> None:
    result = json.loads(adjudge("verify", "--json", folder=project).stdout)

    assert result["schema"] == "adjudge/result/1"


def test_reports_are_written_also_when_the_run_fails(adjudge: Adjudge, project: Path) -> None:
    (project / "spec" / "tea.md").write_text("# Tea\n\n## TEA-1: Hot\n\nTea MUST be hot.\n")
    formats = ("json", "junit", "sarif", "markdown")
    arguments = [a for f in formats for a in ("--report", f"{f}={project / 'out' / f}")]

    done = adjudge("verify", *arguments, folder=project)

    assert done.returncode == 3
    assert sorted(path.name for path in (project / "out").iterdir()) == sorted(formats)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("verify", "--report", "pdf=x"), ("pdf", "json, junit, sarif, markdown")),
        (("verify", "--report", "json"), ("FORMAT=FILE",)),
        (("verify", "TAE-1"), ("TAE-1", "did you mean TEA-1?")),
        (("verify", "--system", "nothing"), ("nothing", "project")),
        (("verify", "--at", "nothing"), ("nothing",)),
        (("verfy",), ("verfy", "Did you mean 'verify'?")),
        (("explain", "ADJ999"), ("ADJ999",)),
    ],
)
def test_what_can_not_be_done_says_why_and_what_to_do(
    adjudge: Adjudge, project: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    done = adjudge(*arguments, folder=project)

    assert done.returncode == 2
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_defect_of_adjudge_is_not_a_verdict(adjudge: Adjudge, project: Path) -> None:
    (project / ".adjudge").mkdir()
    (project / ".adjudge" / "ledger.db").write_bytes(b"no database" * 100)

    done = adjudge("verify", folder=project)

    assert done.returncode == 2
    assert "ledger" in done.stderr
    assert "next:" in done.stderr


def _started(
    project: Path, environment: dict[str, str], disposition: str = "SIG_DFL"
) -> subprocess.Popen[str]:
    mark = project / "started"
    (project / "spec" / "tea.md").write_text(
        "# Tea\n\n## TEA-1: Quick\n\nTea MUST be quick.\n\n```console\n$ true\n```\n\n"
        "## TEA-2: Slow\n\nTea MUST be slow.\n\n"
        f"```console\n$ setsid sleep {LONG} & touch {mark}; sleep {LONG}\n```\n"
    )
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            PROGRAM.format(disposition=disposition),
            "verify",
            "--jobs",
            "1",
            "--report",
            "json=out.json",
        ],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not mark.exists():
        assert time.monotonic() < deadline
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        time.sleep(0.05)
    return process


def _sleepers() -> list[int]:
    return [p.pid for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", LONG]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_leaves_nothing_running_and_loses_nothing(
    project: Path, environment: dict[str, str], number: int
) -> None:
    process = _started(project, environment)
    process.send_signal(number)
    output, errors = process.communicate(timeout=30)

    assert process.returncode == 130, errors
    assert _sleepers() == []
    result = json.loads((project / "out.json").read_text())
    verdicts = {j["requirement"]: j["verdict"] for j in result["judgments"]}
    assert verdicts == {"TEA-1": "satisfied", "TEA-2": "unverified"}
    assert "TEA-1" in output


def test_a_hang_up_that_the_caller_ignores_ends_nothing(
    project: Path, environment: dict[str, str]
) -> None:
    process = _started(project, environment, "SIG_IGN")
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=1)
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=30) == 130
    process.communicate()


def test_a_killed_run_leaves_nothing_running(project: Path, environment: dict[str, str]) -> None:
    process = _started(project, environment)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)

    deadline = time.monotonic() + 20
    while _sleepers() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _sleepers() == []


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [
        (("verify",), "result"),
        (("status",), "result"),
        (("list",), "specification"),
        (("show", "TEA-1"), "specification"),
        (("lint",), "findings"),
        (("init",), "findings"),
        (("ledger", "verify"), "findings"),
        (("ledger", "head"), "head"),
        (("explain", "ADJ401"), "code"),
    ],
)
def test_every_subcommand_prints_json_of_a_published_schema(
    adjudge: Adjudge, project: Path, arguments: tuple[str, ...], schema: str
) -> None:
    printed = json.loads(adjudge(*arguments, "--json", folder=project).stdout)

    published = Path(__file__).parents[2] / "docs" / "reference" / "schema" / f"{schema}-1.json"
    assert printed["schema"] == f"adjudge/{schema}/1"
    jsonschema.validate(printed, json.loads(published.read_text()))


def test_a_scenario_in_words_is_told_once_with_its_next_step(
    adjudge: Adjudge, tmp_path: Path
) -> None:
    document = tmp_path / "openspec" / "specs" / "milk" / "spec.md"
    document.parent.mkdir(parents=True)
    document.write_text(
        "# Milk\n\n## Requirements\n\n### Requirement: Cold milk\n\nMilk SHALL be cold.\n\n"
        "#### Scenario: Pouring\n\n- **WHEN** poured\n- **THEN** it is cold\n"
    )

    done = adjudge("verify")

    assert done.returncode == 3
    assert done.stdout.count("nothing executes `scenario`") == 1
    assert "next: in place of it, write a console" in done.stdout
