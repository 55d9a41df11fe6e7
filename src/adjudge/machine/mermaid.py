"""The lines of a Mermaid state diagram, one statement each; nothing is skipped.

What every version of Mermaid draws as it is read here passes. The rest is a finding that says
how to write it: measured with the parsers and pictures of 10.9.5, 11.4.1, 11.12.0, 11.17.2 and 12.3.0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.findings import Location
from adjudge.machine.losses import losses
from adjudge.machine.written import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adjudge.machine.written import Problems

EDGE = "[*]"
"""Where a diagram begins and where it ends."""
LONGEST = 50_000
"""Characters of one diagram; longer ones are refused."""


@dataclass(frozen=True, slots=True)
class ArrowLine:
    """`SOURCE --> TARGET : LABEL`; an end is the name of a state or `[*]`."""

    source: Written
    target: Written
    label: Written | None
    location: Location


@dataclass(frozen=True, slots=True)
class StateLine:
    """`STATE : TEXT`."""

    state: Written
    text: Written


@dataclass(frozen=True, slots=True)
class Declared:
    """`state STATE`, with its title or its kind (`choice`) where they are given.

    `opens` says that the lines up to the closing brace are inside of it.
    """

    state: Written
    title: Written | None = None
    kind: str = "state"
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """`}`: the end of a composite state."""

    location: Location


@dataclass(frozen=True, slots=True)
class Separated:
    """`--`: the next part runs beside the one before."""

    location: Location


@dataclass(frozen=True, slots=True)
class Directed:
    """`direction LR`."""

    direction: str


Statement = ArrowLine | StateLine | Declared | Closed | Separated | Directed

_ID = r"[^\W\d]\w*"
_END = rf"(?:\[\*\]|{_ID})"
_HEADER = re.compile(r"stateDiagram(?:-v2)?\Z")
_ARROW = re.compile(rf"(?P<source>{_END})\s*-->\s*(?P<target>{_END})\s*(?::(?P<label>.*))?\Z")
_LINE = re.compile(rf"(?P<state>{_ID})\s*:(?P<text>.*)\Z")
_STATE = re.compile(
    rf"""(?:state\s+"(?P<title>[^"]*)"\s+as\s+(?P<titled>{_ID})|state\s+(?P<state>{_ID})|(?P<bare>{_ID}))"""
    r"""\s*(?:<<(?P<kind>choice)>>|(?P<opens>\{))?\Z"""
)
_DIRECTION = re.compile(r"direction\s+(?P<direction>LR|RL|TB|TD|BT)\Z")
_NOTE = re.compile(rf"note\s+(?:left|right)\s+of\s+{_ID}\s*(?P<text>:.*)?\Z")
_NOTE_END = "end note"
_LOOK = re.compile(r"(?:classDef|class|style)\s+\S.*\Z|acc(?:Title|Descr)\s*:.*\Z")


