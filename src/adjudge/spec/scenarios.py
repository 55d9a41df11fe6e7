"""Acceptance scenarios: Given, When and Then in the lists that Spec Kit's templates ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.spec.passages import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adjudge.spec.passages import Passage

_GIVEN = "given|dado|dada|dados|angenommen|gegeben|étant donné|дано"
_ON = "when|cuando|quando|wenn|quand|когда|then|entonces|então|dann|alors|тогда|and|but|or|und|et|и"
# Chinese and Japanese set no space behind the word.
_STARTS = re.compile(
    rf"[*_\s]*(?:(?:{_GIVEN})(?!\w)|假设|假設|假如|给定|給定|前提|已知)", re.IGNORECASE
)
_GOES_ON = re.compile(
    rf"[*_\s]*(?:(?:{_ON})(?!\w)|当|當|则|則|那么|那麼|并且|並且|而且|もし|ならば|かつ)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario: its name, if it has one, and the lines from `line` through `end_line`."""

    name: str
    line: int
    end_line: int


def is_step(text: str) -> bool:
    """Tell whether a text starts as a step of a scenario does."""
    return bool(_STARTS.match(text) or _GOES_ON.match(text))


def group(items: Iterable[Passage]) -> tuple[Scenario, ...]:
    """Make scenarios of list items.

    An item is a scenario of its own, unless it has no number and goes on with *When*, *Then* or
    *And* where another item began.
    """
    scenarios: list[Scenario] = []
    for item in items:
        last = scenarios[-1] if scenarios else None
        if last and item.line <= last.end_line:
            continue
        if last and not item.number and _GOES_ON.match(item.text):
            scenarios[-1] = Scenario(last.name, last.line, item.end_line)
        else:
            scenarios.append(Scenario("", item.line, item.end_line))
    return tuple(scenarios)


def trimmed(lines: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Take blank lines off both ends of the lines from `first` through `last`."""
    while first < last and not lines[first - 1].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return first, last


def is_item(passage: Passage) -> bool:
    """Tell whether a passage is a list item of the first depth."""
    return passage.form is Form.ITEM and passage.depth == 1
