"""Requirements as text: a line each, or one whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from adjudge.report.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.spec.model import Check, Requirement


def render_list(requirements: Sequence[Requirement]) -> str:
    """Return a line for each requirement: ID, level, status, kinds of checks, title, place."""
    rows = [_row(requirement) for requirement in requirements]
    header = ("ID", "Level", "Status", "Checks", "Title", "Place")
    return "".join(f"{line}\n" for line in _aligned([header, *rows]))


def render_requirements(requirements: Sequence[Requirement]) -> str:
    """Return everything that the specification says of each requirement."""
    return "\n".join(
        "".join(f"{clean(line)}\n" for line in _whole(requirement)) for requirement in requirements
    )


def _row(requirement: Requirement) -> tuple[str, ...]:
    place = f"{requirement.location.file}:{requirement.location.line}"
    return (
        requirement.id,
        requirement.level.value,
        requirement.status.value,
        _kinds(requirement.checks) or "none",
        requirement.title,
        place,
    )


def _kinds(checks: Sequence[Check]) -> str:
    counted = Counter(check.kind for check in checks)
    return ", ".join(kind if n == 1 else f"{n} {kind}" for kind, n in counted.items())


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    clean = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*clean, strict=True)]
    for row in clean:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _whole(requirement: Requirement) -> Iterator[str]:
    yield f"{requirement.id}: {requirement.title}"
    yield f"{requirement.location}"
    yield ""
    stated = "" if requirement.level_stated else " (not stated)"
    yield f"Level: {requirement.level}{stated}"
    yield f"Kind: {requirement.kind}"
    yield f"Status: {requirement.status}"
    if requirement.since:
        yield f"Since: {requirement.since}"
    for name, value in requirement.attributes.items():
        yield f"{name}: {value}"
    for relation in requirement.relations:
        yield f"{relation.kind.value.capitalize()}: {relation.target}"
    for waiver in requirement.waivers:
        yield f"Waived: until {waiver.until} by {waiver.owner}: {waiver.reason}"
    yield from _prose(requirement)
    for check in requirement.checks:
        yield from _check(check)


def _prose(requirement: Requirement) -> Iterator[str]:
    if requirement.text:
        yield ""
        yield from requirement.text.splitlines()
    if requirement.rationale:
        yield ""
        yield f"Why: {requirement.rationale}"


def _check(check: Check) -> Iterator[str]:
    yield ""
    name = f" {check.name}" if check.name else ""
    yield f"{check.id} {check.kind}{name} ({check.location.file}:{check.location.line})"
    yield from (f"    {line}".rstrip() for line in check.text.splitlines())
