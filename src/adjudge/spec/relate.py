"""Requirements taken together: what their relations mean for each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.codes import relations as codes
from adjudge.spec.circles import circles
from adjudge.spec.model import RelationKind, Specification, Status
from adjudge.spec.resolve import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from adjudge.findings import Finding
    from adjudge.spec.model import Document, Relation, Requirement


def relate(documents: Sequence[Document], today: date) -> Specification:
    """Resolve the relations of all documents and say what does not fit together.

    A relation's target becomes the ID that it means. A requirement that another one supersedes
    gets that status, unless the other one is only proposed or holds from a day after `today`.
    """
    requirements = [r for document in documents for r in document.requirements]
    resolver = Resolver(requirements)
    resolved = [resolver.resolve(requirement) for requirement in requirements]
    circular, turning = _circular(resolved)
    superseding = _superseding(resolved, turning, today)
    related, notes = _supersede(resolved, superseding)
    findings = (
        *(finding for document in documents for finding in document.findings),
        *_duplicates(requirements),
        *resolver.findings,
        *circular,
        *notes,
    )
    return Specification(tuple(_rebuilt(documents, related)), findings)


def _rebuilt(
    documents: Sequence[Document], requirements: Sequence[Requirement]
) -> Iterator[Document]:
    """Put the requirements, which are in order, back into their documents."""
    position = 0
    for document in documents:
        own = tuple(requirements[position : position + len(document.requirements)])
        position += len(own)
        changed = any(a is not b for a, b in zip(own, document.requirements, strict=True))
        yield replace(document, requirements=own) if changed else document


def _duplicates(requirements: Sequence[Requirement]) -> Iterator[Finding]:
    first: dict[str, Requirement] = {}
    for requirement in requirements:
        known = first.setdefault(requirement.id, requirement)
        if known is not requirement:
            yield codes.DUPLICATE_REQUIREMENT.at(
                requirement.location,
                f"{requirement.id} is already the ID of the requirement at {known.location}",
                requirement=requirement.id,
                expected="an ID of its own",
                actual=requirement.id,
            )


def _circular(requirements: Sequence[Requirement]) -> tuple[list[Finding], set[str]]:
    """Report circles; the second part are the requirements that supersede each other in one."""
    findings: list[Finding] = []
    turning: set[str] = set()
    for kind in RelationKind:
        places: dict[str, dict[str, Relation]] = {}
        for requirement in requirements:
            for relation in requirement.relations:
                if relation.kind is kind:
                    places.setdefault(requirement.id, {}).setdefault(relation.target, relation)
        for circle in circles({name: tuple(targets) for name, targets in places.items()}):
            findings.append(_circle(circle, places[circle[-1]][circle[0]]))
            turning.update(circle if kind is RelationKind.SUPERSEDES else ())
    return findings, turning


def _circle(circle: Sequence[str], closing: Relation) -> Finding:
    shown = " → ".join((*circle, circle[0]))
    return codes.CIRCULAR_RELATION.at(
        closing.location, f'"{closing.kind}" leads in a circle: {shown}', requirement=circle[-1]
    )


def _superseding(
    requirements: Sequence[Requirement], turning: set[str], today: date
) -> dict[str, tuple[Requirement, Relation]]:
    """Find what supersedes each requirement; in a circle nothing does, so all stay in force."""
    found: dict[str, tuple[Requirement, Relation]] = {}
    for requirement in requirements:
        later = requirement.since is not None and requirement.since > today
        if requirement.status is Status.PROPOSED or later or requirement.id in turning:
            continue
        for relation in requirement.relations:
            if relation.kind is RelationKind.SUPERSEDES:
                found.setdefault(relation.target, (requirement, relation))
    return found


def _supersede(
    requirements: Sequence[Requirement], superseding: dict[str, tuple[Requirement, Relation]]
) -> tuple[list[Requirement], list[Finding]]:
    related, notes = [], []
    for requirement in requirements:
        by = superseding.get(requirement.id)
        if by is None or requirement.status in {Status.SUPERSEDED, Status.ARCHIVED}:
            related.append(requirement)
            continue
        related.append(replace(requirement, status=Status.SUPERSEDED))
        message = f"{requirement.id} is superseded by {by[0].id} and does not say so"
        notes.append(
            codes.SUPERSEDED.at(
                by[1].location, message, requirement=requirement.id, actual=str(requirement.status)
            )
        )
    return related, notes
