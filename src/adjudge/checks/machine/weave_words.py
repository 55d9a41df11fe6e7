"""Schedules in words: the case that they decide, and a schedule as lines of the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.machine.weaving import MOST_PREEMPTIONS, REPETITIONS
from adjudge.checks.model import CaseResult, Outcome
from adjudge.machine.broken import Demands
from adjudge.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.checks.machine.weaving import Weaving, Woven
    from adjudge.findings import Location
    from adjudge.machine.engine import Model

NAME = "calls that take turns line by line"
_EXPECTED = "an outcome that some sequential order of the calls explains"


def case(model: Model, weaving: Weaving, location: Location) -> CaseResult:
    """Say in one case what enumerating schedules showed."""
    if weaving.failure is not None:
        return _failed(model, weaving, weaving.failure, location)
    if not weaving.chosen:
        reason = "no two calls of this machine can disturb each other in its first state"
        return CaseResult(NAME, Outcome.INCONCLUSIVE, location, reason=reason)
    if weaving.pairs < weaving.chosen:
        reason = (
            f"the time was over after {plural(weaving.schedules, 'schedule')}: {coverage(weaving)}"
        )
        return CaseResult(NAME, Outcome.INCONCLUSIVE, location, reason=reason)
    return CaseResult(NAME, Outcome.PASSED, location, reason=f"no race in {coverage(weaving)}")


def coverage(weaving: Weaving) -> str:
    """Say how much was run."""
    pairs = f"{weaving.pairs} of {plural(weaving.chosen, 'pair')} of calls"
    return f"all schedules with at most {MOST_PREEMPTIONS} preemptions of {pairs} ({weaving.schedules:,} in all)"


def transcript(model: Model, weaving: Weaving) -> str:
    """Write down the schedule that failed, as lines of the system."""
    lines = [f"{NAME}: {coverage(weaving)}"]
    if weaving.failure is not None:
        lines.append(_told(model, weaving.failure))
        lines += (f"  {line}" for line in steps(weaving.failure))
        for number, reply in enumerate(weaving.failure.interleaved.replies, 1):
            lines.append(f"  thread {number}: {reply.answer}: {reply.detail}")
    return "\n".join(lines) + "\n"


def steps(woven: Woven) -> Iterator[str]:
    """Yield what each thread did until it stopped, as `thread 1 stopped before bank/ledger.py:48`."""
    lines = woven.interleaved.lines
    for position, line in enumerate(lines):
        last = position + 1 == len(lines)
        if not last and lines[position + 1].thread == line.thread:
            continue
        thread = f"thread {line.thread + 1} ({woven.calls[line.thread]})"
        following = [each for each in lines[position + 1 :] if each.thread == line.thread]
        if following:
            yield f"{thread} stopped before {following[0].file}:{following[0].line}"
        elif woven.interleaved.stuck:
            yield f"{thread} did not go on after {line.file}:{line.line}"
        else:
            yield f"{thread} ran to its end, {line.file}:{line.line}"


def _failed(model: Model, weaving: Weaving, woven: Woven, location: Location) -> CaseResult:
    told = f"{_told(model, woven)}: {'; '.join(steps(woven))}"
    again = f"{weaving.again} of {plural(REPETITIONS, 'repetition')} of the schedule failed"
    if not weaving.again:
        reason = f"flaky: {told}; {again}"
        return CaseResult(NAME, Outcome.INCONCLUSIVE, location, reason=reason)
    broken = ", ".join(each.requirement for each in Demands(model).broken(woven.observed))
    actual = f"{told}; {again}"
    cause = f"schedule: {' ‖ '.join(sorted({call.event for call in woven.calls}))}"
    shown = f"{broken}: {actual}" if broken else actual
    return CaseResult(NAME, Outcome.FAILED, location, _EXPECTED, shown, cause=cause)


def _told(model: Model, woven: Woven) -> str:
    replies = woven.interleaved.replies
    calls = " ‖ ".join(f"{c} {r.answer}" for c, r in zip(woven.calls, replies, strict=True))
    before = model.layout.show(min(woven.before, key=repr))
    state = ", ".join(f"{name}={value}" for name, value in before.items())
    if woven.interleaved.stuck:
        return f"{calls} at {state}: no thread went on any more, as in a deadlock"
    seen = ", ".join(f"{name}={value}" for name, value in woven.observed.items())
    then = f", then {seen}" if seen else ""
    why = "an error" if woven.explained else "no sequential order explains it"
    return f"{calls} at {state}{then}: {why}"
