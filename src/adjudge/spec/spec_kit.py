"""Spec Kit: `specs/*/spec.md` and `.specify/memory/constitution.md`, read as they stand.

The forms are those of the templates of github/spec-kit and of what agents make of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.codes import dialects as codes
from adjudge.spec.foreign import assemble, scenario_checks, stated_level
from adjudge.spec.model import Dialect, Document, Kind, Requirement
from adjudge.spec.passages import Form, passages_of
from adjudge.spec.principles import metadata, principles, version
from adjudge.spec.statements import Statement, requirements_of, statements
from adjudge.spec.stories import Story, stories

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.findings import Finding
    from adjudge.spec.passages import Passage
    from adjudge.spec.source import Source

_SPEC = re.compile(r"(?:(?P<above>.*)/)?specs/(?P<feature>[^/]+)/spec\.md\Z")
_CONSTITUTION = re.compile(r"(?:.*/)?\.specify/memory/constitution\.md\Z")
_COMPANION = re.compile(
    r"(?:.*/)?specs/[^/]+/(?:(?:plan|tasks|research|data-model|quickstart)|(?:checklists|contracts)/.*)\.md\Z"
)
_SIGNS = re.compile(
    r"\b(?:FR|SC|NFR)-\d|User Stor|Feature Specification|Acceptance Scenarios|NEEDS CLARIFICATION"
)
_NATIVE = re.compile(
    r"^ {0,3}#{1,6} +(?!FR-|NFR-|SC-)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+[a-z]?:", re.MULTILINE
)
_BOLD = re.compile(r"^\s*[-*+] +\*\*(?:FR|NFR|SC)-\d+", re.MULTILINE)
_EDGE_CASES = re.compile(
    r"(?i)edge cases|边界|邊界|エッジケース|casos (?:l[ií]mite|extremos)|grenzfälle"
)


def recognises(source: Source) -> bool:
    """Tell whether the file is one of Spec Kit's, by its path and then by its text."""
    if "openspec/" in source.path or ".kiro/" in source.path:
        return False
    if _CONSTITUTION.match(source.path):
        return True
    if _NATIVE.search(source.text):
        return False
    if _COMPANION.match(source.path):
        return True
    return bool(
        (_SPEC.match(source.path) and _SIGNS.search(source.text)) or _BOLD.search(source.text)
    )


def read(source: Source) -> Document:
    """Read a feature's specification or the constitution; other files hold no requirements."""
    if _COMPANION.match(source.path):
        return Document(source.path, Dialect.SPEC_KIT, source.digest)
    passages = passages_of(source)
    if _CONSTITUTION.match(source.path):
        found = list(principles(source, passages))
        return assemble(source, Dialect.SPEC_KIT, passages, found, version(passages))
    scope = _scope(source.path)
    told = stories(passages)
    headed = {story.line for story in told}
    stated = [statement for statement in statements(passages) if statement.line not in headed]
    found = [_story(source, scope, story) for story in told]
    found += [r for statement in stated for r in requirements_of(source, scope, statement)]
    problems = [*_ranges(source, stated), *_untold(source, scope, told)]
    return assemble(source, Dialect.SPEC_KIT, passages, found, _front(passages), problems)


def _scope(path: str) -> str:
    """Name the feature: its folder, qualified by what stands above `specs/`."""
    match = _SPEC.match(path)
    if not match:
        return path.removesuffix(".md")
    above = (match["above"] or "").removesuffix(".specify").strip("/")
    return f"{above}/{match['feature']}" if above else match["feature"]


def _front(passages: Sequence[Passage]) -> dict[str, str]:
    """Keep what the head of the document says of itself, and its edge cases."""
    start = next(
        (n for n, p in enumerate(passages) if p.form is Form.HEADING and p.depth > 1), None
    )
    front = metadata(passages[:start])
    cases: list[str] = []
    end = 0
    for passage in passages:
        if passage.form is Form.HEADING and _EDGE_CASES.search(passage.text):
            end = passage.end_line
        elif passage.form is Form.ITEM and passage.depth == 1 and passage.line <= end:
            cases.append(passage.text)
    return {**front, "edge cases": "\n".join(cases)} if cases else front


def _story(source: Source, scope: str, story: Story) -> Requirement:
    level, stated = stated_level(story.text)
    attributes = {"priority": story.priority, "independent test": story.test}
    identity = f"{scope}/{story.label}"
    return Requirement(
        identity,
        story.label,
        story.title,
        level,
        Kind.FUNCTIONAL,
        story.text,
        source.at(story.line),
        story.end_line,
        source.path,
        rationale=story.rationale,
        level_stated=stated,
        attributes={key: value for key, value in attributes.items() if value},
        checks=scenario_checks(source, identity, story.scenarios),
    )


def _ranges(source: Source, stated: Sequence[Statement]) -> Iterator[Finding]:
    for statement in stated:
        if statement.labelled.problem:
            yield codes.UNCOUNTABLE_RANGE.at(source.at(statement.line), statement.labelled.problem)


def _untold(source: Source, scope: str, told: Sequence[Story]) -> Iterator[Finding]:
    for story in told:
        if not story.scenarios:
            yield codes.NO_CRITERIA.at(
                source.at(story.line),
                f"the user story {story.label} has no acceptance scenario",
                requirement=f"{scope}/{story.label}",
                expected="a numbered list of Given, When, Then",
            )
