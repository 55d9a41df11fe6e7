"""`hurl`: requests and what is expected of their responses, in Hurl's own syntax."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.checks.hurl import program
from adjudge.checks.hurl.block import Block, read_block
from adjudge.checks.hurl.cases import Place
from adjudge.checks.hurl.client import Client
from adjudge.checks.hurl.evaluation import Scope
from adjudge.checks.hurl.files import Files
from adjudge.checks.hurl.filters import refine
from adjudge.checks.hurl.hosts import Hosts
from adjudge.checks.hurl.options import Engine, Time
from adjudge.checks.hurl.runner import Runner
from adjudge.checks.hurl.survey import named_files, undefined
from adjudge.checks.hurl.transcript import Transcript
from adjudge.checks.kind import CheckInputs
from adjudge.checks.model import CaseResult, CheckResult, Fault, Method, Outcome, not_run
from adjudge.errors import SystemFailureError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adjudge.findings import Finding
    from adjudge.spec.model import Check
    from adjudge.system.stage import Clock, Instance, Stage

OWN_TOOL = "adjudge-hurl"
OWN_VERSION = "3"
"""Raised whenever the same block and the same responses would be judged otherwise."""

_LOG_BYTES = 4096
_SETTLING_STEPS = 5
_SETTLING_SECONDS = 0.1
_LOG_LINES = 20


class Hurl:
    """Runs the HTTP cases of a product; see `docs/reference/hurl.md`."""

    name = "hurl"
    method = Method.TEST

    def diagnose(self, check: Check, folder: Path) -> Sequence[Finding]:
        """Report what in the block can't be read, evaluated or executed."""
        return read_block(check, folder).findings

    def inputs(self, check: Check, folder: Path) -> CheckInputs:
        """Name the files that the block sends or compares with, and what executes it."""
        block = read_block(check, folder)
        files = Files(folder)
        names = [name for name, _ in named_files(block.file)]
        found = [files.path(name) for name in dict.fromkeys(names)] if not block.error else []
        return CheckInputs(tuple(found), _tools(block))

    def batch(self, check: Check) -> str:
        """Run each block alone, against a system of its own."""
        return check.id

    def run(self, checks: Sequence[Check], stage: Stage) -> Sequence[CheckResult]:
        """Execute each block; every expectation is a case."""
        return [self._run(check, stage) for check in checks]

    def _run(self, check: Check, stage: Stage) -> CheckResult:
        block = read_block(check, stage.folder)
        name = check.name or check.id
        if block.error is not None:
            return not_run(name, check.location, block.error.explain(), Fault.SPECIFICATION)
        refusal = _refusal(block, Place(check.body))
        if refusal is not None:
            return not_run(name, check.location, *refusal)
        started = time.monotonic()
        try:
            with stage.start(clock=bool(block.options.clock)) as instance:
                result = _execute(check, block, stage, instance)
        except SystemFailureError as error:
            result = not_run(name, check.location, error.message)
            result = replace(result, transcript=stage.redact(error.transcript))
        return replace(result, seconds=time.monotonic() - started, tools=_tools(block))


def _tools(block: Block) -> dict[str, str]:
    path = _program(block)
    if path:
        return {program.NAME: program.version(path)}
    return {OWN_TOOL: OWN_VERSION}


def _program(block: Block) -> str:
    ours = block.options.engine is Engine.OWN or block.options.clock
    return "" if ours else program.installed()


def _refusal(block: Block, place: Place) -> tuple[str, Fault] | None:
    """Say what keeps the block from being run as it stands, before anything is started."""
    path = _program(block)
    if block.options.engine is Engine.PROGRAM and not path:
        return "the program `hurl` is not on PATH; install it or use {engine: adjudge}", (
            Fault.ENVIRONMENT
        )
    for remark in block.unsupported:
        where = place.at(remark.position)
        if remark.forbidden:
            return f"{where}: not allowed in a check: {remark.message}", Fault.SPECIFICATION
        if not path:
            reason = f"{where}: only the program `hurl` can do this: {remark.message}"
            return reason, Fault.ENVIRONMENT
    return None


