"""From what driving showed to the cases of each check, in words a person understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.machine.timing import timed
from adjudge.checks.model import CaseResult, Fault, Outcome
from adjudge.machine.model import EventKind
from adjudge.spec.shared_checks import BLOCK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.checks.machine.driving import Driven, Failure
    from adjudge.machine.model import Machine, Property
    from adjudge.spec.model import Check
    from adjudge.system.driver import Capabilities

CALLS = "running system: every call does what the diagram says"
BAD_INPUT = "running system: bad input is refused and changes nothing"
TIME = "running system: what happens as time passes"


def driven_cases(
    check: Check, machine: Machine, driven: Driven, capabilities: Capabilities
) -> tuple[CaseResult, ...]:
    """Return the cases of a check that the running system decides.

    The check of the block itself gets all; that of a requirement which the block names gets those
    of its own properties.
    """
    cases = []
    if own(check):
        plain = [f for f in driven.failures if not f.disagreement.bad_input]
        bad = [f for f in driven.failures if f.disagreement.bad_input]
        cases += _failed(check, CALLS, plain) or [
            _undisturbed(check, CALLS, driven, driven.exercise.lack(machine))
        ]
        cases += _failed(check, BAD_INPUT, bad) or _no_bad_input(check, machine, driven)
        cases += _timeless(check, machine, capabilities)
    late = timed(machine) if not capabilities.clock else ()
    for number, property_ in enumerate(properties_of(check, machine), 1):
        name = f"running system: property {number}: {property_.text or property_.requirement}"
        if property_ in late:
            cases.append(_unmoved(check, name, capabilities))
        else:
            cases += _property(check, name, property_, driven, machine)
    return tuple(cases)


def own(check: Check) -> bool:
    """Tell whether a check is that of the block itself."""
    return BLOCK not in check.options


def properties_of(check: Check, machine: Machine) -> Sequence[Property]:
    """Return the properties that a check answers for.

    The name in front of a property may lack the scope that the requirement's ID has.
    """
    bare = check.requirement.rpartition("/")[2]
    names = {check.requirement, bare}
    mine = [each for each in machine.properties if each.requirement in names]
    return machine.properties if own(check) else mine


def _property(
    check: Check, name: str, property_: Property, driven: Driven, machine: Machine
) -> Sequence[CaseResult]:
    breaking = [f for f in driven.failures if property_.requirement in f.disagreement.requirements]
    failed = _failed(check, name, breaking, property_.requirement)
    lack = driven.exercise.lack_for(machine, property_)
    return failed or [_undisturbed(check, name, driven, lack)]


def _failed(
    check: Check, name: str, failures: Sequence[Failure], requirement: str = ""
) -> list[CaseResult]:
    return [
        _failure(check, f"{name} ({number})" if number > 1 else name, failure, requirement)
        for number, failure in enumerate(failures, 1)
    ]


def _failure(check: Check, name: str, failure: Failure, requirement: str) -> CaseResult:
    found = failure.disagreement
    told = found.message(requirement or ", ".join(found.requirements) or check.requirement)
    if not failure.stable:
        reason = f"flaky: seen once and not again when the same calls were repeated: {told}"
        return CaseResult(name, Outcome.INCONCLUSIVE, check.location, reason=reason)
    calls = " → ".join(str(played.attempt) for played in failure.log)
    reason = f"{told}. Shortest way there: {calls}" if len(failure.log) > 1 else told
    return CaseResult(
        name,
        Outcome.FAILED,
        check.location,
        expected=found.expected,
        actual=found.actual,
        reason=reason,
        cause=" ".join(map(str, (*found.signature[:2], *found.requirements))),
        fault=found.fault,
    )


def _undisturbed(check: Check, name: str, driven: Driven, lack: str) -> CaseResult:
    """What no failure speaks against: a pass if the search took place and `lack` is nothing."""
    start = next((f for f in driven.failures if f.disagreement.attempt is None), None)
    if start is not None:
        reason = f"masked by: {start.disagreement.message(check.requirement)}"
        return CaseResult(name, Outcome.INCONCLUSIVE, check.location, reason=reason)
    if driven.stopped:
        return CaseResult(
            name, Outcome.INCONCLUSIVE, check.location, reason=f"the search {driven.stopped}"
        )
    if not driven.calls:
        reason = "no call could be made, so nothing was seen of the system"
        return CaseResult(name, Outcome.NOT_RUN, check.location, reason=reason)
    if lack:
        reason = f"{summary(driven)}, but {lack}"
        return CaseResult(name, Outcome.INCONCLUSIVE, check.location, reason=reason)
    return CaseResult(name, Outcome.PASSED, check.location, reason=summary(driven))


def summary(driven: Driven) -> str:
    """Say in one line what a search without a violation amounts to."""
    return f"driven: no violation in {driven.calls:,} calls ({driven.coverage})"


def _no_bad_input(check: Check, machine: Machine, driven: Driven) -> list[CaseResult]:
    if not any(e.parameters and e.kind is EventKind.CALL for e in machine.events):
        return []
    if driven.untried:
        listed = ", ".join(driven.untried)
        reason = f"{listed} was never accepted, so a refusal of bad input says nothing"
        return [CaseResult(BAD_INPUT, Outcome.INCONCLUSIVE, check.location, reason=reason)]
    if not driven.bad_inputs:
        return []
    reason = f"driven: {driven.bad_inputs:,} calls with bad input were refused and changed nothing"
    return [CaseResult(BAD_INPUT, Outcome.PASSED, check.location, reason=reason)]


def _timeless(check: Check, machine: Machine, capabilities: Capabilities) -> list[CaseResult]:
    waits = any(event.kind is EventKind.WAIT for event in machine.events)
    return [_unmoved(check, TIME, capabilities)] if waits and not capabilities.clock else []


def _unmoved(check: Check, name: str, capabilities: Capabilities) -> CaseResult:
    why = capabilities.clock_reason or "the clock of this system cannot be moved"
    reason = f"time could not pass for the system: {why}"
    return CaseResult(name, Outcome.NOT_RUN, check.location, reason=reason, fault=Fault.ENVIRONMENT)
