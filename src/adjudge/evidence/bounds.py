"""How much text evidence may hold: a ledger grows with every run and keeps everything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adjudge.checks.model import CaseResult
    from adjudge.evidence.model import Evidence

TRANSCRIPT = 64 * 1024
"""Characters of a transcript that are kept."""
CASE = 8 * 1024
"""Characters of what one case expected, got or said that are kept."""


def bound(evidence: Evidence) -> Evidence:
    """Shorten the texts of evidence in their middle; outcomes and numbers stay."""
    return replace(
        evidence,
        cases=tuple(map(_case, evidence.cases)),
        transcript=shorten(evidence.transcript, TRANSCRIPT),
        reason=shorten(evidence.reason, CASE),
    )


def shorten(text: str, limit: int) -> str:
    """Keep the first and the last half of `limit` characters, and say how many are left out."""
    left_out = len(text) - limit
    if left_out <= 0:
        return text
    half = limit // 2
    return f"{text[:half]}\n… {left_out} characters left out …\n{text[-half:]}"


def _case(case: CaseResult) -> CaseResult:
    if max(map(len, (case.name, case.expected, case.actual, case.reason, case.cause))) <= CASE:
        return case
    return replace(
        case,
        name=shorten(case.name, CASE),
        expected=shorten(case.expected, CASE),
        actual=shorten(case.actual, CASE),
        reason=shorten(case.reason, CASE),
        cause=shorten(case.cause, CASE),
    )
