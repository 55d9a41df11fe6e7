"""Blocks and lines of our own that authors add to a foreign document, under its requirements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adjudge.findings import Location
from adjudge.spec.assemble import attach
from adjudge.spec.body import hidden_fences
from adjudge.spec.fences import Fence, read_fence
from adjudge.spec.lines import RELATIONS, VERIFIED_BY, WAIVED, Entry, split_lines
from adjudge.spec.stated import interpret
from adjudge.spec.verification import Verification, is_diagram, misplaced, verification

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.findings import Finding
    from adjudge.spec.model import Check, Requirement
    from adjudge.spec.source import Source
    from adjudge.spec.tests_block import Mapped

_KEYS = frozenset((*RELATIONS, VERIFIED_BY, WAIVED))
_HIDING = frozenset({"html_block", "code_block", "inline"})
_LINE = re.compile(
    rf"^[ \t]*(?:[-*+] +)?[*_]{{0,3}}(?:{'|'.join(sorted(_KEYS))})[*_]{{0,3}}\s*:[^\n]*\n?",
    re.IGNORECASE | re.MULTILINE,
)


class Regions:
    """Finds the requirements in whose section a line stands; lines are asked in rising order."""

    def __init__(self, requirements: Sequence[Requirement]) -> None:
        self._waiting = list(reversed(requirements))
        self._open: list[Requirement] = []

    def at(self, line: int) -> tuple[Requirement, ...]:
        """Return the innermost requirement, or all of those that share its first line."""
        while self._waiting and self._waiting[-1].location.line <= line:
            self._open.append(self._waiting.pop())
        while self._open and self._open[-1].end_line < line:
            self._open.pop()
        if not self._open:
            return ()
        first = self._open[-1].location.line
        count = next(
            (n for n, r in enumerate(reversed(self._open)) if r.location.line != first),
            len(self._open),
        )
        return tuple(self._open[len(self._open) - count :])


_Key = tuple[str, Location]


@dataclass(slots=True)
class _Found:
    fences: list[Fence] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def attached(
    source: Source, requirements: Sequence[Requirement]
) -> tuple[tuple[Requirement, ...], tuple[Finding, ...]]:
    """Give each requirement the checks of the executable blocks and lines below it.

    A block belongs to the requirement directly above it, with no heading between that does not
    belong to it too. `Verified by:`, `Waived:` and relations are read as in the native dialect.
    """
    found: dict[_Key, _Found] = {}
    findings: list[Finding] = []
    mapped: list[Mapped] = []
    regions = Regions(requirements)
    for token in source.tokens:
        if token.map is None:
            continue
        owners = regions.at(token.map[0] + 1)
        if token.type in _HIDING:
            findings += hidden_fences(source, token, owners[-1].id if owners else "")
        if token.type == "fence":
            outside = _fence(read_fence(source, token), owners, found)
            findings += outside.findings
            mapped += outside.mapped
        elif token.type == "inline" and owners:
            for owner in owners:
                found.setdefault(_key(owner), _Found()).entries += _entries(
                    token.content, token.map[0]
                )
    completed = []
    for requirement in requirements:
        built, more = _complete(source, requirement, found.pop(_key(requirement), None), mapped)
        completed.append(built)
        findings += more
    linked, unknown = attach(completed, mapped)
    return linked, (*findings, *unknown)


def _key(requirement: Requirement) -> _Key:
    # Two requirements of one ID are an error that is told elsewhere; here each keeps its own.
    return requirement.id, requirement.location


def _fence(fence: Fence, owners: Sequence[Requirement], found: dict[_Key, _Found]) -> Verification:
    """Keep a block for its requirements; what it means under none is the result."""
    if not owners:
        return misplaced(fence) if fence.info.executable else Verification()
    for owner in owners:
        found.setdefault(_key(owner), _Found()).fences.append(fence)
    return Verification()


def _entries(content: str, first: int) -> list[Entry]:
    if ":" not in content:
        return []
    return [entry for entry in split_lines(content, first + 1, ()).entries if entry.key in _KEYS]


def _complete(
    source: Source, requirement: Requirement, found: _Found | None, mapped: list[Mapped]
) -> tuple[Requirement, list[Finding]]:
    if found is None:
        return requirement, []
    stated = interpret(source, found.entries, requirement.id)
    fences = [fence for fence in found.fences if fence.info.executable or is_diagram(fence)]
    built = verification(requirement.id, fences, stated.verified)
    mapped += built.mapped
    requirement = replace(
        requirement,
        text=_LINE.sub("", requirement.text).strip() if found.entries else requirement.text,
        relations=tuple(stated.relations),
        waivers=tuple(stated.waivers),
        checks=_numbered(requirement, built.checks),
    )
    return requirement, [*stated.findings, *built.findings]


def _numbered(requirement: Requirement, added: Sequence[Check]) -> tuple[Check, ...]:
    """Number scenarios and blocks together, in the order in which they stand."""
    together = sorted((*requirement.checks, *added), key=lambda check: check.location)
    return tuple(
        replace(check, id=f"{requirement.id}#{number}") for number, check in enumerate(together, 1)
    )
