"""Kiro's requirements: numbered headings, each with a user story and acceptance criteria."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.spec.labels import read_labels
from adjudge.spec.levels import level_of
from adjudge.spec.passages import Form, Passage, enclosing
from adjudge.spec.passages import headings as headings_of
from adjudge.spec.wording import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS = (
    "requirement|req|requisito|requerimiento|anforderung|exigence|требование|요구사항|요구 사항|"
    "需求|要求|要件|необходимость|kebutuhan|persyaratan|yêu cầu|wymaganie|gereksinim"
)
_GROUP = re.compile(
    rf"(?i)\W*(?P<word>(?:non-?functional |functional )?(?:{_WORDS})|(?:user )?story|nfr|r)\s*"
    r"[#№-]?\s*(?P<number>[A-Z]{0,3}\d{1,4}(?:\.\d{1,3})*)(?!\w)(?P<rest>.*)",
    re.DOTALL,
)
_ANY_NUMBER = re.compile(
    r"\W*(?P<number>\d{1,4}(?:\.\d{1,3})*)[.:：)、]?\s+(?P<rest>.*)", re.DOTALL
)
_SEPARATORS = " \t-–—:：.、*_"
_ACCEPTANCE = re.compile(
    r"(?i)acceptance|criteria|criterios|critérios|critères|kriterien|验收|驗收|受け入れ|受入|인수|критери"
)
_NON_FUNCTIONAL = re.compile(r"(?i)\W*non-?functional requirements?\W*\Z")
_STORY = re.compile(
    r"(?i)user story|\bwhy\b|objective|as an?\b|i want|so that|historia|história|récit|使用者故事|用户故事|"
    r"用戶故事|ユーザーストーリー|目的|사용자 스토리"
)
_STATEMENT = re.compile(r"(?i)requirement|statement|description|descripci|descriç|描述|説明|说明")
_LEAD = re.compile(
    r"(?:\*\*|__)(?P<key>[^*_\n]{1,60}?)(?:\*\*|__)\s*(?P<mark>[:：])?\s*(?P<rest>.*)", re.DOTALL
)
EXPLICIT = re.compile(
    r"[*_`\[\s]*(?:AC[ -]?)?(?P<number>\d{1,4}(?:\.\d{1,4})+)[.:：)\]*_`]*(?=\s)\s*(?P<text>.*)",
    re.DOTALL,
)


@dataclass(slots=True)
class Criterion:
    """One acceptance criterion; `line` through `end_line` is where it stands.

    `paragraph` tells that it is a paragraph with its own number, and no list item.
    """

    label: str
    line: int
    end_line: int
    lines: list[str]
    paragraph: bool = False

    @property
    def text(self) -> str:
        """The lines joined."""
        return "\n".join(self.lines).strip()


@dataclass(slots=True)
class Group:
    """A requirement as Kiro numbers it: what its heading, story and criteria say.

    `named` tells that the heading has an ID of its own, such as `FR-001`, and not a mere number.
    """

    label: str
    title: str
    line: int
    end_line: int
    named: bool = False
    story: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    candidates: list[Criterion] = field(default_factory=list)


def groups(passages: Sequence[Passage]) -> tuple[Group, ...]:
    """Collect the requirements of a document in the order of the text.

    A heading counts when it names a requirement and its number, or starts with an ID, or starts
    with a number and has acceptance criteria directly below.
    """
    collector = _Collector(passages)
    for passage in passages:
        collector.read(passage)
    for group in collector.groups:
        group.criteria = group.criteria or group.candidates
    return tuple(g for g in collector.groups if g.criteria or g.label != "NFR")


def fill(group: Group, below: Sequence[Passage]) -> None:
    """Read the criteria of a group that has no heading for them."""
    collector = _Collector(())
    collector.groups.append(group)
    collector.accepting = 1
    for passage in below:
        if passage.form is not Form.HEADING:
            collector.read(passage)


class _Collector:
    def __init__(self, passages: Sequence[Passage]) -> None:
        found = headings_of(passages)
        self.parents = enclosing(found)
        self.accepted = {self.parents[h.line].line for h in found if self._accepts(h)}
        self.groups: list[Group] = []
        self.accepting = 0
        """The depth of the list that holds criteria, or 0."""

    def _accepts(self, heading: Passage) -> bool:
        return heading.line in self.parents and bool(_ACCEPTANCE.search(heading.text))

    def read(self, passage: Passage) -> None:
        if passage.form is Form.HEADING:
            self._heading(passage)
            return
        group = self.groups[-1] if self.groups else None
        if group is None or passage.line > group.end_line:
            return
        if passage.form is Form.ITEM:
            self._item(group, passage)
        elif passage.form is Form.PARAGRAPH:
            for number, line in enumerate(passage.lines):
                self._line(group, line, passage.line + number)

    def _heading(self, heading: Passage) -> None:
        group = self._group(heading)
        if group:
            self.groups.append(group)
            self.accepting = 0
        elif _ACCEPTANCE.search(heading.text):
            self.accepting = 1
        else:
            self.accepting = 0

    def _group(self, heading: Passage) -> Group | None:
        text = heading.text
        if match := _GROUP.match(text):
            return self._new(heading, _label(match), match["rest"])
        if _NON_FUNCTIONAL.match(text):
            return self._new(heading, "NFR", "")
        labelled = read_labels(text, heading=True)
        if labelled and len(labelled.labels) == 1:
            return self._new(heading, labelled.labels[0], labelled.rest, named=True)
        match = _ANY_NUMBER.match(text)
        if match and heading.line in self.accepted:
            return self._new(heading, match["number"], match["rest"])
        return None

    def _new(self, heading: Passage, label: str, rest: str, *, named: bool = False) -> Group:
        title = plain(rest).strip(_SEPARATORS)
        return Group(label, title, heading.line, heading.end_line, named=named)

    def _item(self, group: Group, item: Passage) -> None:
        lead = _LEAD.match(item.lines[0])
        if self.accepting and item.depth < self.accepting:
            self.accepting = 0
        if lead and self._turns(lead):
            if _ACCEPTANCE.search(lead["key"]):
                self.accepting = item.depth + 1
            elif _STATEMENT.search(lead["key"]):
                group.text.append("\n".join((lead["rest"], *item.lines[1:])))
            return
        if self.accepting and group.criteria and self._details(group.criteria[-1], item):
            group.criteria[-1].lines.append(f"- {item.text}")
            group.criteria[-1].end_line = max(item.end_line, group.criteria[-1].end_line)
        elif self.accepting:
            group.criteria.append(_criterion(group, item, len(group.criteria)))
        elif item.number and item.depth == 1 and level_of(item.text, any_case=True):
            group.candidates.append(_criterion(group, item, len(group.candidates)))
        else:
            group.text.append(f"- {item.text}")

    def _details(self, criterion: Criterion, item: Passage) -> bool:
        """Tell whether an item belongs to the criterion above it, as it is deeper or has no number."""
        own_number = item.number or EXPLICIT.match(item.lines[0])
        return item.depth > self.accepting or (criterion.paragraph and not own_number)

    def _turns(self, lead: re.Match[str]) -> bool:
        """Tell whether bold words name a part; those of a criterion, such as WHEN, do not."""
        named = lead["mark"] or lead["key"].rstrip().endswith((":", "："))
        return bool(named) and not EXPLICIT.match(lead["key"] + " ")

    def _line(self, group: Group, line: str, number: int) -> None:
        text = line.strip()
        explicit = EXPLICIT.match(text)
        lead = _LEAD.match(text)
        if explicit and (self.accepting or _belongs(explicit["number"], group)):
            lines = [explicit["text"]]
            group.criteria.append(
                Criterion(explicit["number"], number, number, lines, paragraph=True)
            )
        elif lead and _ACCEPTANCE.search(lead["key"]):
            self.accepting = 1
        elif lead and _STORY.search(lead["key"]):
            group.story.append(plain(text))
        elif lead and self._turns(lead):
            self.accepting = 0
            group.text.append(text)
        elif group.criteria and number <= group.criteria[-1].end_line + 1:
            group.criteria[-1].lines.append(text)
            group.criteria[-1].end_line = max(number, group.criteria[-1].end_line)
        elif text:
            group.text.append(text)


def _label(heading: re.Match[str]) -> str:
    """Tell non-functional requirements and stories by their numbers, as both count from 1."""
    word = heading["word"].casefold()
    if word.startswith(("nfr", "non")):
        return f"NFR-{heading['number']}"
    return f"US{heading['number']}" if word.endswith("story") else heading["number"]


def _belongs(number: str, group: Group) -> bool:
    return number.split(".", maxsplit=1)[0] == group.label.rpartition("-")[2]


def _criterion(group: Group, item: Passage, before: int) -> Criterion:
    """Read a list item: its own number, else the list's, else its place among the items."""
    lines = [line.strip() for line in item.lines]
    explicit = EXPLICIT.match(lines[0])
    if explicit:
        return Criterion(
            explicit["number"], item.line, item.end_line, [explicit["text"], *lines[1:]]
        )
    label = f"{group.label}.{item.number or before + 1}"
    return Criterion(label, item.line, item.end_line, lines)
