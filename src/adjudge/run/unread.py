"""What of a requirement's verification was written and can't be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.codes import blocks, lines, planning, relations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adjudge.findings import Finding

_CODES = frozenset(
    code.id
    for code in (
        blocks.UNCLOSED_FENCE,
        blocks.UNREADABLE_OPTIONS,
        blocks.UNKNOWN_NOTATION,
        blocks.MISSPELT_LANGUAGE,
        blocks.EMPTY_CHECK,
        blocks.HIDDEN_FENCE,
        blocks.MALFORMED_YAML,
        lines.MALFORMED_VERIFIED_BY,
        lines.MALFORMED_TESTS,
        planning.UNKNOWN_SYSTEM,
        relations.DUPLICATE_REQUIREMENT,
    )
)


def unread(findings: Iterable[Finding]) -> Mapping[str, str]:
    """Say, by requirement, what keeps one of its checks from being any.

    Such a check makes no evidence, and without this the others would speak for it. Two
    requirements of one ID can't be told apart, so neither has evidence of its own.
    """
    found: dict[str, str] = {}
    for finding in findings:
        if finding.requirement and finding.code in _CODES:
            found.setdefault(finding.requirement, f"{finding.location}: {finding.message}")
    return found
