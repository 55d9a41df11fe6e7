"""From what a document says about a requirement to the requirement itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from adjudge.codes import documents as codes
from adjudge.codes import lines as line_codes
from adjudge.findings import Finding, Location
from adjudge.spec.levels import level_of
from adjudge.spec.model import Check, Kind, Level, Requirement, Status
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adjudge.spec.body import Body
    from adjudge.spec.tests_block import Mapped


@dataclass(frozen=True, slots=True)
class Heading:
    """What identifies a requirement: see the fields of `Requirement` with these names."""

    id: str
    label: str
    title: str
    location: Location
    end_line: int


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for requirements that do not say otherwise.

    `kind` None leaves it to the checks; `any_case` is for dialects whose level words are written
    in small letters; `level` is taken where the text has no level word.
    """

    status: Status = Status.ACCEPTED
    since: date | None = None
    kind: Kind | None = None
    level: Level = Level.MUST
    any_case: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


def assemble(heading: Heading, body: Body, defaults: Defaults) -> Requirement:
    """Build the requirement; a `Level:` or `Kind:` line outweighs words and checks."""
    stated = body.stated
    words = level_of(body.text, any_case=defaults.any_case) or level_of(
        heading.title, any_case=defaults.any_case
    )
    level = stated.level or words
    checks = tuple(body.verification.checks)
    return Requirement(
        heading.id,
        heading.label,
        heading.title,
        level or defaults.level,
        stated.kind or defaults.kind or _kind(checks),
        body.text,
        heading.location,
        heading.end_line,
        heading.location.file,
        body.rationale,
        stated.status or defaults.status,
        stated.since or defaults.since,
        level is not None,
        tuple(stated.relations),
        {**defaults.attributes, **stated.attributes},
        checks,
        tuple(stated.waivers),
    )


def _kind(checks: Sequence[Check]) -> Kind:
    objective = any(check.kind == "objective" for check in checks)
    return Kind.NON_FUNCTIONAL if objective else Kind.FUNCTIONAL


def unstated_level(requirement: Requirement) -> Finding:
    """Report that nothing says how binding the requirement is."""
    return codes.NO_LEVEL_WORD.at(
        requirement.location,
        f"{requirement.label} does not say how binding it is",
        requirement=requirement.id,
        expected="MUST, SHALL, SHOULD or MAY in its text",
        actual=f"none; it is judged as {requirement.level}",
    )


def attach(
    requirements: Sequence[Requirement], mapped: Iterable[Mapped]
) -> tuple[tuple[Requirement, ...], tuple[Finding, ...]]:
    """Give each requirement the tests that a mapping of its document links to it.

    Requirements are named by ID or label; one that the document does not hold is a finding.
    """
    places = {r.label: n for n, r in reversed(list(enumerate(requirements)))}
    places |= {r.id: n for n, r in reversed(list(enumerate(requirements)))}
    result, findings = list(requirements), []
    for link in mapped:
        if link.label not in places:
            message = f'"{link.label}" is no requirement of this document'
            step = suggestion(link.label, places)
            findings.append(line_codes.UNKNOWN_IN_MAPPING.at(link.location, f"{message}: {step}"))
            continue
        here = places[link.label]
        result[here] = _with_tests(result[here], link)
    return tuple(result), tuple(findings)


def _with_tests(requirement: Requirement, link: Mapped) -> Requirement:
    taken = [int(check.id.rpartition("#")[2]) for check in requirement.checks]
    check = Check(
        f"{requirement.id}#{max(taken, default=0) + 1}",
        requirement.id,
        "tests",
        ", ".join(link.options["named"]),
        link.location,
        link.location,
        options=link.options,
    )
    return replace(requirement, checks=(*requirement.checks, check))
