"""Existing test suites as evidence: the `tests` kind of check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.kind import CheckInputs
from adjudge.checks.model import CheckResult, Fault, Method
from adjudge.checks.tests.results import result_of, undecided
from adjudge.checks.tests.selection import Selection, select
from adjudge.codes.checks import SUITE_NONE, SUITE_UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adjudge.checks.tests.suite import SuiteRun
    from adjudge.findings import Finding
    from adjudge.spec.model import Check
    from adjudge.system.configuration import Suite
    from adjudge.system.stage import Stage


class TestsKind:
    """Runs the suites of a system, each once for all checks, and picks each check's tests."""

    __test__ = False
    name = "tests"
    method = Method.TEST

    def diagnose(self, check: Check, folder: Path) -> Sequence[Finding]:  # noqa: ARG002 - the protocol's
        """Say what in the selection can't be read; whether its tests exist shows when they run."""
        return select(check)[1]

    def inputs(self, check: Check, folder: Path) -> CheckInputs:  # noqa: ARG002 - the protocol's
        """Name nothing: the tests are part of the system's tree."""
        return CheckInputs()

    def batch(self, check: Check) -> str:  # noqa: ARG002 - the protocol's
        """Return one key for all: a suite that several checks share is then run only once."""
        return self.name

    def run(self, checks: Sequence[Check], stage: Stage) -> Sequence[CheckResult]:
        """Run every suite that a check of the batch needs, and judge each check by its tests."""
        runs: dict[str, SuiteRun] = {}
        return [_run(check, stage, runs) for check in checks]


def _run(check: Check, stage: Stage, runs: dict[str, SuiteRun]) -> CheckResult:
    selection, findings = select(check)
    suites = _suites(selection, stage)
    finding = next(iter(findings), None) or (None if suites else _unsuited(check, selection, stage))
    if finding is not None:
        case = undecided(check.name or check.id, finding, Fault.SPECIFICATION)
        return CheckResult((case,), reason=case.reason)
    # The readers of reports load lxml; a start that runs no suite does without.
    from adjudge.checks.tests.suite import run_suite

    for suite in suites:
        if suite.name not in runs:
            runs[suite.name] = run_suite(suite, stage)
    return result_of(check, selection, [runs[suite.name] for suite in suites])


def _suites(selection: Selection, stage: Stage) -> list[Suite]:
    """Return the suites of the judged system that may hold the selected tests."""
    own = [s for s in stage.suites.values() if s.system in {"", stage.system.name}]
    return [suite for suite in own if selection.suite in {"", suite.name}]


def _unsuited(check: Check, selection: Selection, stage: Stage) -> Finding:
    system = stage.system.name
    if not selection.suite:
        message = f"no suite is configured for system {system}"
        return SUITE_NONE.at(check.location, message, requirement=check.requirement)
    known = ", ".join(sorted(stage.suites)) or "none"
    return SUITE_UNKNOWN.at(
        check.location,
        f"system {system} has no suite {selection.suite!r} (configured: {known})",
        requirement=check.requirement,
    )
