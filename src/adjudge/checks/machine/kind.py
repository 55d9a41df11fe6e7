"""`machine`: a state diagram that is driven against the running system; see `docs/reference/machine-checks.md`."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from adjudge.checks.kind import CheckInputs
from adjudge.checks.machine import binding, options
from adjudge.checks.machine.counterexamples import counterexamples
from adjudge.checks.machine.coverage import as_json
from adjudge.checks.machine.driving import Driven, drive
from adjudge.checks.machine.options import Options
from adjudge.checks.machine.outcomes import driven_cases, own
from adjudge.checks.machine.racing import Raced, race, raced_cases, raced_transcript
from adjudge.checks.machine.specified import analysed, specified_cases
from adjudge.checks.machine.strange import strange_values
from adjudge.checks.machine.transcript import transcript
from adjudge.checks.model import CaseResult, CheckResult, Fault, Method, Outcome, fold, not_run
from adjudge.errors import AdjudgeError
from adjudge.findings import Severity
from adjudge.machine.analysis import QUICK, Analysis, analyse
from adjudge.machine.engine import Model
from adjudge.machine.model import EventKind, Machine
from adjudge.machine.read import read
from adjudge.spec.shared_checks import BLOCK
from adjudge.system.driver import Capabilities
from adjudge.system.drivers import lend

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from adjudge.findings import Finding
    from adjudge.spec.model import Check
    from adjudge.system.stage import Stage

TOOL = "adjudge-machine"
PROVER = "z3-solver"
DRAWER = "hypothesis"
VERSION = "1"
"""Raised whenever the same machine and the same system would be judged otherwise."""


class MachineKind:
    """Drives a system with the calls of its specification's machine."""

    name = "machine"
    method = Method.TEST

    def diagnose(self, check: Check, folder: Path) -> Sequence[Finding]:
        """Report what in the diagram, the block or its options can't be used."""
        del folder
        if not own(check):
            return ()
        reading = read(check)
        found = (*reading.findings, *options.read(check)[1])
        if reading.machine is None:
            return found
        return (*found, *analyse(reading.machine, QUICK).findings(check))

    def inputs(self, check: Check, folder: Path) -> CheckInputs:
        """Name what searches, and the machine whose binding the system is driven by."""
        del folder
        machine = read(check).machine
        driven = (machine.name,) if machine is not None else ()
        return CheckInputs(tools=_tools(), machines=driven)

    def batch(self, check: Check) -> str:
        """Run the checks of the requirements that a block names together with its own."""
        return str(check.options.get(BLOCK, check.id))

    def run(self, checks: Sequence[Check], stage: Stage) -> Sequence[CheckResult]:
        """Drive the system once for all checks of a block."""
        started = time.monotonic()
        results = _run(checks, stage)
        seconds = time.monotonic() - started
        return [replace(each, seconds=seconds, tools=_tools()) for each in results]


def _tools() -> Mapping[str, str]:
    """Name what decides; what the prover can't be asked is explored within bounds instead."""
    tools = {TOOL: VERSION}
    for name in (PROVER, DRAWER):
        with suppress(PackageNotFoundError):
            tools[name] = version(name)
    return tools


def _run(checks: Sequence[Check], stage: Stage) -> Sequence[CheckResult]:
    first = checks[0]
    reading = read(first)
    settings, problems = options.read(first)
    errors = [f for f in (*reading.findings, *problems) if f.severity is Severity.ERROR]
    if reading.machine is None or errors:
        reason = errors[0].explain() if errors else "the machine can't be read"
        return [_not_run(check, reason, Fault.SPECIFICATION) for check in checks]
    try:
        return _driven(checks, reading.machine, settings, stage)
    except AdjudgeError as error:
        reason = f"{error.message}; {error.next_step}" if error.next_step else error.message
        log = stage.redact(getattr(error, "transcript", ""))
        results = [_not_run(check, reason, Fault.ENVIRONMENT) for check in checks]
        return [replace(result, transcript=log) for result in results]


def _not_run(check: Check, reason: str, fault: Fault) -> CheckResult:
    return not_run(check.name or check.id, check.location, reason, fault)


def _driven(
    checks: Sequence[Check], machine: Machine, settings: Options, stage: Stage
) -> Sequence[CheckResult]:
    bound = stage.bindings.of(machine.name)
    names, places = binding.parameters(machine), binding.indices(machine)
    analysis = analysed(machine, stage.report)
    timed = any(event.kind is EventKind.WAIT for event in machine.events)
    with lend(bound, stage, parameters=names, indices=places, clock=timed) as driver:
        able = driver.capabilities
        reason = binding.obstacle(machine, able)
        if reason:
            return [_undriven(check, machine, analysis, reason) for check in checks]
        strange = _strange(machine, settings, stage)
        driven = drive(Model(machine, machine.drive), driver, settings, stage.report, strange)
        raced = race(machine, driver, settings, driven)
    shown = Shown(machine, settings, analysis, driven, able, raced)
    return [_result(check, shown, stage) for check in checks]


def _strange(machine: Machine, settings: Options, stage: Stage) -> Sequence[object]:
    """Draw values for bad input, where an event takes any."""
    called = [event for event in machine.events if event.kind is EventKind.CALL]
    wanted = settings.values if any(event.parameters for event in called) else 0
    return strange_values(stage, settings.seed, wanted)


def _undriven(check: Check, machine: Machine, analysis: Analysis, reason: str) -> CheckResult:
    """Show what the specification says by itself; that alone is no evidence for a system."""
    result = _not_run(check, reason, Fault.BINDING)
    return replace(result, cases=(*specified_cases(check, machine, analysis), *result.cases))


@dataclass(frozen=True, slots=True)
class Shown:
    """All that one run showed of a machine and a system; the results of its checks are made of it."""

    machine: Machine
    settings: Options
    analysis: Analysis
    driven: Driven
    able: Capabilities
    raced: Raced | None = None


def _result(check: Check, shown: Shown, stage: Stage) -> CheckResult:
    machine, driven = shown.machine, shown.driven
    cases = (
        *specified_cases(check, machine, shown.analysis),
        *driven_cases(check, machine, driven, shown.able),
        *raced_cases(check, machine, shown.raced),
    )
    # The search has replayed from a fresh start what it reports as a failure.
    runs = 2 if fold(case.outcome for case in cases) is Outcome.FAILED else 1
    text = transcript(check.requirement, driven, shown.settings) + raced_transcript(shown.raced)
    attached = {
        "coverage.json": as_json(machine.name, driven.coverage),
        **counterexamples(check.requirement, driven.failures, stage.system.base, stage.redact),
    }
    attached = {name: stage.redact(text) for name, text in attached.items()}
    told = tuple(_redacted(case, stage) for case in cases)
    return CheckResult(told, stage.redact(text), runs=runs, attachments=attached)


def _redacted(case: CaseResult, stage: Stage) -> CaseResult:
    """Take out what nobody may see: a message tells requests and responses."""
    return replace(
        case,
        expected=stage.redact(case.expected),
        actual=stage.redact(case.actual),
        reason=stage.redact(case.reason),
    )
