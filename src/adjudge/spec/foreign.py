"""From what a dialect's reader found to requirements with their checks, and to the document."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.codes import dialects as codes
from adjudge.spec.attached import attached
from adjudge.spec.levels import level_of
from adjudge.spec.model import Check, Document, Level
from adjudge.spec.open_points import open_points
from adjudge.spec.passages import Form, last_line
from adjudge.spec.scenarios import trimmed
from adjudge.spec.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from adjudge.findings import Finding
    from adjudge.spec.model import Dialect, Requirement
    from adjudge.spec.passages import Passage
    from adjudge.spec.scenarios import Scenario
    from adjudge.spec.source import Source

_MUST = re.compile(
    r"必须|必須|不得|禁止|なければならない|てはならない|해야|"
    r"\b(?:debe|deben|deberá|deberán|deve|devem|deverá|deverão|muss|müssen|darf nicht|dürfen nicht|"
    r"doit|doivent|должен|должна|должно|должны)\b",
    re.IGNORECASE,
)
_SHOULD = re.compile(
    r"应该|應該|建议|建議|すべき|推奨|권장|"
    r"\b(?:debería|deberían|deveria|deveriam|sollte|sollten|devrait|devraient|следует)\b",
    re.IGNORECASE,
)
SCENARIO = "scenario"
"""The kind of the checks made of acceptance scenarios; nothing executes it yet."""


def stated_level(text: str) -> tuple[Level, bool]:
    """Return the level that a text of a foreign dialect states, and whether it states one.

    Their authors write *shall* and *must* in any case. A text without a level word binds: it
    stands where the dialect puts what must hold, and often its language has no such word.
    """
    level = level_of(text, any_case=True) or _translated(text)
    return (level, True) if level else (Level.MUST, False)


def _translated(text: str) -> Level | None:
    """Return the level that a word of another language states, the strictest of several."""
    if _MUST.search(text):
        return Level.MUST
    return Level.SHOULD if _SHOULD.search(text) else None


def scenario_checks(
    source: Source, requirement: str, scenarios: Sequence[Scenario]
) -> tuple[Check, ...]:
    """Make a check of each scenario, with its lines exactly as they stand in the file."""
    checks = []
    for number, scenario in enumerate(scenarios, 1):
        first, last = trimmed(source.lines, scenario.line, scenario.end_line)
        checks.append(
            Check(
                f"{requirement}#{number}",
                requirement,
                SCENARIO,
                "\n".join(source.lines[first - 1 : last]),
                source.at(scenario.line),
                source.at(first),
                name=scenario.name,
            )
        )
    return tuple(checks)


def assemble(
    source: Source,
    dialect: Dialect,
    passages: Sequence[Passage],
    found: Iterable[Requirement],
    front: Mapping[str, str],
    problems: Iterable[Finding] = (),
) -> Document:
    """Build the document: requirements in the order of the text, each with all its checks."""
    bounded = _bounded(found, passages, last_line(source))
    requirements, attached_findings = attached(source, bounded)
    findings = [*problems, *attached_findings, *open_points(source, passages, requirements)]
    if not requirements:
        findings.append(_nothing(source, dialect))
    return Document(
        source.path,
        dialect,
        source.digest,
        _title(passages),
        front_matter=front,
        requirements=requirements,
        findings=tuple(sorted(findings, key=lambda finding: finding.location)),
    )


def _title(passages: Sequence[Passage]) -> str:
    first = next((p for p in passages if p.form is Form.HEADING and p.depth == 1), None)
    return plain(first.text) if first else ""


def _nothing(source: Source, dialect: Dialect) -> Finding:
    return codes.NOTHING_READ.at(
        source.at(1), f"{source.path} holds nothing that {dialect} calls a requirement"
    )


def _bounded(
    found: Iterable[Requirement], passages: Sequence[Passage], last: int
) -> tuple[Requirement, ...]:
    """End each requirement's section no earlier than the line before the next one or a heading."""
    ordered = sorted(found, key=lambda requirement: requirement.location.line)
    starts = {requirement.location.line for requirement in ordered}
    starts |= {passage.line for passage in passages if passage.form is Form.HEADING}
    borders = [*sorted(starts), last + 1]
    bounded = []
    index = 0
    for requirement in ordered:
        while borders[index] <= requirement.location.line:
            index += 1
        end = max(requirement.end_line, borders[index] - 1)
        bounded.append(replace(requirement, end_line=end))
    return tuple(bounded)
