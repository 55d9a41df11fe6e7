"""The passages of a Markdown file in order: what the readers of foreign dialects look through."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from adjudge.spec.source import Source


class Form(StrEnum):
    """What a passage is in the Markdown."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, a paragraph, a list item's first paragraph, or a row of a table.

    `lines` are its text without Markdown's block marks and HTML comments; `lines[k]` stands on
    line `line + k`. `end_line` is the last line of all that belongs to it: of a heading its
    section, of an item everything nested in it. `depth` is the heading's level or the depth of
    the list, `number` what an ordered list shows, `cells` the columns of a row.
    """

    form: Form
    lines: tuple[str, ...]
    line: int
    end_line: int
    depth: int = 0
    number: int = 0
    cells: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The lines joined."""
        return "\n".join(self.lines).strip()


def passages_of(source: Source) -> tuple[Passage, ...]:
    """List the passages of a file; fences, code and HTML are none."""
    return tuple(_with_sections(list(_Walk().passages(source.tokens)), last_line(source)))


def last_line(source: Source) -> int:
    """Return the number of the last line; what follows the last line end is none."""
    count = len(source.lines)
    return count - 1 if count > 1 and not source.lines[-1] else count


def headings(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Pick the headings."""
    return tuple(passage for passage in passages if passage.form is Form.HEADING)


def within(passages: Sequence[Passage], first: int, last: int) -> tuple[Passage, ...]:
    """Pick the passages that start on the lines from `first` through `last`."""
    start = bisect_left(passages, first, key=_line)
    return tuple(passages[start : bisect_right(passages, last, lo=start, key=_line)])


def enclosing(found: Sequence[Passage]) -> dict[int, Passage]:
    """Map the line of each heading to the heading above it that encloses it, if one does."""
    parents: dict[int, Passage] = {}
    above: list[Passage] = []
    for heading in found:
        while above and above[-1].depth >= heading.depth:
            above.pop()
        if above:
            parents[heading.line] = above[-1]
        above.append(heading)
    return parents


def _line(passage: Passage) -> int:
    return passage.line


def _with_sections(passages: list[Passage], last: int) -> Iterator[Passage]:
    """Give each heading the end of its section."""
    ends: dict[int, int] = {}
    open_sections: list[Passage] = []
    for passage in passages:
        if passage.form is not Form.HEADING:
            continue
        while open_sections and open_sections[-1].depth >= passage.depth:
            ends[open_sections.pop().line] = passage.line - 1
        open_sections.append(passage)
    for passage in passages:
        if passage.form is Form.HEADING:
            yield replace(passage, end_line=ends.get(passage.line, last))
        else:
            yield passage


class _Walk:
    """One pass over the block tokens."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.items: list[Token] = []
        self.fresh = False
        self.heading = 0
        self.row: Token | None = None
        self.cells: list[str] = []

    def passages(self, tokens: Sequence[Token]) -> Iterator[Passage]:
        for token in tokens:
            if token.type == "inline":
                passage = self._inline(token)
            elif token.type == "tr_close":
                passage = self._row()
            else:
                passage = None
                self._structure(token)
            if passage:
                yield passage

    def _structure(self, token: Token) -> None:
        match token.type:
            case "ordered_list_open":
                self.numbers.append(int(token.attrs.get("start", 1)) - 1)
            case "bullet_list_open":
                self.numbers.append(-1)
            case "ordered_list_close" | "bullet_list_close":
                self.numbers.pop()
            case "list_item_open":
                self._open_item(token)
            case "list_item_close":
                self.items.pop()
                self.fresh = False
            case "heading_open":
                self.heading = int(token.tag[1:])
            case "heading_close":
                self.heading = 0
            case "tr_open":
                self.row, self.cells = token, []
            case "fence" | "code_block" | "html_block" | "hr" | "blockquote_open":
                self.fresh = False
            case _:
                pass

    def _open_item(self, token: Token) -> None:
        if self.numbers[-1] >= 0:
            self.numbers[-1] += 1
        self.items.append(token)
        self.fresh = True

    def _inline(self, token: Token) -> Passage | None:
        content = _without_comments(token.content)
        if self.row is not None:
            self.cells.append(content)
            return None
        first, end = token.map or (0, 0)
        lines = tuple(content.split("\n"))
        if self.heading:
            return Passage(Form.HEADING, lines, first + 1, end, self.heading)
        if self.fresh:
            self.fresh = False
            return self._item(lines, first)
        return Passage(Form.PARAGRAPH, lines, first + 1, end, len(self.items))

    def _item(self, lines: tuple[str, ...], first: int) -> Passage:
        _, end = self.items[-1].map or (first, first + 1)
        number = max(self.numbers[-1], 0)
        return Passage(Form.ITEM, lines, first + 1, end, len(self.items), number)

    def _row(self) -> Passage | None:
        row, self.row = self.row, None
        if row is None or not row.map:
            return None
        line = row.map[0] + 1
        return Passage(Form.ROW, (" | ".join(self.cells),), line, line, cells=tuple(self.cells))


def _without_comments(text: str) -> str:
    """Blank the HTML comments inside a paragraph; the lines keep their numbers."""
    kept: list[str] = []
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (close := text.find("-->", start)) >= 0:
        kept += [text[end:start], "\n" * text.count("\n", start, close)]
        end = close + 3
    return "".join((*kept, text[end:]))
