"""A cursor over the text of a Hurl file."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NoReturn

from adjudge.checks.hurl.errors import HurlSyntaxError
from adjudge.checks.hurl.tree import Position
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_BLANKS = re.compile(r"[ \t]+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_EMPTY_LINES = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:#[^\n]*\Z)?")


class Scanner:
    """Reads a text from left to right; `index` is the next character and may be set back.

    `depth` counts the placeholders that are open.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.index = 0
        self.depth = 0
        self._starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]

    @property
    def position(self) -> Position:
        """Where the next character stands."""
        return self.at(self.index)

    def at(self, index: int) -> Position:
        """Return where the character at `index` stands."""
        line = bisect_right(self._starts, index)
        return Position(line, index - self._starts[line - 1] + 1)

    def fail(self, message: str, index: int | None = None, *, next_step: str = "") -> NoReturn:
        """Give up reading, at `index` or here."""
        place = self.at(self.index if index is None else index)
        raise HurlSyntaxError(message, place, next_step=next_step)

    def unknown(self, what: str, name: str, known: Iterable[str], index: int) -> NoReturn:
        """Give up at a word that the grammar does not have, naming the nearest that it has."""
        self.fail(f"unknown {what} `{name}`", index, next_step=suggestion(name, known))

    @property
    def ended(self) -> bool:
        """Tell whether nothing is left."""
        return self.index >= len(self.text)

    def peek(self, count: int = 1) -> str:
        """Return the next characters without moving."""
        return self.text[self.index : self.index + count]

    def accept(self, text: str) -> bool:
        """Move over `text` if it comes next."""
        if not self.text.startswith(text, self.index):
            return False
        self.index += len(text)
        return True

    def expect(self, text: str) -> None:
        """Move over `text`, or give up."""
        if not self.accept(text):
            found = repr(self.peek()) if not self.ended else "the end"
            self.fail(f"expected `{text}`, found {found}")

    def take(self, wanted: Callable[[str], bool]) -> str:
        """Move over the longest run of wanted characters and return it."""
        start = self.index
        while self.index < len(self.text) and wanted(self.text[self.index]):
            self.index += 1
        return self.text[start : self.index]

    def match(self, pattern: re.Pattern[str]) -> str:
        """Return what a pattern matches here, or nothing, without moving."""
        found = pattern.match(self.text, self.index)
        return found[0] if found else ""

    def blanks(self) -> str:
        """Move over spaces and tabs."""
        found = self.match(_BLANKS)
        self.index += len(found)
        return found

    def require_blanks(self) -> None:
        """Move over at least one space or tab, or give up."""
        if not self.blanks():
            self.fail("expected a space")

    def end_line(self) -> None:
        """Move over the rest of the line, which may only be blank or a comment."""
        self.blanks()
        if self.peek() == "#":
            self.take(lambda c: c != "\n")
        if self.ended or self.accept("\n") or self.accept("\r\n"):
            return
        rest = self.text[self.index :].partition("\n")[0]
        self.fail(f"expected the end of the line, found `{rest[:40]}`")

    def skip_lines(self) -> None:
        """Move over blank lines and comments, and over the blanks before what follows."""
        self.index += len(self.match(_EMPTY_LINES))

    def word(self) -> str:
        """Return the run of letters and digits that comes next, without moving."""
        return self.match(_WORD)
