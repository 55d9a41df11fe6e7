"""Runs a suite once, in a private copy of the system's tree, and reads what it reported."""

from __future__ import annotations

import secrets
import shlex
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from adjudge.checks.tests import junit, pytest_report, tap
from adjudge.checks.tests.injected import PLUGIN, VARIABLE
from adjudge.checks.tests.records import DETAIL, Place, SuiteReport, UnreadableReportError
from adjudge.errors import SystemFailureError
from adjudge.system import placeholders
from adjudge.system.configuration import Suite, SuiteFormat

if TYPE_CHECKING:
    from adjudge.system.stage import Completed, Stage

_PLACEHOLDER = "{junit}"


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """One run of a suite: its report, or why there is none that can be used.

    `transcript` is the command with the end of what it wrote.
    """

    suite: Suite
    report: SuiteReport | None = None
    problem: str = ""
    next_step: str = ""
    transcript: str = ""
    exit_code: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a command needs to report; `report` is where it will write."""

    environment: dict[str, str]
    report: Path


def run_suite(suite: Suite, stage: Stage) -> SuiteRun:
    """Run a suite's command to its end; whatever it does, this yields a value."""
    stage.report(f"suite {suite.name}")
    if suite.format is SuiteFormat.JUNIT and not any(_PLACEHOLDER in a for a in suite.command):
        return SuiteRun(
            suite,
            problem="its command does not say where the JUnit file goes",
            next_step=f"put {_PLACEHOLDER} where the command names its JUnit file",
        )
    prepared = _prepare(suite, stage)
    try:
        with stage.directory() as tree:
            argv = _filled(suite, stage, tree, prepared.report)
            completed = stage.run(argv, cwd=tree, environment=prepared.environment)
            place = Place(tree, stage.system.directory, stage.redact)
            return _read(suite, prepared, completed, place)
    except SystemFailureError as error:
        transcript = stage.redact(error.transcript)
        return SuiteRun(suite, None, error.message, error.next_step, transcript)


def _prepare(suite: Suite, stage: Stage) -> _Prepared:
    # A name that nobody can foresee: a report of an earlier run can't be taken for this one's.
    report = stage.scratch / f"report-{secrets.token_hex(16)}"
    if suite.format is SuiteFormat.PYTEST:
        return _Prepared(_inject(stage, report), report)
    return _Prepared({}, report.with_suffix(".xml"))


def _filled(suite: Suite, stage: Stage, tree: Path, report: Path) -> list[str]:
    """Fill the placeholders of a suite's command; it runs in the system's folder `tree`."""
    depth = len(PurePosixPath(stage.system.directory).parts)
    variables = {
        "junit": str(report),
        "python": sys.executable,
        "directory": str(tree),
        "project": str([tree, *tree.parents][depth]),
        "scratch": str(stage.scratch),
    }
    return [placeholders.fill(word, variables) for word in suite.command]


def _inject(stage: Stage, report: Path) -> dict[str, str]:
    """Lay the plugin into the scratch folder and return the environment that loads it."""
    report.mkdir()
    folder = stage.scratch / "pytest-plugin"
    folder.mkdir(exist_ok=True)
    source = files("adjudge.checks.tests.injected").joinpath(f"{PLUGIN}.py").read_bytes()
    (folder / f"{PLUGIN}.py").write_bytes(source)
    paths = (str(folder), stage.environment.get("PYTHONPATH", ""))
    options = (f"-p {PLUGIN}", stage.environment.get("PYTEST_ADDOPTS", ""))
    return {
        VARIABLE: str(report),
        "PYTHONPATH": ":".join(path for path in paths if path),
        "PYTEST_ADDOPTS": " ".join(option for option in options if option),
    }


def _read(suite: Suite, prepared: _Prepared, completed: Completed, place: Place) -> SuiteRun:
    report, problem, next_step = None, "", ""
    if completed.exceeded:
        problem = f"it was ended after {completed.seconds:.0f} s: its {completed.exceeded} limit"
        next_step = "raise the system's limits in adjudge.toml, or let the suite do less"
    else:
        try:
            report = _report(suite.format, prepared.report, completed, place)
        except UnreadableReportError as error:
            problem, next_step = error.message, error.next_step
    transcript = _transcript(suite, completed, place)
    return SuiteRun(
        suite, report, problem, next_step, transcript, completed.exit_code, completed.seconds
    )


def _report(form: SuiteFormat, path: Path, completed: Completed, place: Place) -> SuiteReport:
    if form is SuiteFormat.PYTEST:
        return pytest_report.read(path, place)
    if form is SuiteFormat.JUNIT:
        return junit.read(path, place)
    return tap.read(completed.stdout, place)


def _transcript(suite: Suite, completed: Completed, place: Place) -> str:
    output = (completed.stdout + completed.stderr).decode("utf-8", "replace")
    end = place.text(output[-DETAIL:], DETAIL)
    return f"$ {shlex.join(suite.command)}\n{end.rstrip()}\n[{completed.exit_code}]\n"
