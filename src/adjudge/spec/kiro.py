"""Kiro: `.kiro/specs/*/requirements.md` and `bugfix.md`, read as they stand.

The forms are those of kiro.dev/docs/specs, and of the tools that write the same files.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.codes import dialects as codes
from adjudge.spec import ears
from adjudge.spec.bugfix import behaviours
from adjudge.spec.criteria import Criterion, Group, groups
from adjudge.spec.foreign import assemble, stated_level
from adjudge.spec.glossary import read_terms
from adjudge.spec.levels import level_of
from adjudge.spec.model import Dialect, Document, Requirement
from adjudge.spec.outline import sections
from adjudge.spec.passages import passages_of
from adjudge.spec.statements import kind_of, requirements_of, statements
from adjudge.spec.wording import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.findings import Finding
    from adjudge.spec.model import Term
    from adjudge.spec.source import Source

_FOLDER = re.compile(r"(?:(?P<above>.*)/)?\.kiro/specs/(?P<feature>.+)/(?P<name>[^/]+)\.md\Z")
_SIGNS = re.compile(r"^#+ +Requirement \d+.*^#+ +Acceptance Criteria\b", re.MULTILINE | re.DOTALL)
_GLOSSARY = re.compile(
    r"(?i)\W*(?:glossary|glosario|glossário|glossar|glossaire|词汇|詞彙|术语|術語|用語|名詞定義|용어|глоссарий|terminology)"
)


def recognises(source: Source) -> bool:
    """Tell from its path, or from Kiro's own headings, whether the file is Kiro's."""
    if "openspec/" in source.path:
        return False
    return bool(_FOLDER.match(source.path)) or (
        source.path.endswith("requirements.md") and bool(_SIGNS.search(source.text))
    )


def read(source: Source) -> Document:
    """Read requirements or a bug fix; designs, tasks and notes hold no requirements."""
    match = _FOLDER.match(source.path)
    name = match["name"] if match else "requirements"
    if name not in {"requirements", "bugfix"}:
        return Document(source.path, Dialect.KIRO, source.digest)
    scope = _scope(match) if match else source.path.removesuffix(".md")
    passages = passages_of(source)
    found = behaviours(passages) if name == "bugfix" else groups(passages)
    requirements = [r for group in found for r in _requirements(source, scope, group)]
    requirements = requirements or [
        requirement
        for statement in statements(passages)
        for requirement in requirements_of(source, scope, statement)
    ]
    document = assemble(
        source, Dialect.KIRO, passages, requirements, {}, _unmet(source, scope, found)
    )
    return replace(document, terms=tuple(_terms(source)))


def _scope(match: re.Match[str]) -> str:
    return f"{match['above']}/{match['feature']}" if match["above"] else match["feature"]


def _requirements(source: Source, scope: str, group: Group) -> Iterator[Requirement]:
    """Yield the criteria, and the heading's own statement where it makes one."""
    own = "\n".join(group.text).strip()
    if not group.criteria or (group.named and level_of(own, any_case=True)):
        yield _requirement(
            source, scope, group, Criterion(group.label, group.line, group.line, [own])
        )
    for criterion in group.criteria:
        yield _requirement(source, scope, group, criterion)


def _requirement(source: Source, scope: str, group: Group, criterion: Criterion) -> Requirement:
    level, stated = stated_level(criterion.text)
    whole = criterion.label == group.label
    title = group.title if whole and group.title else title_of(criterion.text)
    attributes = ears.parts(criterion.text)
    if not whole and group.title:
        attributes["requirement"] = group.title
    return Requirement(
        f"{scope}/{criterion.label}",
        criterion.label,
        title or criterion.label,
        level,
        kind_of(group.label, (group.title,)),
        criterion.text,
        source.at(criterion.line),
        criterion.end_line,
        source.path,
        rationale="\n".join(group.story).strip(),
        level_stated=stated,
        attributes=attributes,
    )


def _unmet(source: Source, scope: str, found: tuple[Group, ...]) -> Iterator[Finding]:
    for group in found:
        if not group.criteria and not level_of("\n".join(group.text), any_case=True):
            yield codes.NO_CRITERIA.at(
                source.at(group.line),
                f"requirement {group.label} has no acceptance criteria",
                requirement=f"{scope}/{group.label}",
                expected="a numbered list below `#### Acceptance Criteria`",
            )


def _terms(source: Source) -> Iterator[Term]:
    for section in sections(source):
        if _GLOSSARY.match(section.heading):
            yield from read_terms(source, source.tokens[section.start : section.stop])
