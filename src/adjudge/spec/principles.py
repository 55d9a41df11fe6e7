"""Spec Kit's constitution: principles and the obligations of its other sections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.spec.foreign import stated_level
from adjudge.spec.levels import level_of
from adjudge.spec.model import Kind, Requirement
from adjudge.spec.open_points import has_placeholder
from adjudge.spec.passages import Form, enclosing, headings, within
from adjudge.spec.wording import plain, slug, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.spec.passages import Passage
    from adjudge.spec.source import Source

SCOPE = "constitution"
_PRINCIPLES = re.compile(r"(?i)princip|原则|原則|원칙|принцип|prinzip|grundsätze|articles?\b")
_WORD = r"(?:principle|article|principio|princípio|principe|artikel|prinzip|原则|原則)"
_NUMBER = re.compile(
    rf"(?i)\W*(?:{_WORD}\s+)?(?P<number>[ivxl]{{1,7}}|\d{{1,3}}|[一二三四五六七八九十]{{1,3}})"
    r"\s*[.:：、)—–-]\s*(?P<name>.*)",
    re.DOTALL,
)
_RATIONALE = re.compile(
    r"(?i)\*{0,2}(?:rationale|why|理由|根拠|justificaci[oó]n|justificativa|begründung)"
    r"\*{0,2}\s*[:：]\*{0,2}\s*(?P<text>.*)",
    re.DOTALL,
)
_VERSION = re.compile(r"\d+\.\d+\.\d+[^\n]*\|")
_META = re.compile(r"\*\*(?P<key>[^*:：\n]{1,40})[:：]?\*\*\s*[:：]?\s*(?P<value>[^|\n]*)")


def principles(source: Source, passages: Sequence[Passage]) -> Iterator[Requirement]:
    """Yield the principles and, from the other sections, the items with a level word.

    A principle is a heading directly below one that names principles, or any heading that starts
    with a Roman, Arabic or Chinese number. Its whole section is one requirement. Elsewhere, each
    list item that says MUST, SHALL or SHOULD in capitals is one, numbered within its section.
    """
    found = [heading for heading in headings(passages) if not has_placeholder(heading.text)]
    own = _principles(found)
    for heading in own:
        yield _principle(source, heading, passages)
    yield from _obligations(source, passages, own)


def version(passages: Sequence[Passage]) -> dict[str, str]:
    """Read the line `**Version**: 1.2.0 | **Ratified**: …`, in whatever language."""
    return metadata([passage for passage in passages if _VERSION.search(passage.text)])


def metadata(passages: Sequence[Passage]) -> dict[str, str]:
    """Read the lines `**Key**: value` of paragraphs that start so; keys in lower case."""
    found: dict[str, str] = {}
    for passage in passages:
        if passage.form is Form.PARAGRAPH and passage.lines[0].startswith("**"):
            for match in _META.finditer(passage.text[:2_000]):
                found.setdefault(plain(match["key"]).casefold(), match["value"].strip())
    return found


def _principles(found: Sequence[Passage]) -> list[Passage]:
    """Pick the headings of principles; none stands inside another."""
    parents = enclosing(found)
    own: list[Passage] = []
    for heading in found:
        inside = bool(own) and heading.line <= own[-1].end_line
        if heading.depth > 1 and not inside and _is_principle(heading, parents.get(heading.line)):
            own.append(heading)
    return own


def _is_principle(heading: Passage, parent: Passage | None) -> bool:
    if parent and parent.depth > 1:
        return bool(_PRINCIPLES.search(parent.text))
    return bool(_NUMBER.match(heading.text))


def _principle(source: Source, heading: Passage, passages: Sequence[Passage]) -> Requirement:
    number = _NUMBER.match(heading.text)
    name = plain(number["name"] if number else heading.text)
    label = number["number"] if number else slug(heading.text) or "principle"
    text, why = _split(within(passages, heading.line + 1, heading.end_line))
    level, stated = stated_level(text)
    return Requirement(
        f"{SCOPE}/{label}",
        label,
        name or label,
        level,
        Kind.CONSTRAINT,
        text,
        source.at(heading.line, number["number"] if number else heading.text.strip()),
        heading.end_line,
        source.path,
        rationale=why,
        level_stated=stated,
    )


def _split(below: Sequence[Passage]) -> tuple[str, str]:
    """Part the text of a principle from its rationale."""
    text: list[str] = []
    why: list[str] = []
    for passage in below:
        match = _RATIONALE.match(passage.text)
        if match:
            why.append(match["text"])
        else:
            text.append(f"- {passage.text}" if passage.form is Form.ITEM else passage.text)
    return "\n".join(text).strip(), "\n".join(why).strip()


def _obligations(
    source: Source, passages: Sequence[Passage], own: Sequence[Passage]
) -> Iterator[Requirement]:
    ends = {heading.line: heading.end_line for heading in own}
    section, count, covered = "", 0, 0
    for passage in passages:
        covered = max(covered, ends.get(passage.line, 0))
        if passage.form is Form.HEADING:
            section, count = slug(passage.text) or "rules", 0
        inside = passage.line <= covered
        if inside or passage.form is not Form.ITEM or not (level := level_of(passage.text)):
            continue
        count += 1
        label = f"{section or 'rules'}.{count}"
        yield Requirement(
            f"{SCOPE}/{label}",
            label,
            title_of(passage.text),
            level,
            Kind.CONSTRAINT,
            passage.text,
            source.at(passage.line),
            passage.end_line,
            source.path,
        )
