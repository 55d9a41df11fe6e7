"""From evidence to verdict: a pure function. Its truth table is `docs/reference/judgment.md`."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from adjudge.checks.model import CaseResult, Fault, Outcome, fold
from adjudge.evidence.model import Evidence, Judgment, Standing, Verdict
from adjudge.spec.model import Status
from adjudge.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from adjudge.spec.model import Requirement, Waiver


class Showing(IntEnum):
    """What one check shows of its requirement; the smallest of all checks decides."""

    FAILURE = 0
    NOTHING = 1
    OUTDATED = 2
    UNDECIDED = 3
    PASS = 4


_BLAMED = frozenset({Fault.BINDING, Fault.SPECIFICATION})
"""Faults that a reason always names: somebody else than the system's author must mend them."""

_VERDICTS = {
    Showing.FAILURE: Verdict.VIOLATED,
    Showing.NOTHING: Verdict.UNVERIFIED,
    Showing.OUTDATED: Verdict.STALE,
    Showing.UNDECIDED: Verdict.INCONCLUSIVE,
    Showing.PASS: Verdict.SATISFIED,
}
_SHOWINGS = {
    Outcome.FAILED: Showing.FAILURE,
    Outcome.NOT_RUN: Showing.NOTHING,
    Outcome.INCONCLUSIVE: Showing.UNDECIDED,
    Outcome.PASSED: Showing.PASS,
}
UNEXECUTED = "nothing executes"
"""How the reason of a check begins that is of a kind which nothing executes."""


def judge(
    requirement: Requirement,
    standings: Sequence[Standing],
    system: str,
    *,
    today: date,
    unread: str = "",
) -> Judgment:
    """Give the verdict on one requirement for one system.

    Args:
        requirement: what is judged.
        standings: its checks with their newest evidence, in any order. A check of the
            requirement that is missing here counts as one without evidence.
        system: the name of the system.
        today: the day that decides what is in force and which waivers hold.
        unread: what of the requirement's verification is written and can't be used; with it, the
            checks that can be read don't suffice.
    """
    kept = tuple(standings)
    if not requirement.in_force(today):
        reason = f"{_dormant(requirement)}: not in force"
        return _judgment(requirement, system, Verdict.UNVERIFIED, reason, kept, in_force=False)
    underlying, reason = _weigh(requirement, kept, unread)
    waiver = waiver_in_force(requirement, today)
    if waiver and underlying is not Verdict.SATISFIED:
        reason = f"waived by {waiver.owner} until {waiver.until}: {waiver.reason} ({reason})"
        return Judgment(requirement, system, Verdict.WAIVED, reason, True, underlying, kept, waiver)
    return _judgment(requirement, system, underlying, reason, kept)


def waiver_in_force(requirement: Requirement, today: date) -> Waiver | None:
    """Return the waiver that covers the requirement on `today`; of several, the longest."""
    holding = [waiver for waiver in requirement.waivers if waiver.until >= today]
    return max(holding, key=lambda waiver: waiver.until, default=None)


def showing(standing: Standing) -> Showing:
    """Say what one check shows. A failure that is out of date is out of date, not a failure."""
    evidence = standing.evidence
    outcome = outcome_of(evidence) if evidence else Outcome.NOT_RUN
    if outcome is Outcome.NOT_RUN:
        return Showing.NOTHING
    return _SHOWINGS[outcome] if standing.current else Showing.OUTDATED


def outcome_of(evidence: Evidence) -> Outcome:
    """Derive a check's outcome from its cases; what was recorded can only lower it.

    Only a failure that is the system's own fault is one, and no cases are no evidence.
    """
    outcomes = [effective(case) for case in evidence.cases]
    if not outcomes:
        return Outcome.NOT_RUN
    if evidence.outcome is not Outcome.FAILED:
        outcomes.append(evidence.outcome)
    elif Outcome.FAILED not in outcomes:
        outcomes.append(Outcome.INCONCLUSIVE)
    return fold(outcomes)


def effective(case: CaseResult) -> Outcome:
    """Return the outcome of a case for the system: another's fault decides nothing about it."""
    if case.outcome is Outcome.FAILED and case.fault is not Fault.SYSTEM:
        return Outcome.INCONCLUSIVE
    return case.outcome


def _judgment(
    requirement: Requirement,
    system: str,
    verdict: Verdict,
    reason: str,
    standings: tuple[Standing, ...],
    *,
    in_force: bool = True,
) -> Judgment:
    return Judgment(requirement, system, verdict, reason, in_force, verdict, standings)


def _dormant(requirement: Requirement) -> str:
    if requirement.status is not Status.ACCEPTED:
        return requirement.status.value
    return f"from {requirement.since}"


def _weigh(
    requirement: Requirement, standings: tuple[Standing, ...], unread: str
) -> tuple[Verdict, str]:
    held = {standing.check.id for standing in standings}
    missing = [f"{check.id} was not run" for check in requirement.checks if check.id not in held]
    missing += [unread] if unread else []
    shown = [(showing(standing), standing) for standing in standings]
    least = min((s for s, _ in shown), default=Showing.NOTHING)
    if missing and least > Showing.NOTHING:
        least = Showing.NOTHING
    deciding = sorted((standing for s, standing in shown if s is least), key=_unexecuted)
    return _VERDICTS[least], _reason(least, deciding, missing, len(standings))


def _unexecuted(standing: Standing) -> bool:
    """Order reasons: what somebody can mend at once is told before what nothing executes."""
    return standing.evidence is not None and standing.evidence.reason.startswith(UNEXECUTED)


def _reason(
    least: Showing, deciding: Sequence[Standing], missing: Sequence[str], count: int
) -> str:
    if least is Showing.PASS:
        cases = sum(len(s.evidence.cases) for s in deciding if s.evidence)
        return f"passed {plural(cases, 'case')} of {plural(count, 'check')}"
    if not deciding:
        return missing[0] if missing else "no check verifies it"
    first = deciding[0]
    if least is Showing.OUTDATED:
        return f"{first.check.id} is stale: {' and '.join(first.changed) or 'its inputs'} changed"
    return f"{first.check.id}: {_decisive(first.evidence)}"


def _decisive(evidence: Evidence | None) -> str:
    if evidence is None:
        return "was not run"
    if not evidence.cases:
        return evidence.reason or "nothing was executed"
    wanted = outcome_of(evidence)
    return next(_explanations(evidence, wanted), evidence.reason or f"recorded as {wanted.value}")


def _explanations(evidence: Evidence, wanted: Outcome) -> Iterator[str]:
    for case in evidence.cases:
        if effective(case) is wanted:
            name = "" if case.name == evidence.check else f"{case.name}: "
            blamed = case.fault is not Fault.SYSTEM and case.outcome is Outcome.FAILED
            blame = f"{case.fault.value} at fault: " if blamed or case.fault in _BLAMED else ""
            yield f"{name}{blame}{case.reason or _difference(case)}"


def _difference(case: CaseResult) -> str:
    if case.expected or case.actual:
        return f"expected {_brief(case.expected)}, got {_brief(case.actual)}"
    return case.outcome.value


def _brief(text: str, limit: int = 60) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= limit else line[: limit - 1] + "…")
