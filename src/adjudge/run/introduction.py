"""The first thing that Adjudge says of a repository: one finding that is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.codes.repository import NOTHING_CHECKED, NOTHING_SPECIFIED
from adjudge.findings import Location, Severity
from adjudge.spec.model import Level
from adjudge.system.claims import false_ticks
from adjudge.system.discover_files import Files

if TYPE_CHECKING:
    from datetime import date

    from adjudge.findings import Finding
    from adjudge.run.project import Project
    from adjudge.system.discovered import Proposal


def first_finding(project: Project, proposal: Proposal, today: date) -> Finding | None:
    """Return the most telling thing that is wrong, or None where nothing is.

    In this order: a ticked task whose file does not exist; an error in the specification; the
    first MUST that nothing checks; a program that nothing specifies.
    """
    return (
        next(false_ticks(Files(project.root)), None)
        or next((f for f in project.lint() if f.severity is Severity.ERROR and _owned(f)), None)
        or _unchecked(project, today)
        or _unspecified(project, proposal)
    )


def _owned(finding: Finding) -> bool:
    return finding.code != "ADJ106"  # no specification at all is told with the program's place


def _unchecked(project: Project, today: date) -> Finding | None:
    binding = [
        r for r in project.specification.requirements if r.level is Level.MUST and r.in_force(today)
    ]
    bare = [r for r in binding if not any(c.kind in project.kinds for c in r.checks)]
    if not bare:
        return None
    first = bare[0]
    message = (
        f"{len(bare)} of {len(binding)} binding requirements have nothing that executes; "
        f"the first is {first.id}: {first.title}"
    )
    return NOTHING_CHECKED.at(first.location, message, requirement=first.id)


def _unspecified(project: Project, proposal: Proposal) -> Finding | None:
    if project.specification.requirements:
        return None
    if not proposal.systems:
        return NOTHING_SPECIFIED.at(Location("."), "there is neither a program nor a specification")
    system = proposal.systems[0]
    message = f"{system.found.file} starts {system.name}, and nothing says what it must do"
    return NOTHING_SPECIFIED.at(system.found, message)
