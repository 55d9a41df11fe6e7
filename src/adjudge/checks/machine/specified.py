"""What the machine itself says of its properties, as cases: proved, exhaustive, broken or undecided.

A property that the diagram itself breaks is the specification's fault: no system can keep both, so
it violates nothing, and the requirement stays inconclusive until one of the two is mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.machine.outcomes import properties_of
from adjudge.checks.model import CaseResult, Fault, Outcome
from adjudge.machine.analysis import analyse
from adjudge.machine.search import Limits
from adjudge.machine.verdicts import Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.analysis import Analysis
    from adjudge.machine.model import Machine
    from adjudge.machine.verdicts import Verdict
    from adjudge.spec.model import Check

LIMITS = Limits(seconds=20.0)
"""Exploring a larger machine than this allows stays undecided: bound it with `explore`."""

_OUTCOMES = {
    Standing.HOLDS: Outcome.PASSED,
    Standing.BROKEN: Outcome.FAILED,
    Standing.UNDECIDED: Outcome.INCONCLUSIVE,
}


def analysed(machine: Machine, report: Callable[[str], None]) -> Analysis:
    """Explore and prove a machine once, for all checks of its block."""

    def watch(states: int, transitions: int) -> bool:
        report(f"explored {states:,} states, {transitions:,} transitions")
        return True

    return analyse(machine, LIMITS, watch=watch, weaken=False)


def specified_cases(check: Check, machine: Machine, analysis: Analysis) -> tuple[CaseResult, ...]:
    """Return the cases of a check that the machine alone decides."""
    mine = properties_of(check, machine)
    verdicts = [each for each in analysis.verdicts if machine.properties[each.property] in mine]
    return tuple(
        _case(check, f"specification: property {number}: {_text(machine, each)}", each)
        for number, each in enumerate(verdicts, 1)
    )


def _text(machine: Machine, verdict: Verdict) -> str:
    property_ = machine.properties[verdict.property]
    return property_.text or property_.requirement


def _case(check: Check, name: str, verdict: Verdict) -> CaseResult:
    reason = f"{verdict.requirement}: {verdict.wording}"
    if verdict.standing is Standing.BROKEN:
        reason = f"the diagram itself does not keep {verdict.requirement}: {verdict.wording}"
    return CaseResult(
        name,
        _OUTCOMES[verdict.standing],
        check.location,
        reason=reason,
        fault=Fault.SYSTEM if verdict.standing is Standing.HOLDS else Fault.SPECIFICATION,
    )
