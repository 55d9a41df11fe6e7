"""User stories of Spec Kit: a heading, why it matters, how to test it, and its scenarios."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.spec.passages import Form, headings, within
from adjudge.spec.scenarios import Scenario, group, is_item, is_step
from adjudge.spec.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from adjudge.spec.passages import Passage

_WORDS = (
    "user story|user-story|user scenario|story|historia de usuario|história de usuário|"
    "história do usuário|récit utilisateur|histoire utilisateur|benutzergeschichte|"
    "пользовательская история|用户故事|用戶故事|使用者故事|ユーザーストーリー|사용자 스토리"
)
_STORY = re.compile(rf"(?i)\W*(?:{_WORDS})\s*#?\s*(?P<number>\d+)(?P<rest>.*)", re.DOTALL)
_SHORT = re.compile(r"\W*(?P<label>US-?\d+)\b(?P<rest>.*)", re.DOTALL)
_NUMBERED = re.compile(r"\D{0,60}?(?P<number>\d+)(?P<rest>.*)", re.DOTALL)
_PRIMARY = re.compile(
    r"(?i)\W*(?:primary user story|主要用户故事|主要使用者故事|主要ユーザーストーリー)"
)
_PRIORITY = re.compile(
    r"[(（\[【][^()（）\[\]【】]{0,40}?\b(P\d)\b[^()（）\[\]【】]{0,40}[)）\]】]"
)
_SEPARATORS = " \t-–—:：.*_"
_ACCEPTANCE = re.compile(
    r"(?i)acceptance|scenarios\b|验收|驗收|受け入れ|受入|aceptaci|aceita|akzeptanz|acceptation|인수|приемк|приёмк"
)
_WHY = re.compile(r"(?i)\bwhy\b|por qu|pourquoi|warum|begründung|理由|为什么|為什麼|почему")
_TEST = re.compile(r"(?i)independent|indépend|独立|獨立|unabhängig|독립|независим")
_LEAD = re.compile(r"\*\*(?P<key>[^*\n]{1,80}?)[:：]?\*\*\s*[:：]?\s*(?P<rest>.*)", re.DOTALL)
_SCENARIO = re.compile(r"(?i)\W*(?:scenario|场景|場景|シナリオ|escenario|cenário)\s*\d*")


@dataclass(frozen=True, slots=True)
class Story:
    """One user story; `line` through `end_line` is all that belongs to it."""

    label: str
    title: str
    priority: str
    line: int
    end_line: int
    text: str
    rationale: str
    test: str
    scenarios: tuple[Scenario, ...]


def stories(passages: Sequence[Passage]) -> tuple[Story, ...]:
    """Collect the user stories in the order of the text."""
    found = headings(passages)
    by_line = {heading.line: heading for heading in found}
    return tuple(
        _story(heading, label, rest, _end(heading, by_line), passages)
        for heading in found
        for label, rest in _heading(heading)
    )


def _heading(heading: Passage) -> Iterator[tuple[str, str]]:
    """Yield the label and the rest of a heading that opens a story."""
    text = heading.text
    if match := _STORY.match(text):
        yield f"US{match['number']}", match["rest"]
    elif match := _SHORT.match(text):
        yield match["label"], match["rest"]
    elif _PRIMARY.match(text):
        yield "US1", text
    elif _PRIORITY.search(text) and (match := _NUMBERED.match(text)):
        yield f"US{match['number']}", match["rest"]


def _end(heading: Passage, found: Mapping[int, Passage]) -> int:
    """End the story with its section, or with the acceptance scenarios that stand beside it."""
    end = heading.end_line
    while (beside := found.get(end + 1)) and beside.depth == heading.depth:
        if not _is_acceptance(beside.text) or any(_heading(beside)):
            break
        end = beside.end_line
    return end


def _is_acceptance(text: str) -> bool:
    return bool(_ACCEPTANCE.search(text))


def _story(heading: Passage, label: str, rest: str, end: int, passages: Sequence[Passage]) -> Story:
    priority = _PRIORITY.search(rest)
    title = plain(_PRIORITY.sub("", rest)).strip(_SEPARATORS)
    below = within(passages, heading.line + 1, end)
    parts = _Parts()
    parts.read(below)
    scenarios = (*_titled(below), *group(parts.scenario_items()))
    return Story(
        label,
        title or plain(heading.text),
        priority[1] if priority else "",
        heading.line,
        end,
        "\n".join(parts.text).strip(),
        "\n".join(parts.why).strip(),
        "\n".join(parts.test).strip(),
        tuple(sorted(scenarios, key=lambda scenario: scenario.line)),
    )


def _titled(below: Iterable[Passage]) -> Iterator[Scenario]:
    """Yield the scenarios that have headings of their own."""
    for passage in below:
        if passage.form is Form.HEADING and _SCENARIO.match(passage.text):
            name = plain(_SCENARIO.sub("", passage.text)).strip(_SEPARATORS)
            yield Scenario(name, passage.line, passage.end_line)


class _Parts:
    """Sorts the passages of a story by the bold words or headings that lead them."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.why: list[str] = []
        self.test: list[str] = []
        self.accepted: list[Passage] = []
        self.items: list[Passage] = []
        self.target = self.text
        self.accepting = False

    def read(self, below: Iterable[Passage]) -> None:
        covered = 0
        for passage in below:
            if passage.form is Form.HEADING:
                covered = passage.end_line if _SCENARIO.match(passage.text) else covered
                self._lead(passage.text)
            elif passage.line <= covered:
                continue
            elif is_item(passage) and (self.accepting or not self._led(passage)):
                self._item(passage)
            elif passage.form is not Form.ITEM or not self.accepting:
                for line in passage.lines:
                    self._line(line)

    def scenario_items(self) -> list[Passage]:
        """Return what stands below the words for acceptance; without them, what looks like it."""
        if self.accepted:
            return self.accepted
        return [item for item in self.items if item.number or is_step(item.text)]

    def _led(self, passage: Passage) -> bool:
        lead = _LEAD.match(passage.lines[0])
        return bool(lead) and self._lead(lead["key"]) if lead else False

    def _lead(self, key: str) -> bool:
        """Turn to the part that a lead opens; tell whether it opens one."""
        if is_step(key) or _SCENARIO.match(key):
            return False
        self.accepting = _is_acceptance(key)
        if _WHY.search(key):
            self.target = self.why
        elif _TEST.search(key):
            self.target = self.test
        elif not self.accepting:
            return False
        return True

    def _item(self, item: Passage) -> None:
        if self.accepting:
            self.accepted.append(item)
        elif self.target is self.text and (item.number or is_step(item.text)):
            self.items.append(item)
        else:
            self.target.append(f"- {item.text}")

    def _line(self, line: str) -> None:
        lead = _LEAD.match(line.strip())
        if lead and self._lead(lead["key"]):
            line = lead["rest"]
        if line.strip() and not self.accepting:
            self.target.append(line.strip())
