"""Running a prover on a module, and on the wrong versions of it that it must refute."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import regex

from adjudge.checks.kind import CheckInputs
from adjudge.checks.model import CaseResult, CheckResult, Fault, Outcome, not_run
from adjudge.checks.proof.module import Module, read_module
from adjudge.checks.proof.provers import file_name
from adjudge.checks.proof.surroundings import bound, surroundings
from adjudge.errors import SystemFailureError
from adjudge.system import placeholders, process
from adjudge.system.surroundings import identity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adjudge.findings import Finding
    from adjudge.spec.model import Check
    from adjudge.system.stage import Completed, Stage

_MATCHING = 10.0
"""Seconds that a pattern may take to be found in an output."""
_TAIL = 12_000
_REASON = 300


class Answer(StrEnum):
    """What a prover said of a module."""

    HOLDS = "it holds"
    REFUTED = "it is refuted"
    UNCLEAR = "neither success nor refutation"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, why it is unclear if it is, and the output that it was read from."""

    answer: Answer
    reason: str = ""
    output: str = ""


def diagnose(check: Check, folder: Path) -> Sequence[Finding]:
    """Say what in the block can't be read or checked."""
    return read_module(check, folder).findings


def inputs(check: Check, folder: Path) -> CheckInputs:
    """Name the files that the block uses, and the program with what is asked of it."""
    module = read_module(check, folder)
    prover = module.prover
    tools = {}
    if prover.command:
        words = (prover.command, prover.success, prover.failure, dict(prover.environment))
        program = prover.command[0].replace("{python}", sys.executable)
        tools = {module.tool: f"{identity(program)}: {words}"}
    return CheckInputs(tuple(module.files), tools)


def run(check: Check, stage: Stage) -> CheckResult:
    """Check the module, then every wrong version of it."""
    name = check.name or check.id
    module = read_module(check, stage.folder)
    if module.findings:
        return not_run(name, check.location, module.findings[0].explain(), Fault.SPECIFICATION)
    started = time.monotonic()
    try:
        with stage.directory(empty=True) as folder:
            result = _Runs(module, stage, folder).result()
    except SystemFailureError as error:
        reason = "; ".join(filter(None, (error.message, error.next_step)))
        result = not_run(name, check.location, reason)
    return replace(result, seconds=time.monotonic() - started)


class _Runs:
    """The runs of one check, each in a folder of its own."""

    def __init__(self, module: Module, stage: Stage, folder: Path) -> None:
        self._module = module
        self._stage = stage
        self._folder = folder
        asked = module.prover.seconds or stage.limits.seconds
        self._limits = replace(stage.limits, seconds=min(asked, stage.limits.seconds))
        self._transcript: list[str] = []
        self._runs = 0

    def result(self) -> CheckResult:
        """Run everything that is needed."""
        check = self._module.check
        tools = self._tools()
        case = CaseResult(check.name or check.id, Outcome.PASSED, check.location)
        said = self._ask(self._module.text, "the module")
        if said.answer is Answer.REFUTED:
            actual = self._stage.redact(_telling(said.output, self._module.prover.failure))
            expected = f"{self._module.tool} accepts the module"
            case = replace(case, outcome=Outcome.FAILED, expected=expected, actual=actual)
        elif said.answer is Answer.UNCLEAR:
            reason = self._stage.redact(f"{self._module.tool}: {said.reason}")
            case = replace(
                case, outcome=Outcome.INCONCLUSIVE, reason=reason, fault=Fault.ENVIRONMENT
            )
        else:
            case = self._controlled(case)
        transcript = self._stage.redact("\n".join(self._transcript))
        return CheckResult((case,), transcript, case.reason, tools=tools)

    def _controlled(self, case: CaseResult) -> CaseResult:
        """Pass only if every wrong version is refuted."""
        for number, control in enumerate(self._module.controls, 1):
            self._stage.report(f"control {number} of {len(self._module.controls)}")
            label = f"wrong version {number} ({control.what})"
            said = self._ask(control.text, label)
            if said.answer is Answer.REFUTED:
                continue
            reason = (
                f"the control passed too: this proof can't fail; {label} was accepted"
                if said.answer is Answer.HOLDS
                else f"the control failed for another reason than a refutation: {label}: {said.reason}"
            )
            reason = self._stage.redact(reason)
            return replace(case, outcome=Outcome.NOT_RUN, reason=reason, fault=Fault.SPECIFICATION)
        return replace(case, actual=f"accepted; {len(self._module.controls)} wrong refused")

    def _ask(self, text: str, what: str) -> Said:
        self._runs += 1
        place = self._folder / f"run-{self._runs}"
        file = self._write(text, place)
        completed = self._execute(self._module.prover.command, place, file)
        said = self._answer(completed)
        self._transcript += [f"--- {what}: {said.answer}", said.output[-_TAIL:].strip()]
        return said

    def _write(self, text: str, place: Path) -> Path:
        place.mkdir()
        for path, name in self._module.beside:
            target = place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        file = place / (self._module.file or file_name(self._module.prover, text))
        file.write_text(text, encoding="utf-8", newline="")
        return file

    def _execute(self, command: Sequence[str], place: Path, file: Path | None = None) -> Completed:
        values = {"scratch": str(place), "python": sys.executable}
        values |= {"file": file.name} if file else {}
        return process.run(
            [placeholders.fill(word, values) for word in command],
            cwd=place,
            environment=surroundings(place, self._module.prover.environment),
            limits=self._limits,
        )

    def _answer(self, completed: Completed) -> Said:
        """Believe a success only with its pattern, exit code 0 and no sign of a refutation."""
        prover = self._module.prover
        output = (completed.stdout + b"\n" + completed.stderr).decode("utf-8", "replace")
        if completed.exceeded is not None:
            return Said(Answer.UNCLEAR, bound("it", completed.exceeded, self._limits), output)
        try:
            succeeded = regex.search(prover.success, output, timeout=_MATCHING) is not None
            refuted = regex.search(prover.failure, output, timeout=_MATCHING) is not None
        except TimeoutError:
            reason = f"looking for a pattern took more than {_MATCHING:g} s"
            return Said(Answer.UNCLEAR, reason, output)
        if refuted:
            return Said(Answer.REFUTED, output=output)
        if succeeded and completed.exit_code == 0:
            return Said(Answer.HOLDS, output=output)
        found = "with" if succeeded else "without"
        last = output.strip().split("\n")[-1][:_REASON]
        reason = f"it ended with exit code {completed.exit_code}, {found} the sign of success, and no sign of a refutation: {last}"
        return Said(Answer.UNCLEAR, reason, output)

    def _tools(self) -> dict[str, str]:
        """Ask the prover for its version, where it is known how."""
        prover = self._module.prover
        tools = {self._module.tool: identity(prover.command[0].replace("{python}", sys.executable))}
        if prover.version:
            place = self._folder / "version"
            place.mkdir()
            completed = self._execute(prover.version, place)
            told = (completed.stdout or completed.stderr).decode("utf-8", "replace").strip()
            if completed.exit_code == 0 and told:
                tools[self._module.tool] = told.split("\n")[0]
        return tools


def _telling(output: str, pattern: str) -> str:
    """Return the lines of an output that tell of the refutation."""
    match = regex.search(pattern, output, timeout=_MATCHING)
    if match is None:
        return ""
    start = output.rfind("\n", 0, match.start()) + 1
    return output[start : output.find("\n", match.end()) % (len(output) + 1)].strip()[:_REASON]
