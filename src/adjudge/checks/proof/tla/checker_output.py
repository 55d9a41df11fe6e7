"""What tla-checker answers, read into what a run showed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from adjudge.checks.model import Fault
from adjudge.checks.proof.tla.engine import Ending, Place, Ran, Step
from adjudge.checks.proof.tla.model import ClaimKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.checks.proof.tla.engine import Job

_INVARIANT = re.compile(r"Invariant (\d+) violated")
_PARSE = re.compile(
    r'message: "(?P<message>.*?)", span: (?:Some\(Span \{ start: (?P<start>\d+)|None)'
)
_STATE = re.compile(r"State \d+\Z")
_SPECIFICATION = frozenset(
    {"ParseError", "ConfigError", "InitError", "NextError", "InvariantError", "AssumeError"}
    | {"AssumeViolation", "MissingConstants", "NoInitialStates"}
)


def judge(said: str, job: Job) -> Ran:
    """Say what a run showed, from the answer's JSON."""
    try:
        answer = json.loads(said)
        return _judge(answer, job)
    except (ValueError, TypeError, LookupError, AttributeError):
        return Ran(Ending.UNDECIDED, reason="tla-checker answered what can't be read")


def _judge(answer: dict[str, Any], job: Job) -> Ran:
    distinct = int(answer["states_explored"])
    kind, message = answer["error_type"], str(answer["error_message"] or "")
    trace = _trace("".join(answer["trace"] or ()))
    if answer["warnings"]:
        reason = f"tla-checker left something out: {'; '.join(map(str, answer['warnings']))}"
        return Ran(Ending.UNDECIDED, reason=reason, fault=Fault.ENVIRONMENT)
    if answer["success"] is True and kind is None:
        held = Ending.HELD if distinct else Ending.UNDECIDED
        return Ran(held, distinct=distinct, reason="" if distinct else "no state was visited")
    if kind == "InvariantViolation" and (match := _INVARIANT.fullmatch(message)):
        invariants = [claim for claim in job.claims if claim.kind is ClaimKind.INVARIANT]
        return Ran(Ending.BROKEN, invariants[int(match[1])], trace=trace, distinct=distinct)
    if kind == "Deadlock":
        return Ran(Ending.BROKEN, deadlocked=True, trace=trace, distinct=distinct)
    fault = Fault.SPECIFICATION if kind in _SPECIFICATION else Fault.ENVIRONMENT
    return _failure(str(kind), message, job, fault)


def _failure(kind: str, message: str, job: Job, fault: Fault) -> Ran:
    if kind == "NoInitialStates":
        message = "there is no initial state, so nothing was checked"
    parsed = _PARSE.search(message)
    if parsed is None:
        return Ran(Ending.UNDECIDED, reason=f"{kind}: {message}", fault=fault)
    place = _place(job, int(parsed["start"])) if parsed["start"] else None
    return Ran(Ending.UNDECIDED, reason=parsed["message"], place=place, fault=fault)


def _place(job: Job, start: int) -> Place:
    """Turn an offset in bytes into a line and a column."""
    before = job.modules[job.root].encode()[:start].decode("utf-8", "ignore")
    return Place(job.root, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _trace(text: str) -> tuple[Step, ...]:
    steps: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if _STATE.match(line):
            steps.append(("step" if steps else "initial state", []))
        elif steps and line.strip():
            steps[-1][1].append(line.strip())
    return tuple(Step(action, tuple(values)) for action, values in steps)


def problems(answers: Sequence[Ran]) -> str:
    """Say what is wrong with a build that judges two known modules otherwise than they are."""
    good, bad = answers
    if good.ending is not Ending.HELD:
        return f"it does not accept a module that holds: {good.reason or good.ending}"
    if bad.ending is not Ending.BROKEN:
        return f"it does not refute a module that is wrong: {bad.reason or bad.ending}"
    return ""
