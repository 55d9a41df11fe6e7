"""Kiro's `bugfix.md`: what is wrong now, what must be instead, and what must stay as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.spec.criteria import EXPLICIT, Group, fill
from adjudge.spec.passages import headings, within
from adjudge.spec.wording import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.spec.passages import Passage

_CURRENT = re.compile(
    r"(?i)current|defect|actual behaviou?r|当前|目前|現在|現状|현재|aktuell|actuel"
)
_UNCHANGED = re.compile(
    r"(?i)unchanged|regression|不变|不變|変更され|변경되지|unverändert|sin cambios"
)
_EXPECTED = re.compile(
    r"(?i)expected|correct|desired|期望|预期|預期|期待|예상|erwartet|esperado|attendu"
)
_NUMBERS = {"current": "1", "expected": "2", "unchanged": "3"}


def behaviours(passages: Sequence[Passage]) -> tuple[Group, ...]:
    """Collect the expected and the unchanged behaviour; the current one obliges nobody.

    Criteria without numbers of their own are numbered as Kiro numbers them: 2 is what is
    expected, 3 what must stay.
    """
    found = []
    for heading in headings(passages):
        behaviour = _behaviour(heading.text)
        if behaviour in {"expected", "unchanged"}:
            below = within(passages, heading.line + 1, heading.end_line)
            label = _number(below) or _NUMBERS[behaviour]
            group = Group(label, plain(heading.text), heading.line, heading.end_line)
            fill(group, below)
            found.append(group)
    return tuple(found)


def _behaviour(text: str) -> str:
    if _UNCHANGED.search(text):
        return "unchanged"
    if _CURRENT.search(text):
        return "current"
    return "expected" if _EXPECTED.search(text) else ""


def _number(below: Sequence[Passage]) -> str:
    """Return the number before the point of the first criterion that has its own."""
    for passage in below:
        explicit = EXPLICIT.match(passage.text)
        if explicit:
            return explicit["number"].split(".")[0]
    return ""
