"""The native dialect: a requirement is a heading that starts with an ID and a colon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.codes import documents as codes
from adjudge.spec.assemble import Defaults, Heading, assemble, attach, unstated_level
from adjudge.spec.body import read_body, read_outside
from adjudge.spec.front_matter import FrontMatter, read_front_matter
from adjudge.spec.glossary import is_glossary_heading, read_terms
from adjudge.spec.lines import ATTRIBUTES
from adjudge.spec.model import Dialect, Document, Kind, Requirement, Term
from adjudge.spec.outline import Section, extent, sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.findings import Finding
    from adjudge.spec.source import Source
    from adjudge.spec.tests_block import Mapped

_ID = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+(?:\.\d+)*[a-z]?"
_HEADING = re.compile(rf"[*_`]*(?P<id>{_ID})[*_`]*\s*:[*_`]*\s*(?P<title>.*)\Z", re.DOTALL)
_ALMOST = re.compile(
    rf"[*_`\[(]*(?P<id>(?i:{_ID}))[*_`\])]*(?:(?P<colon>\s*:)|(?P<dash>\s+[–—-]\s)|[\s.)]|\Z)"
)
_CONSTRAINTS = frozenset({"constraint", "constraints"})


def recognises(source: Source) -> bool:
    """Take whatever no other dialect claims."""
    del source
    return True


def read(source: Source) -> Document:
    """Read a document; whatever it holds, this yields one."""
    front = read_front_matter(source)
    reader = _Reader(source, front)
    found = sections(source)
    position = 0
    while position < len(found):
        position += reader.read(found, position)
    requirements, unknown = attach(reader.requirements, reader.mapped)
    prefixes = {requirement.id.rpartition("-")[0] for requirement in requirements}
    findings = (
        *front.findings,
        *reader.findings,
        *unknown,
        *_almost(found, source, prefixes),
        *_nested(source),
    )
    return Document(
        source.path,
        Dialect.NATIVE,
        source.digest,
        front.title or _title(found),
        front.level,
        front.values,
        requirements,
        tuple(reader.terms),
        tuple(sorted(findings, key=lambda finding: finding.location)),
    )


class _Reader:
    def __init__(self, source: Source, front: FrontMatter) -> None:
        self.source = source
        self.front = front
        self.attributes = (*ATTRIBUTES, *front.attributes)
        self.requirements: list[Requirement] = []
        self.terms: list[Term] = []
        self.mapped: list[Mapped] = []
        self.findings: list[Finding] = []

    def read(self, found: Sequence[Section], position: int) -> int:
        """Read a section with what belongs to it; return how many sections that were."""
        section = found[position]
        heading = _HEADING.match(section.heading)
        if heading:
            together = extent(found, position, _ends)
            self._requirement(together, heading)
            return len(together)
        tokens = self.source.tokens[section.start : section.stop]
        if any(map(is_glossary_heading, (section.heading, *section.above))):
            self.terms += read_terms(self.source, tokens)
        outside = read_outside(self.source, tokens)
        self.mapped += outside.mapped
        self.findings += outside.findings
        return 1

    def _requirement(self, together: Sequence[Section], match: re.Match[str]) -> None:
        section = together[0]
        label = match["id"]
        tokens = self.source.tokens[section.start : together[-1].stop]
        body = read_body(self.source, tokens, label, self.attributes)
        heading = Heading(
            label,
            label,
            " ".join(match["title"].split()),
            self.source.at(section.line, label),
            together[-1].end_line,
        )
        requirement = assemble(heading, body, self._defaults(section))
        self.requirements.append(requirement)
        self.mapped += body.verification.mapped
        self.findings += body.findings
        if not requirement.level_stated:
            self.findings.append(unstated_level(requirement))

    def _defaults(self, section: Section) -> Defaults:
        constraint = any(text.strip().casefold() in _CONSTRAINTS for text in section.above)
        return Defaults(
            self.front.status,
            self.front.since,
            Kind.CONSTRAINT if constraint else None,
            attributes=self.front.attributes,
        )


def _ends(section: Section) -> bool:
    return bool(_HEADING.match(section.heading)) or is_glossary_heading(section.heading)


def _title(found: Sequence[Section]) -> str:
    """The first heading of the first level that is no requirement."""
    titles = (section.heading for section in found if section.depth == 1)
    return next((title for title in titles if not _HEADING.match(title)), "")


def _almost(found: Sequence[Section], source: Source, prefixes: set[str]) -> Iterator[Finding]:
    """Report headings that look like a requirement's.

    An ID without a colon is one if the document uses its prefix: `SHA-256` is no requirement.
    """
    for section in found:
        match = _ALMOST.match(section.heading)
        if not match or _HEADING.match(section.heading):
            continue
        label = match["id"]
        if match["colon"] or match["dash"] or label.upper().rpartition("-")[0] in prefixes:
            yield codes.ALMOST_A_REQUIREMENT.at(
                source.at(section.line, label),
                f'"{label}" is not read as the ID of a requirement',
                expected=f"{label.upper()}: {section.heading[match.end() :].strip(' -–—.)')}",
                actual=section.heading,
            )


def _nested(source: Source) -> Iterator[Finding]:
    for number, token in enumerate(source.tokens):
        if token.type == "heading_open" and token.level:
            heading = _HEADING.match(source.tokens[number + 1].content)
            if heading and token.map:
                yield codes.NESTED_REQUIREMENT.at(
                    source.at(token.map[0] + 1, heading["id"]),
                    f"{heading['id']} stands inside a list or a quotation",
                )
