"""Structured lines: `Key: value` at the start of a paragraph or of a list item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.spec.model import Kind, Level, RelationKind, Status
from adjudge.spec.nearest import almost

if TYPE_CHECKING:
    from collections.abc import Iterable

VERIFIED_BY = "verified by"
WAIVED = "waived"
RELATIONS = {kind.value: kind for kind in RelationKind}
ENUMERATIONS = {"status": Status, "kind": Kind, "level": Level}
SINCE = "since"
ATTRIBUTES = (
    "owner",
    "priority",
    "risk",
    "source",
    "tags",
    "component",
    "issue",
    "cwe",
    "constraint",
    "pattern",
    "applies to",
)
"""Keys whose values are kept as they stand; a document's front matter may name more."""

_STRUCTURAL = (*RELATIONS, VERIFIED_BY, WAIVED, SINCE, *ENUMERATIONS)
# What says something about other requirements or about evidence counts wherever a line starts so.
_ALWAYS = frozenset((*RELATIONS, VERIFIED_BY, WAIVED))
_MEANT = {
    "depends": "depends on",
    "depends upon": "depends on",
    "blocked by": "depends on",
    "refined by": "refines",
    "superseded by": "supersedes",
    "replaces": "supersedes",
    "verified": VERIFIED_BY,
    "verified with": VERIFIED_BY,
    "verification": VERIFIED_BY,
    "tested by": VERIFIED_BY,
    "waiver": WAIVED,
    "waived until": WAIVED,
}
_LINE = re.compile(
    r"[*_]{0,3}(?P<key>[^\W\d_][\w -]{0,39}?)[*_]{0,3}\s*:(?!:)[*_]{0,3}\s*(?P<value>.*)\Z"
)
# A line that starts so is a statement of its own, although nobody knows the key.
_OTHER_KEY = re.compile(
    r"[*_]{0,3}[A-Z][\w -]{0,39}[*_]{0,3}:[*_]{0,3}\s|[*_]{1,3}\w[^*_]{0,39}[*_]"
)
_WAIVED_UNTIL = re.compile(r"(?i)[*_]{0,3}waived[*_]{0,3}\s+until\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """One structured line; `value` is what stands behind the colon, over all its lines."""

    key: str
    value: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A line that starts with almost a key."""

    written: str
    meant: str
    line: int


@dataclass(frozen=True, slots=True)
class Lines:
    """What a paragraph holds: its structured lines, near misses, and the prose that is left."""

    entries: tuple[Entry, ...]
    near_misses: tuple[NearMiss, ...]
    prose: str


def split_lines(content: str, line: int, attributes: Iterable[str] = ATTRIBUTES) -> Lines:
    """Take the structured lines out of a paragraph.

    A paragraph that starts with a key consists of structured lines, each going on until the
    next. In any other paragraph only a line that can't be meant otherwise is one.

    Args:
        content: the paragraph's text.
        line: the line of the file on which it starts.
        attributes: the keys, in lower case, that are attributes in this document.
    """
    if ":" not in content and not _WAIVED_UNTIL.match(content):
        return Lines((), (), content)
    known = frozenset((*_STRUCTURAL, *attributes))
    return _Splitter(known).split(content, line)


class _Splitter:
    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self.entries: list[Entry] = []
        self.near_misses: list[NearMiss] = []
        self.prose: list[str] = []

    def split(self, content: str, first: int) -> Lines:
        structured = continues = False
        for line, text in enumerate(content.split("\n"), first):
            key, value = key_of(text)
            if self._is_entry(key, value, structured=structured or line == first):
                self.entries.append(Entry(key, value, line, line))
                structured = continues = structured or line == first
            elif meant := self._meant(text, key):
                self.near_misses.append(NearMiss(key or text, meant, line))
                self.prose.append(text)
                continues = False
            elif continues and not _OTHER_KEY.match(text):
                self._continue(text, line)
            else:
                self.prose.append(text)
                continues = False
        return Lines(tuple(self.entries), tuple(self.near_misses), "\n".join(self.prose))

    def _is_entry(self, key: str, value: str, *, structured: bool) -> bool:
        if key not in self.known:
            return False
        return structured or key in _ALWAYS or is_member(key, value)

    def _meant(self, text: str, key: str) -> str:
        if not key or key in self.known:
            return WAIVED if not key and _WAIVED_UNTIL.match(text) else ""
        return _MEANT.get(key) or almost(key, _STRUCTURAL)

    def _continue(self, text: str, line: int) -> None:
        entry = self.entries[-1]
        value = f"{entry.value} {text.strip()}".strip()
        self.entries[-1] = Entry(entry.key, value, entry.line, line)


def key_of(text: str) -> tuple[str, str]:
    """Split `Key: value` into the key in lower case and the value; no key is an empty text."""
    match = _LINE.match(text) if ":" in text else None
    if not match:
        return "", ""
    return " ".join(match["key"].casefold().split()), match["value"].strip()


def is_member(key: str, value: str) -> bool:
    """Tell whether the value is one of those that `status`, `kind` or `level` can have."""
    return key in ENUMERATIONS and value.casefold() in {
        member.value.casefold() for member in ENUMERATIONS[key]
    }