def _execute(check: Check, block: Block, stage: Stage, instance: Instance) -> CheckResult:
    place = Place(check.body)
    variables = {"base": instance.base, **instance.variables, **block.options.variables}
    scope = Scope(Files(stage.folder), refine, dict(variables))
    missing = undefined(block.file, variables)
    if missing:
        where = place.at(missing[0].position)
        reason = f"{where}: {missing[0].message}"
        return not_run(check.name or check.id, where, reason, Fault.SPECIFICATION)
    stuck = _without_clock(block, stage, instance)
    if stuck:
        return not_run(check.name or check.id, check.location, *stuck)
    hosts = Hosts.of(instance.base, block.options.hosts)
    path = _program(block)
    obstacle = program.obstacle(block.file, scope, hosts) if path else ""
    if path and not obstacle:
        return _by_program(path, check, block, scope, stage)
    if block.options.engine is Engine.PROGRAM or (path and block.unsupported):
        reason = f"the program `hurl` can't be kept to this system: {obstacle}"
        return not_run(check.name or check.id, check.location, reason, Fault.SPECIFICATION)
    return _by_ourselves(block, place, scope, hosts, stage, instance)


def _without_clock(block: Block, stage: Stage, instance: Instance) -> tuple[str, Fault] | None:
    """Say why the system's time can't pass as the block wants it to, if so."""
    if not block.options.clock:
        return None
    if instance.clock is None:
        reason = (
            f"the clock of this system cannot be moved: system {stage.system.name} has no `clock` "
            'in adjudge.toml; add clock = "libfaketime" if it is linked dynamically'
        )
        return reason, Fault.BINDING
    return None if instance.clock.works else (instance.clock.reason, Fault.ENVIRONMENT)


def _by_program(path: str, check: Check, block: Block, scope: Scope, stage: Stage) -> CheckResult:
    completed = program.execute(path, check.text, scope.variables, stage)
    found = program.cases(block.file, completed, Place(check.body))
    found = found if block.file.expects_something else _undecided(found)
    transcript = completed.stderr.decode("utf-8", "replace")
    return CheckResult(_redacted(found, stage, frozenset()), stage.redact(transcript))


def _by_ourselves(
    block: Block, place: Place, scope: Scope, hosts: Hosts, stage: Stage, instance: Instance
) -> CheckResult:
    transcript = Transcript(stage.redact)
    clock = _started_clock(block, instance, transcript)
    with Client(hosts, transcript, largest=stage.limits.output) as client:
        runner = Runner(
            client,
            scope,
            transcript,
            place,
            instance.base,
            time.monotonic() + stage.limits.seconds,
            stage.report,
            lambda: stage.redact(_tail(instance.log)),
            clock,
        )
        found = runner.run(block.file)
    secrets = frozenset(scope.secrets)
    found = found if block.file.expects_something else _undecided(found)
    return CheckResult(_redacted(found, stage, secrets), transcript.text(secrets))


def _started_clock(block: Block, instance: Instance, transcript: Transcript) -> Clock | None:
    if instance.clock is None:
        return None
    if block.options.clock is Time.MOVED and instance.clock.hold():
        transcript.note("the system's clock stands still, and a delay moves it instead of waiting")
    else:
        transcript.note("a delay moves the system's clock instead of waiting")
    return instance.clock


def _undecided(found: Sequence[CaseResult]) -> list[CaseResult]:
    """Let nothing pass that could not have failed."""
    reason = "nothing is expected of any response, so an answer decides nothing"
    return [
        replace(case, outcome=Outcome.INCONCLUSIVE, reason=reason, fault=Fault.SPECIFICATION)
        if case.outcome is Outcome.PASSED
        else case
        for case in found
    ]


def _redacted(
    found: Sequence[CaseResult], stage: Stage, secrets: frozenset[str]
) -> tuple[CaseResult, ...]:
    def clean(text: str) -> str:
        text = stage.redact(text)
        for secret in secrets:
            text = text.replace(secret, "***") if secret else text
        return text

    return tuple(
        replace(
            case,
            name=clean(case.name),
            expected=clean(case.expected),
            actual=clean(case.actual),
            reason=clean(case.reason),
            cause=clean(case.cause),
        )
        for case in found
    )


def _tail(log: Path) -> str:
    """Return the last lines of the log, once nothing more comes."""
    try:
        _settle(log)
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _LOG_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-_LOG_LINES:])


def _settle(log: Path) -> None:
    """Wait, half a second at most, until the log stops growing.

    A system that just died may have written words that are still on their way into the file.
    """
    size = -1
    for _ in range(_SETTLING_STEPS):
        if size == (size := log.stat().st_size):
            return
        time.sleep(_SETTLING_SECONDS)
