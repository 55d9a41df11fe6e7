"""Whether evidence still belongs to what stands there now, and what changed where it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.checks.model import Outcome
from adjudge.evidence.judge import outcome_of
from adjudge.evidence.model import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adjudge.checks.model import CaseResult
    from adjudge.evidence.model import Digests, Evidence
    from adjudge.spec.model import Check

_DECISIVE = {Outcome.PASSED, Outcome.FAILED}


def stand(
    check: Check, evidence: Evidence | None, digests: Digests, tools: Mapping[str, str]
) -> Standing:
    """Hold a check as it is now against the newest evidence for it.

    Args:
        check: the check as the specification has it now.
        evidence: the newest evidence for it, or None.
        digests: the digests of its inputs as they are now.
        tools: the versions behind `digests.tools`.
    """
    if evidence is None:
        return Standing(check)
    changed = tuple(changes(evidence, digests, tools))
    return Standing(check, _moved(evidence, check), current=not changed, changed=changed)


def settled(standing: Standing) -> bool:
    """Tell whether the check need not run: its evidence is current and decides something.

    What was undecided may have been so because of what no digest covers, such as a program that
    is not installed or a slow machine; so it is tried again.
    """
    evidence = standing.evidence
    return evidence is not None and standing.current and outcome_of(evidence) in _DECISIVE


THE_CHECK = "the check"
"""The word for a check whose text changed."""


def changes(evidence: Evidence, digests: Digests, tools: Mapping[str, str]) -> Iterator[str]:
    """Name, in words, each input of the evidence that is not what it was."""
    then = evidence.digests
    words = (
        (then.requirement, digests.requirement, "the requirement's text"),
        (then.check, digests.check, THE_CHECK),
        (then.binding, digests.binding, f"the configuration of system {evidence.system}"),
        (then.system, digests.system, "the system's tree"),
    )
    yield from (word for before, now, word in words if before != now)
    if then.tools != digests.tools:
        yield _tools(evidence.tools, tools)


def _tools(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    differing = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    steps = (f"{n} {before.get(n, 'absent')} → {now.get(n, 'absent')}" for n in differing)
    return ", ".join(steps) or "the tools"


def _moved(evidence: Evidence, check: Check) -> Evidence:
    """Let the cases point at where the check stands now."""
    if evidence.location in {check.location, type(check.location)("")}:
        return evidence
    cases = tuple(_follow(case, evidence, check) for case in evidence.cases)
    return replace(evidence, cases=cases, location=check.location)


def _follow(case: CaseResult, evidence: Evidence, check: Check) -> CaseResult:
    if case.location.file != evidence.location.file:
        return case
    line = case.location.line + check.location.line - evidence.location.line
    there = replace(case.location, file=check.location.file, line=max(line, 1))
    return replace(case, location=there)
