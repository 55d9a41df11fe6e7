"""OpenSpec: `openspec/specs/*/spec.md` in force, `openspec/changes/*` pending or archived.

The forms are those of Fission-AI/OpenSpec. It knows a requirement by the text of its heading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adjudge.codes import dialects as codes
from adjudge.spec.deltas import REMOVED, RENAMED, Rename, delta_of, renames
from adjudge.spec.foreign import assemble, scenario_checks, stated_level
from adjudge.spec.model import Dialect, Document, Kind, Requirement, Status
from adjudge.spec.passages import Form, headings, passages_of, within
from adjudge.spec.scenarios import Scenario
from adjudge.spec.wording import plain, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.findings import Finding
    from adjudge.spec.passages import Passage
    from adjudge.spec.source import Source

_FOLDER = re.compile(r"(?:(?P<above>.*)/)?openspec/")
_SPEC = re.compile(
    r"(?:(?P<above>.*?)/)?openspec/(?:(?P<change>.+?)/)?specs/(?P<capability>.+?)(?:/spec)?\.md\Z"
)
_REQUIREMENT = re.compile(r"(?i)\W*requirement\s*\d*\s*[:：]\s*(?P<name>.*)", re.DOTALL)
_SCENARIO = re.compile(
    r"(?i)\W*(?:scenario|场景|場景|シナリオ|escenario|cenário|szenario)\s*\d*\s*[:：]\s*(?P<name>.*)",
    re.DOTALL,
)
_SCENARIO_DEPTH = 4


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a specification stands: its IDs' first part, and whether it belongs to a change."""

    scope: str
    change: str = ""

    @property
    def archived(self) -> bool:
        return "archive" in self.change

    def status(self, delta: str) -> Status:
        """Only `openspec/specs` is in force; a change is not, nor what it removes."""
        if self.archived:
            return Status.ARCHIVED
        if delta == REMOVED:
            return Status.SUPERSEDED
        return Status.PROPOSED if self.change else Status.ACCEPTED


def recognises(source: Source) -> bool:
    """Tell from its path whether the file belongs to OpenSpec."""
    return bool(_FOLDER.match(source.path))


def read(source: Source) -> Document:
    """Read a specification or a delta; proposals, designs and tasks hold no requirements.

    Archived changes are history: they are read, and nothing in them is a finding.
    """
    match = _SPEC.match(source.path)
    if not match:
        return Document(source.path, Dialect.OPENSPEC, source.digest)
    place = _place(match)
    passages = passages_of(source)
    reader = _Reader(source, place, passages)
    found = list(reader.requirements())
    renamed, problems = renames(source, passages)
    found = _with_renames(source, place, found, renamed)
    document = assemble(
        source, Dialect.OPENSPEC, passages, found, {}, [*reader.findings, *problems]
    )
    return replace(document, findings=()) if place.archived else document


def _place(match: re.Match[str]) -> _Place:
    change = match["change"] or ""
    parts = (match["above"], change, match["capability"])
    return _Place("/".join(part for part in parts if part), change)


