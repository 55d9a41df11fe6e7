"""How much text evidence may hold: a ledger grows with every run and keeps everything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.checks.model import CaseResult
    from adjudge.evidence.model import Evidence

TRANSCRIPT = 64 * 1024
"""Characters of a transcript that are kept."""
CASE = 8 * 1024
"""Characters of what one case expected, got or said that are kept."""
ATTACHMENTS = 256 * 1024
"""Characters of all attachments together; part of a file is no file, so what exceeds it is left out."""


def bound(evidence: Evidence) -> Evidence:
    """Shorten the texts of evidence in their middle; outcomes and numbers stay."""
    return replace(
        evidence,
        cases=tuple(map(_case, evidence.cases)),
        transcript=shorten(evidence.transcript, TRANSCRIPT),
        reason=shorten(evidence.reason, CASE),
        attachments=_fitting(evidence.attachments),
    )


def shorten(text: str, limit: int) -> str:
    """Keep the first and the last half of `limit` characters, and say how many are left out."""
    left_out = len(text) - limit
    if left_out <= 0:
        return text
    half = limit // 2
    return f"{text[:half]}\n… {left_out} characters left out …\n{text[-half:]}"


def _fitting(attachments: Mapping[str, str]) -> dict[str, str]:
    """Keep the smallest attachments that fit together."""
    kept: dict[str, str] = {}
    room = ATTACHMENTS
    for name, text in sorted(attachments.items(), key=lambda item: len(item[1])):
        if len(text) <= room:
            kept[name] = text
            room -= len(text)
    return kept


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
