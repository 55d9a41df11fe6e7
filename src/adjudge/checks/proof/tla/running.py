"""Running a `tla` block: from its modules and model to one case for each claim."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.checks.kind import CheckInputs
from adjudge.checks.model import CaseResult, CheckResult, Fault, Outcome, not_run
from adjudge.checks.proof.configured import configured
from adjudge.checks.proof.tla.block import Block, read_block
from adjudge.checks.proof.tla.deciding import Decided, Subject, decide
from adjudge.checks.proof.tla.engine import Ending, Ran
from adjudge.checks.proof.tla.finding import NoEngineError, engine
from adjudge.checks.proof.tla.transcript import shown
from adjudge.errors import SystemFailureError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adjudge.checks.proof.tla.engine import Engine
    from adjudge.checks.proof.tla.model import Claim
    from adjudge.checks.proof.tla.module import Module
    from adjudge.findings import Finding
    from adjudge.spec.model import Check
    from adjudge.system.stage import Stage

_RULES = "2"
"""Raised whenever the same runs would be judged otherwise, or other controls are tried."""


def diagnose(check: Check, folder: Path) -> Sequence[Finding]:
    """Say what in the block can't be read or checked."""
    return read_block(check, folder).findings


def inputs(check: Check, folder: Path) -> CheckInputs:
    """Name the files that the block uses, and the checker."""
    block = read_block(check, folder)
    tools = {"adjudge-proof": _RULES}
    try:
        tools |= engine(*configured(check, folder), block.options.engine).identity
    except (NoEngineError, OSError):
        tools["checker of TLA+"] = "absent"
    return CheckInputs(tuple(dict.fromkeys(block.files)), tools)


def run(check: Check, stage: Stage) -> CheckResult:
    """Check every claim of the block, and that each could have failed."""
    name = check.name or check.id
    block = read_block(check, stage.folder)
    if block.findings or block.module is None:
        reason = block.findings[0].explain()
        return not_run(name, check.location, reason, Fault.SPECIFICATION)
    started = time.monotonic()
    try:
        found = engine(*configured(check, stage.folder), block.options.engine)
        result = _checked(block, block.module, found, stage)
    except NoEngineError as error:
        return not_run(name, check.location, f"no checker of TLA+ can be used: {error}")
    except SystemFailureError as error:
        reason = "; ".join(filter(None, (error.message, error.next_step)))
        return not_run(name, check.location, reason)
    return replace(result, seconds=time.monotonic() - started)


def _checked(block: Block, module: Module, found: Engine, stage: Stage) -> CheckResult:
    limit = min(block.options.seconds or stage.limits.seconds, stage.limits.seconds)
    subject = Subject(module, block.others, block.model, limit)
    refused = found.refuses(subject.job(block.model.claims))
    cases = [
        _case(block, claim, Outcome.NOT_RUN, reason, Fault.ENVIRONMENT)
        for claim, reason in refused.items()
    ]
    claims = tuple(claim for claim in block.model.claims if claim not in refused)
    if not claims:
        return CheckResult(tuple(cases), reason=cases[0].reason, tools=dict(found.identity))
    subject = replace(subject, model=replace(block.model, claims=claims))
    with found.opened(stage) as checker:
        decided = decide(subject, block.wrongs, checker, stage.report)
        tools = {**found.identity, **checker.tools}
    cases = [*_cases(block, claims, decided), *cases]
    transcript = stage.redact(shown(found.name, block, decided))
    reason = next((case.reason for case in cases if case.outcome is not Outcome.PASSED), "")
    return CheckResult(tuple(cases), transcript, reason, tools=tools)


def _cases(block: Block, claims: Sequence[Claim], decided: Decided) -> list[CaseResult]:
    found = [_judged(block, claim, decided) for claim in claims]
    if decided.deadlock is not None:
        found.append(_deadlock(block, decided.deadlock))
    return found


def _judged(block: Block, claim: Claim, decided: Decided) -> CaseResult:
    """Say what the runs show of one claim; it holds only if it has also been seen to fail."""
    ran = decided.shown[claim]
    if ran.ending is Ending.BROKEN:
        return _broken(_case(block, claim, Outcome.FAILED), ran)
    if ran.ending is Ending.UNDECIDED:
        undecided = _case(block, claim, Outcome.INCONCLUSIVE, ran.reason, ran.fault)
        return _placed(block, undecided, ran)
    if decided.unusable:
        return _case(block, claim, Outcome.NOT_RUN, decided.unusable, Fault.SPECIFICATION)
    if claim not in decided.breaks:
        reason = (
            f"the control passed too: nothing that was broken made {claim} fail, so this proof "
            "can't fail; seed a wrong version with {wrong: {replace: …, by: …}}"
        )
        return _case(block, claim, Outcome.NOT_RUN, reason, Fault.SPECIFICATION)
    bounded = f" within {', '.join(block.model.bounded)}" if block.model.bounded else ""
    actual = f"holds in all {ran.distinct:,} states{bounded}; broken by {decided.breaks[claim]}"
    return replace(_case(block, claim, Outcome.PASSED), actual=actual)


def _case(
    block: Block,
    claim: Claim,
    outcome: Outcome,
    reason: str = "",
    fault: Fault = Fault.SYSTEM,
) -> CaseResult:
    where = block.defined_at(claim)
    return CaseResult(str(claim), outcome, where, reason=reason, fault=fault)


def _broken(case: CaseResult, ran: Ran) -> CaseResult:
    last = ran.trace[-1] if ran.trace else None
    state = ", ".join(last.values) if last else ""
    actual = f"broken after {len(ran.trace)} states{f': {state}' if state else ''}"
    return replace(case, expected=f"{case.name} holds", actual=actual, cause=case.name)


def _deadlock(block: Block, ran: Ran) -> CaseResult:
    case = CaseResult("no deadlock", Outcome.FAILED, block.check.location)
    return replace(_broken(case, ran), expected="every state has a next one")


def _placed(block: Block, case: CaseResult, ran: Ran) -> CaseResult:
    """Say where in the module the checker gave up."""
    if ran.place is None or block.module is None:
        return case
    if ran.place.module != block.module.name:
        where = f"{ran.place.module}.tla:{ran.place.line}:{ran.place.column}"
        return replace(case, reason=f"{where}: {case.reason}")
    if block.options.file:
        where = f"{block.options.file}:{ran.place.line}:{ran.place.column}"
        return replace(case, reason=f"{where}: {case.reason}")
    return replace(case, location=block.place(ran.place.line, ran.place.column))
