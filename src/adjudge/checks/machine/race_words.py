"""A hunt for races in words: the case that it decides, and the transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.model import CaseResult, Outcome
from adjudge.machine.broken import Demands
from adjudge.machine.linearize import Contradiction
from adjudge.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adjudge.checks.machine.concurrency import Hunted, Race
    from adjudge.checks.machine.together import Attempt, Issued
    from adjudge.findings import Location
    from adjudge.machine.engine import Model

NAME = "calls at the same instant"
_EXPECTED = "an outcome that some sequential order of the calls explains"
_SHOWN = 5


def case(model: Model, hunted: Hunted, location: Location) -> CaseResult:
    """Say in one case what a hunt showed.

    A race that was seen once and not again is inconclusive, and so is a system that disagrees
    with the machine without any concurrency.
    """
    if hunted.in_turn is not None:
        reason = "masked: the system disagrees with the machine when calls follow each other too"
        return CaseResult(NAME, Outcome.INCONCLUSIVE, location, reason=reason)
    if hunted.race is not None:
        return _raced(model, hunted.race, location)
    if not hunted.groups:
        reason = "no two calls of this machine can disturb each other in the states that were met"
        return CaseResult(NAME, Outcome.INCONCLUSIVE, location, reason=reason)
    return CaseResult(NAME, Outcome.PASSED, location, reason=coverage(hunted))


def coverage(hunted: Hunted) -> str:
    """Say how much was tried; what was not met may still be there."""
    groups = plural(hunted.groups, "group")
    return (
        f"no race in {groups} of calls issued at once ({plural(hunted.calls, 'call')}, "
        f"{plural(hunted.states, 'state')}); a window of microseconds may be missed"
    )


def transcript(model: Model, hunted: Hunted) -> str:
    """Write down what a person needs to look at, and to try it again."""
    lines = [f"{NAME}: {coverage(hunted)}" if hunted.race is None else f"{NAME}:"]
    if hunted.in_turn is not None:
        lines += ["this disagrees without any concurrency:", *_attempt(model, hunted.in_turn)]
    if hunted.race is not None:
        lines += _race(model, hunted.race)
    return "\n".join(lines) + "\n"


def _raced(model: Model, race: Race, location: Location) -> CaseResult:
    told = race.failures[0] if race.failures else race.first
    often = f"{len(race.failures)} of {plural(race.repetitions, 'repetition')} failed"
    actual = f"{_told(model, told)}; {often}"
    if race.another is not None:
        actual = f"{_told(model, race.another)}; seen twice in one hunt, and {often}"
    if not race.confirmed:
        reason = f"flaky: {actual}: it was seen once and not again"
        return CaseResult(NAME, Outcome.INCONCLUSIVE, location, _EXPECTED, actual, reason)
    observed = (race.another or told).observed
    broken = ", ".join(each.requirement for each in Demands(model).broken(observed))
    cause = f"race: {' ‖ '.join(sorted({call.event for call in race.calls}))}"
    return CaseResult(
        NAME,
        Outcome.FAILED,
        location,
        _EXPECTED,
        f"{broken}: {actual}" if broken else actual,
        cause=cause,
    )


def _told(model: Model, attempt: Attempt) -> str:
    """Say in one line what can't be explained."""
    state = _state(model, attempt)
    if attempt.errors:
        calls = " ‖ ".join(str(made.call) for made in attempt.issued)
        return f"{calls} at {state}: neither accepted nor refused: {attempt.errors[0].reply.detail}"
    part = attempt.contradiction or Contradiction((), ())
    shown = attempt.issued
    if len(shown) > _SHOWN:
        shown = tuple(shown[position] for position in part.calls)
    calls = " ‖ ".join(map(_outcome, shown))
    seen = " and ".join(f"{name} is {attempt.observed[name]!r}" for name in part.cells)
    return f"{calls} at {state}{f', then {seen}' if seen else ''}: no sequential order explains it"


def _outcome(made: Issued) -> str:
    return f"{made.call} {made.reply.answer}"


def _state(model: Model, attempt: Attempt) -> str:
    state = min(attempt.before, key=repr)
    return ", ".join(f"{name}={value}" for name, value in model.layout.show(state).items())


def _race(model: Model, race: Race) -> list[str]:
    path = ", ".join(map(str, race.path)) or "nothing"
    lines = [
        f"issued after {path}: {' ‖ '.join(map(str, race.calls))}",
        f"{len(race.failures)} of {race.repetitions} repetitions failed",
        "one after the other, forwards and backwards, the same calls are as the machine says",
        "found:",
        *_attempt(model, race.first),
    ]
    if race.another is not None:
        lines += ["found again, elsewhere:", *_attempt(model, race.another)]
    for number, attempt in enumerate(race.failures[:_SHOWN], 1):
        *seen, told = _attempt(model, attempt)
        lines += [f"failure {number}:", *seen, *([] if told in lines else [told])]
    return lines


def _attempt(model: Model, attempt: Attempt) -> Iterable[str]:
    started = min((made.reply.begun for made in attempt.issued), default=0.0)
    yield f"  at {_state(model, attempt)}"
    for made in attempt.issued:
        begun, ended = ((t - started) * 1000 for t in (made.reply.begun, made.reply.ended))
        yield f"  {begun:8.3f} to {ended:8.3f} ms  {_outcome(made)}: {made.reply.detail}"
    if attempt.observed:
        seen = ", ".join(f"{name}={value}" for name, value in attempt.observed.items())
        yield f"  then {seen}"
    yield f"  {_told(model, attempt)}" if attempt.failed else "  explained"
