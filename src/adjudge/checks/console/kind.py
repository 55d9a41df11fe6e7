"""`console`: a session at a shell's prompt, executed command by command."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adjudge.checks.console.folder import fixtures, members, prepared
from adjudge.checks.console.judging import Shown, as_session, case_name, judge, visible
from adjudge.checks.console.options import Options, read
from adjudge.checks.console.session import Command, Session, parse
from adjudge.checks.console.shell import Shell, shell
from adjudge.checks.kind import CheckInputs
from adjudge.checks.model import CaseResult, CheckResult, Fault, Method, Outcome, not_run
from adjudge.codes import checks as codes
from adjudge.errors import SystemFailureError
from adjudge.spec.files import FileNameError
from adjudge.system import placeholders
from adjudge.system.stage import Exceeded, Limits, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from adjudge.findings import Finding
    from adjudge.spec.model import Check
    from adjudge.system.session import Turn

_SIGNALLED = 128
_NO_CODE = 255
_WHERE = {"base", "port"}


class Console:
    """Runs the sessions of command-line products; see `docs/reference/console.md`."""

    name = "console"
    method = Method.TEST

    def diagnose(self, check: Check, folder: Path) -> Sequence[Finding]:
        """Report what in the block or its options can't be read, and fixtures that are missing."""
        options, findings = read(check)
        found = [*findings, *parse(check.text, check.body).findings]
        try:
            fixtures(check, options, folder)
        except FileNameError as error:
            found.append(codes.MISSING_FIXTURE.at(check.location, str(error)))
        return [replace(finding, requirement=check.requirement) for finding in found]

    def inputs(self, check: Check, folder: Path) -> CheckInputs:
        """Name the fixtures beside the document."""
        found: tuple[Path, ...] = ()
        with contextlib.suppress(FileNameError):
            found = fixtures(check, read(check)[0], folder)
        return CheckInputs(tuple(part for path in found for part in members(path)))

    def batch(self, check: Check) -> str:
        """Run each session alone, in its own folder."""
        return check.id

    def run(self, checks: Sequence[Check], stage: Stage) -> Sequence[CheckResult]:
        """Execute each session; every command is a case."""
        return [self._run(check, stage) for check in checks]

    def _run(self, check: Check, stage: Stage) -> CheckResult:
        findings = self.diagnose(check, stage.folder)
        if findings:
            reason = findings[0].explain()
            return not_run(check.name or check.id, check.location, reason, Fault.SPECIFICATION)
        options, session = read(check)[0], parse(check.text, check.body)
        started = time.monotonic()
        try:
            with _reachable(stage), prepared(check, options, stage) as start:
                result = _execute(session, options, stage, start)
        except SystemFailureError as error:
            reason = "; ".join(filter(None, (error.message, error.next_step)))
            result = not_run(check.name or check.id, check.location, reason)
            result = replace(result, transcript=stage.redact(error.transcript))
        except (FileNameError, OSError) as error:
            result = not_run(check.name or check.id, check.location, str(error), Fault.BINDING)
        return replace(result, seconds=time.monotonic() - started)


def _reachable(stage: Stage) -> AbstractContextManager[object]:
    """Start the system where one of its commands must be told where it is reached."""
    words = [word for command in stage.system.commands.values() for word in command]
    if _WHERE.isdisjoint(name for word in words for name in placeholders.names(word)):
        return contextlib.nullcontext()
    return stage.start()


def _execute(session: Session, options: Options, stage: Stage, start: Path) -> CheckResult:
    limits = replace(
        stage.limits, seconds=min(options.seconds or stage.limits.seconds, stage.limits.seconds)
    )
    environment = {**stage.environment, **options.environment, "PWD": str(start)}
    stdin = stage.scratch / "stdin"
    stdin.write_text(options.stdin, encoding="utf-8", newline="")
    with shell(cwd=start, environment=environment, limits=limits) as opened:
        run = _Run(opened, limits, stage)
        for number, command in enumerate(session.commands, 1):
            stage.report(f"command {number} of {len(session.commands)}")
            run.take(command, stdin if number == 1 and options.stdin else None)
    return run.result()


@dataclass(slots=True)
class _Run:
    """A session while it runs: the cases so far, and why no more can follow."""

    shell: Shell
    limits: Limits
    stage: Stage
    cases: list[CaseResult] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)
    masked: str = ""

    def take(self, command: Command, stdin: Path | None) -> None:
        """Run one command, unless the session has ended before it."""
        if self.masked:
            self.cases.append(_undecided(command, self.masked))
            return
        separate = command.stderr is not None
        turn = self.shell.run(command.script, separate=separate, stdin=stdin)
        output = Shown(visible(turn.stdout), visible(turn.stderr), _exit_code(turn))
        self.transcript += [command.prompt, as_session(output, separate=separate)]
        if reason := self._cut_short(turn):
            self.cases.append(_undecided(command, reason))
            self.masked = f"masked by: `{case_name(command)}` ({command.location}): {reason}"
            return
        if turn.reply is None:
            self.masked = (
                f"masked by: `{case_name(command)}` ({command.location}) ended the session"
            )
        self.cases.append(self._redacted(judge(command, output, turn.seconds)))

    def result(self) -> CheckResult:
        transcript = self.stage.redact("\n".join(part for part in self.transcript if part))
        return CheckResult(tuple(self.cases), transcript)

    def _cut_short(self, turn: Turn) -> str:
        if turn.exceeded is not None:
            return _bound(turn.exceeded, self.limits)
        if turn.reply is not None and not turn.reply.isdigit():
            return "the session redefined what the shell needs to tell exit codes"
        return ""

    def _redacted(self, case: CaseResult) -> CaseResult:
        redact = self.stage.redact
        return replace(
            case,
            actual=redact(case.actual),
            reason=redact(case.reason),
            cause=redact(case.cause),
        )


def _undecided(command: Command, reason: str) -> CaseResult:
    return CaseResult(
        case_name(command),
        Outcome.INCONCLUSIVE,
        command.location,
        expected=command.expectation,
        reason=reason,
    )


def _exit_code(turn: Turn) -> int:
    """Return the exit code as the shell itself would tell it: 128 and the signal's number."""
    if turn.reply is not None:
        return int(turn.reply) if turn.reply.isdigit() else _NO_CODE
    code = turn.exit_code or 0
    return code if code >= 0 else _SIGNALLED - code


def _bound(exceeded: Exceeded, limits: Limits) -> str:
    return {
        Exceeded.TIME: f"the session did not end within {limits.seconds:g} s",
        Exceeded.MEMORY: f"the session used more than {limits.memory} bytes of memory",
        Exceeded.OUTPUT: f"the session wrote more than {limits.output} bytes",
    }[exceeded]