class _Reader:
    def __init__(self, source: Source, place: _Place, passages: Sequence[Passage]) -> None:
        self.source = source
        self.place = place
        self.passages = passages
        self.headings = headings(passages)
        self.by_line = {heading.line: heading for heading in self.headings}
        self.findings: list[Finding] = []

    def requirements(self) -> Iterator[Requirement]:
        delta, last = "", 0
        for heading in self.headings:
            announced = delta_of(heading.text)
            if announced or (delta and heading.depth < 3):  # noqa: PLR2004 - deltas have depth 2
                delta = announced
            elif match := _REQUIREMENT.match(heading.text):
                last = self._end(heading)
                yield self._requirement(heading, plain(match["name"]), last, delta)
            elif heading.line > last and _SCENARIO.match(heading.text):
                self._misplaced(heading.line, "this scenario stands under no requirement")

    def _end(self, heading: Passage) -> int:
        """End a requirement with its section, or with the scenarios that stand beside it."""
        end = heading.end_line
        while (beside := self.by_line.get(end + 1)) and _SCENARIO.match(beside.text):
            end = beside.end_line
        return end

    def _requirement(self, heading: Passage, name: str, end: int, delta: str) -> Requirement:
        below = within(self.passages, heading.line + 1, end)
        scenarios = self._scenarios(below)
        first = scenarios[0].line if scenarios else end + 1
        text = _text([passage for passage in below if passage.line < first])
        identity = f"{self.place.scope}/{slug(name) or 'requirement'}"
        self._judge(heading, identity, scenarios, delta)
        level, stated = stated_level(f"{text}\n{name}")
        return Requirement(
            identity,
            name,
            name,
            level,
            Kind.FUNCTIONAL,
            text,
            self.source.at(heading.line),
            end,
            self.source.path,
            status=self.place.status(delta),
            level_stated=stated,
            attributes={"delta": delta} if delta else {},
            checks=scenario_checks(self.source, identity, scenarios),
        )

    def _judge(
        self, heading: Passage, identity: str, scenarios: Sequence[Scenario], delta: str
    ) -> None:
        """Report a requirement without scenarios, and one of a change without a delta."""
        location = self.source.at(heading.line)
        if not scenarios and delta not in {REMOVED, RENAMED}:
            message = "this requirement has no scenario"
            self.findings.append(codes.NO_CRITERIA.at(location, message, requirement=identity))
        if self.place.change and not delta:
            message = "nothing says what the change does to this requirement"
            self.findings.append(codes.UNKNOWN_DELTA.at(location, message, requirement=identity))

    def _scenarios(self, below: Sequence[Passage]) -> tuple[Scenario, ...]:
        """Collect the scenarios; one without a heading ends at the next or at a heading."""
        starts = [(passage, match) for passage in below if (match := _scenario(passage))]
        borders = [p.line for p in below if p.form is Form.HEADING or _scenario(p)]
        found = []
        for passage, match in starts:
            proper = passage.form is Form.HEADING and passage.depth == _SCENARIO_DEPTH
            if not proper:
                message = f"a scenario's heading has {_SCENARIO_DEPTH} signs"
                self._misplaced(passage.line, message)
            end = passage.end_line
            if passage.form is not Form.HEADING:
                following = bisect_right(borders, passage.line)
                end = borders[following] - 1 if following < len(borders) else below[-1].end_line
            found.append(Scenario(plain(match["name"]), passage.line, end))
        return tuple(found)

    def _misplaced(self, line: int, message: str) -> None:
        self.findings.append(
            codes.MISPLACED_SCENARIO.at(
                self.source.at(line),
                message,
                expected="#### Scenario: …",
                actual=self.source.lines[line - 1].strip(),
            )
        )


def _scenario(passage: Passage) -> re.Match[str] | None:
    """Match a passage that opens a scenario: a heading, or a paragraph in bold type."""
    if passage.form is Form.ROW:
        return None
    bold = passage.form is Form.HEADING or passage.lines[0].lstrip().startswith(("**", "__"))
    return _SCENARIO.match(passage.lines[0]) if bold else None


def _text(below: Sequence[Passage]) -> str:
    return "\n".join(
        f"- {passage.text}" if passage.form is Form.ITEM else passage.text
        for passage in below
        if passage.form is not Form.HEADING
    ).strip()


def _with_renames(
    source: Source, place: _Place, found: Sequence[Requirement], renamed: Sequence[Rename]
) -> list[Requirement]:
    """Note old names on the requirements that have the new ones; make those that are missing."""
    old = {f"{place.scope}/{slug(rename.new)}": rename for rename in renamed}
    result = []
    for requirement in found:
        rename = old.pop(requirement.id, None)
        attributes = {"renamed from": rename.old} if rename else {}
        result.append(replace(requirement, attributes={**requirement.attributes, **attributes}))
    for identity, rename in old.items():
        level, stated = stated_level(rename.new)
        result.append(
            Requirement(
                identity,
                rename.new,
                rename.new,
                level,
                Kind.FUNCTIONAL,
                "",
                source.at(rename.line),
                rename.line,
                source.path,
                status=place.status(RENAMED),
                level_stated=stated,
                attributes={"delta": RENAMED, "renamed from": rename.old},
            )
        )
    return result
