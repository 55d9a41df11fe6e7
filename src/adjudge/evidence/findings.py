"""What a person should look at in the judgments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.checks.model import Outcome
from adjudge.codes import evidence as codes
from adjudge.evidence.causes import failures_of
from adjudge.evidence.judge import UNEXECUTED, effective
from adjudge.evidence.model import Verdict
from adjudge.findings import Severity
from adjudge.spec.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from adjudge.codes.model import Code
    from adjudge.evidence.model import Judgment
    from adjudge.findings import Finding

_SEVERITIES = {
    Level.MUST: Severity.ERROR,
    Level.SHOULD: Severity.WARNING,
    Level.MAY: Severity.NOTE,
}
FLAKY = "flaky: "
"""How the reason of a case begins whose repetitions came out differently."""
MASKED = "masked by"
"""How the reason of a case begins that an earlier failure made unreachable."""


def findings_of(judgments: Iterable[Judgment], *, today: date) -> tuple[Finding, ...]:
    """Return the findings of all judgments, each once, in their order.

    A MUST that is not satisfied is an error, a SHOULD a warning, a MAY a note; a requirement that
    is not in force yields nothing.
    """
    return tuple(dict.fromkeys(f for j in judgments if j.in_force for f in _of(j, today)))


def _of(judgment: Judgment, today: date) -> Iterator[Finding]:
    if judgment.verdict is Verdict.WAIVED:
        yield _finding(codes.WAIVED, judgment, f"is {judgment.underlying}, {judgment.reason}")
    elif judgment.verdict is Verdict.VIOLATED:
        yield _violation(judgment)
    elif judgment.verdict is not Verdict.SATISFIED:
        code = undecided_code(judgment)
        text = f"is {judgment.verdict}: {judgment.reason}"
        yield _ranked(_finding(code, judgment, text), judgment)
    yield from _waivers(judgment, today)


def _violation(judgment: Judgment) -> Finding:
    found = _ranked(_finding(codes.VIOLATED, judgment, f"is violated: {judgment.reason}"), judgment)
    failures = failures_of(judgment)
    if not failures:
        return found
    case = failures[0].case
    return replace(
        found, location=case.location, expected=case.expected, actual=case.actual or case.reason
    )


def _waivers(judgment: Judgment, today: date) -> Iterator[Finding]:
    requirement = judgment.requirement
    for waiver in requirement.waivers:
        if waiver.until < today:
            text = f"{requirement.id}: the waiver of {waiver.owner} ended on {waiver.until}"
            yield codes.WAIVER_EXPIRED.at(waiver.location, text, requirement=requirement.id)
        elif judgment.verdict is Verdict.SATISFIED:
            text = f"{requirement.id} is satisfied{_by(judgment)}, yet waived by {waiver.owner}"
            yield codes.WAIVER_NEEDLESS.at(waiver.location, text, requirement=requirement.id)


def undecided_code(judgment: Judgment) -> Code:
    """Say of what sort a judgment is that neither satisfies nor violates."""
    if judgment.verdict is Verdict.STALE:
        return codes.STALE
    if judgment.verdict is Verdict.UNVERIFIED:
        return _unverified_code(judgment)
    reasons = tuple(_undecided_reasons(judgment))
    if any(reason.startswith(FLAKY) for reason in reasons):
        return codes.FLAKY
    masked = any(reason.startswith(MASKED) for reason in reasons)
    return codes.MASKED if masked else codes.INCONCLUSIVE


def _unverified_code(judgment: Judgment) -> Code:
    if not (judgment.requirement.checks or judgment.standings):
        return codes.NO_CHECK
    return codes.KIND_UNEXECUTED if f": {UNEXECUTED}" in judgment.reason else codes.NOT_RUN


def _undecided_reasons(judgment: Judgment) -> Iterator[str]:
    for standing in judgment.standings:
        for case in standing.evidence.cases if standing.evidence else ():
            if effective(case) is Outcome.INCONCLUSIVE:
                yield case.reason


def _finding(code: Code, judgment: Judgment, text: str) -> Finding:
    requirement = judgment.requirement
    message = f"{requirement.id}{_by(judgment)} {text}"
    return code.at(requirement.location, message, requirement=requirement.id)


def _ranked(finding: Finding, judgment: Judgment) -> Finding:
    return replace(finding, severity=_SEVERITIES[judgment.requirement.level])


def _by(judgment: Judgment) -> str:
    return f" ({judgment.system})" if judgment.system else ""
