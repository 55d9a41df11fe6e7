"""Runs a suite once, in a private copy of the system's tree, and reads what it reported."""

from __future__ import annotations

import secrets
import shlex
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.checks.tests import junit, pytest_report, tap
from adjudge.checks.tests.injected import PLUGIN, VARIABLE
from adjudge.checks.tests.records import DETAIL, Place, SuiteReport, UnreadableReportError
from adjudge.errors import SystemFailureError
from adjudge.system.configuration import Suite, SuiteFormat
from adjudge.system.placeholders import fill, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adjudge.system.stage import Completed, Stage

_PASSED_ON = "PYTEST_ADDOPTS,PYTHONPATH"


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
    """A command with what it needs to report; `report` is where it will write."""

    argv: tuple[str, ...]
    environment: dict[str, str]
    report: Path


def run_suite(suite: Suite, stage: Stage) -> SuiteRun:
    """Run a suite's command to its end; whatever it does, this yields a value."""
    stage.report(f"suite {suite.name}")
    if suite.format is SuiteFormat.JUNIT and not any("junit" in names(a) for a in suite.command):
        return SuiteRun(
            suite,
            problem="its command does not say where the JUnit file goes",
            next_step="put {junit} where the command names its JUnit file",
        )
    try:
        with stage.directory() as tree, _running(suite, stage) as variables:
            place = Place(tree, stage.system.directory, stage.redact)
            prepared = _prepare(suite, stage, place, variables)
            completed = stage.run(prepared.argv, cwd=tree, environment=prepared.environment)
            return _read(suite, prepared, completed, place)
    except SystemFailureError as error:
        transcript = stage.redact(error.transcript)
        return SuiteRun(suite, None, error.message, error.next_step, transcript)


@contextmanager
def _running(suite: Suite, stage: Stage) -> Iterator[Mapping[str, str]]:
    """Start the system for a suite that asks where it is reached; yield what is known of it."""
    asked = {name for argument in suite.command for name in names(argument)}
    if asked.isdisjoint({"port", "base"}):
        yield {}
        return
    with stage.start() as instance:
        yield instance.variables


def _prepare(suite: Suite, stage: Stage, place: Place, started: Mapping[str, str]) -> _Prepared:
    # A name that nobody can foresee: a report of an earlier run can't be taken for this one's.
    report = stage.scratch / f"report-{secrets.token_hex(16)}"
    injected = suite.format is SuiteFormat.PYTEST
    report = report if injected else report.with_suffix(".xml")
    variables = {
        **started,
        "junit": str(report),
        "scratch": str(stage.scratch),
        "directory": str(place.tree),
        "project": str(place.project),
        "python": sys.executable,
    }
    argv = tuple(fill(argument, variables) for argument in suite.command)
    return _Prepared(argv, _inject(stage, report, argv) if injected else {}, report)


def _inject(stage: Stage, report: Path, argv: tuple[str, ...]) -> dict[str, str]:
    """Lay the plugin into the scratch folder and return the environment that loads it."""
    report.mkdir()
    folder = stage.scratch / "pytest-plugin"
    folder.mkdir(exist_ok=True)
    source = files("adjudge.checks.tests.injected").joinpath(f"{PLUGIN}.py").read_bytes()
    (folder / f"{PLUGIN}.py").write_bytes(source)
    paths = (str(folder), stage.environment.get("PYTHONPATH", ""))
    options = (f"-p {PLUGIN}", stage.environment.get("PYTEST_ADDOPTS", ""))
    injected = {
        VARIABLE: str(report),
        "PYTHONPATH": ":".join(path for path in paths if path),
        "PYTEST_ADDOPTS": " ".join(option for option in options if option),
    }
    if any(Path(argument).name == "tox" for argument in argv):
        # tox cleans the environment of its commands, and can be told not to only this way.
        injected["TOX_OVERRIDE"] = f"testenv.pass_env+={_PASSED_ON},{VARIABLE}"
    return injected


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
