"""The words of a TLA+ module, without its comments: enough to find its definitions and to break them.

Source of the lexical rules: L. Lamport, Specifying Systems, chapter 15.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Sort(Enum):
    """What a token is."""

    NAME = "name"
    NUMBER = "number"
    STRING = "string"
    RULE = "rule"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Token:
    """One word: what it is, its text, and where it starts in the module's text."""

    sort: Sort
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


_WORDS = re.compile(
    r"""(?P<name>[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*)
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<string>"(?:[^"\\\n]|\\.)*")
      | (?P<rule>-{4,}|={4,})
      | (?P<symbol><=>|\|->|==|=>|=<|<=|>=|/=|/\\|\\/|\\[A-Za-z]+|\[\]|<>|~>|<<|>>|->|<-|\.\.|:>|@@|::=|\S)
    """,
    re.VERBOSE,
)
_LINE_COMMENT = re.compile(r"\\\*[^\n]*")
_COMMENT_EDGE = re.compile(r"\(\*|\*\)")


def tokens(text: str) -> list[Token]:
    """Split a module into its tokens, leaving out comments, which may be nested."""
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
        elif (after := _after_comment(text, position)) is not None:
            position = after
        else:
            match = _WORDS.match(text, position)
            if match is None or match.lastgroup is None:  # \S takes whatever else there is
                break
            yield Token(Sort(match.lastgroup), match[0], position)
            position = match.end()


def _after_comment(text: str, position: int) -> int | None:
    """Return where the comment ends that starts at `position`; None if none does."""
    if match := _LINE_COMMENT.match(text, position):
        return match.end()
    if not text.startswith("(*", position):
        return None
    depth = 0
    for edge in _COMMENT_EDGE.finditer(text, position):
        depth += 1 if edge[0] == "(*" else -1
        if depth == 0:
            return edge.end()
    return len(text)