def read(text: str, begins: Location, problems: Problems) -> list[Statement]:
    """Read a diagram.

    Args:
        text: the body of its block.
        begins: where the body begins.
        problems: takes what can't be read, and what Mermaid would not draw as it is written.
    """
    if len(text) > LONGEST:
        message = f"this diagram is longer than {LONGEST} characters"
        problems.report(codes.DIAGRAM_LINE, begins, message)
        return []
    reader = _Reader(problems)
    for number, raw in enumerate(text.split("\n")):
        whole = Written(raw, replace(begins, line=begins.line + number))
        reader.line(whole.part(0))
    reader.end(begins)
    return reader.statements


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.statements: list[Statement] = []
        self.begun = False
        self.note: Location | None = None
        self.front: Location | None = None
        self.readers: tuple[
            tuple[re.Pattern[str], Callable[[Written, re.Match[str]], None]], ...
        ] = (
            (_DIRECTION, self._direction),
            (_NOTE, self._note),
            (_LOOK, lambda *_: None),
            (_ARROW, self._arrow),
            (_STATE, self._state),
            (_LINE, self._line),
        )

    def line(self, line: Written) -> None:
        """Read one line, which has no blanks around it."""
        if self._aside(line) or not line.text or line.text.startswith("%%"):
            return
        if not self.begun:
            self._header(line)
        elif line.text == "}":
            self.statements.append(Closed(line.location))
        elif line.text == "--":
            self.statements.append(Separated(line.location))
        else:
            self._statement(line)

    def end(self, start: Location) -> None:
        """Say what was begun and not ended."""
        if self.note:
            message = "this note has no line `end note`"
            self.problems.report(codes.DIAGRAM_LINE, self.note, message, mend="add `end note`")
        if not self.begun:
            message = "a state diagram begins with the line `stateDiagram-v2`"
            self.problems.report(codes.DIAGRAM_LINE, start, message)

    def _aside(self, line: Written) -> bool:
        """Pass over the lines inside a note, and over front matter."""
        if self.note:
            self.note = None if line.text == _NOTE_END else self.note
            return True
        if line.text == "---" and not self.begun:
            self.front = None if self.front else line.location
            return True
        return self.front is not None

    def _header(self, line: Written) -> None:
        self.begun = True
        if not _HEADER.match(line.text):
            message = "a state diagram begins with the line `stateDiagram-v2`"
            self.problems.report(codes.DIAGRAM_LINE, line.location, message, line.text)

    def _statement(self, line: Written) -> None:
        for pattern, reader in self.readers:
            if match := pattern.match(line.text):
                reader(line, match)
                return
        for loss in losses(line, _colon(line.text)):
            self.problems.add(loss)
            return
        self.problems.report(
            codes.DIAGRAM_LINE, line.location, f"`{line.text}` is no line of a diagram", line.text
        )

    def _direction(self, _: Written, match: re.Match[str]) -> None:
        self.statements.append(Directed(match["direction"]))

    def _note(self, line: Written, match: re.Match[str]) -> None:
        if match["text"] is None:
            self.note = line.location
        else:
            self._lossy(line.part(match.start("text") + 1))

    def _arrow(self, line: Written, match: re.Match[str]) -> None:
        label = line.part(*match.span("label")) if match["label"] is not None else None
        if label and self._lossy(label):
            return
        source, target = line.part(*match.span("source")), line.part(*match.span("target"))
        arrow = ArrowLine(source, target, label if label and label.text else None, line.location)
        self.statements.append(arrow)

    def _line(self, line: Written, match: re.Match[str]) -> None:
        text = line.part(*match.span("text"))
        if not self._lossy(text):
            self.statements.append(StateLine(line.part(*match.span("state")), text))

    def _state(self, line: Written, match: re.Match[str]) -> None:
        group = next(name for name in ("titled", "state", "bare") if match[name])
        title = line.part(*match.span("title")) if match["titled"] else None
        if title and self._lossy(title):
            return
        kind = match["kind"] or "state"
        opens = bool(match["opens"])
        self.statements.append(Declared(line.part(*match.span(group)), title, kind, opens))

    def _lossy(self, text: Written) -> bool:
        """Report the first thing in a text that Mermaid would not draw as it is written."""
        for loss in losses(text, 0):
            self.problems.add(loss)
            return True
        return False


def _colon(text: str) -> int:
    """Return where the text of a line begins: behind its first colon, or at its end."""
    found = text.find(":")
    return found + 1 if found >= 0 else len(text)


def tidied(text: Written) -> Written:
    """Return a label with blanks for the line breaks (`<br/>`) that Mermaid knows."""
    return Written(_BREAK.sub(lambda match: " " * len(match[0]), text.text), text.location)


_BREAK = re.compile(r"<br\s*/?>")


def arrows(statements: list[Statement]) -> Iterator[ArrowLine]:
    """Yield the arrows among the statements."""
    return (each for each in statements if isinstance(each, ArrowLine))
