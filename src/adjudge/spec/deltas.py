"""What becomes of requirements in a change of OpenSpec: added, modified, removed, renamed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.codes import dialects as codes
from adjudge.spec.passages import Form
from adjudge.spec.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.findings import Finding
    from adjudge.spec.passages import Passage
    from adjudge.spec.source import Source

RENAMED = "renamed"
REMOVED = "removed"
_DELTA = re.compile(r"(?i)\W*(?P<delta>added|modified|removed|renamed)\s+requirements?\b")
_END = re.compile(r"(?i)[\W_]*(?P<end>from|to)\W*?[:：][*_\s]*(?P<name>.*)")
_HEADING = re.compile(r"(?i)#*\s*requirement\s*[:：]\s*")


@dataclass(frozen=True, slots=True)
class Rename:
    """A requirement's old and new name, and the line of the new one."""

    old: str
    new: str
    line: int


def delta_of(heading: str) -> str:
    """Return what a heading announces, in lower case, or an empty text."""
    match = _DELTA.match(heading)
    return match["delta"].casefold() if match else ""


def renames(
    source: Source, passages: Sequence[Passage]
) -> tuple[tuple[Rename, ...], tuple[Finding, ...]]:
    """Pair the lines `FROM:` and `TO:` below the headings for renamed requirements."""
    found: list[Rename] = []
    findings: list[Finding] = []
    waiting: tuple[str, int] | None = None
    for end, name, line in _ends(passages):
        if end == "to" and waiting:
            found.append(Rename(waiting[0], name, line))
            waiting = None
            continue
        if waiting:
            findings.append(_incomplete(source, waiting[1]))
        waiting = (name, line) if end == "from" else None
        if end == "to":
            findings.append(_incomplete(source, line))
    if waiting:
        findings.append(_incomplete(source, waiting[1]))
    return tuple(found), tuple(findings)


def _ends(passages: Sequence[Passage]) -> Iterator[tuple[str, str, int]]:
    """Yield `from` or `to`, the name and the line of each end of a rename."""
    last = 0
    for passage in passages:
        if passage.form is Form.HEADING and delta_of(passage.text) == RENAMED:
            last = passage.end_line
        if passage.form is Form.HEADING or passage.line > last:
            continue
        for number, text in enumerate(passage.lines):
            match = _END.match(text)
            if match:
                name = plain(_HEADING.sub("", match["name"].strip("`* "), count=1))
                yield match["end"].casefold(), name, passage.line + number


def _incomplete(source: Source, line: int) -> Finding:
    return codes.INCOMPLETE_RENAME.at(
        source.at(line),
        "only one end of this rename is written",
        expected="FROM: and TO:",
        actual=source.lines[line - 1].strip(),
    )
