"""Markdown as plain text that does not depend on how it was laid out.

List markers, heading forms, fences and blank lines are written in one way only, so that two
texts are equal when they mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_AROUND = re.compile(r"[ \t]*\n[ \t]*")


def blocks(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Split tokens into the blocks that stand side by side in them, each with all it contains."""
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : index + 1]
            start = index + 1


def tidy(text: str) -> str:
    """Remove blanks at both ends of each line of a paragraph; Markdown shows none of them."""
    return _AROUND.sub("\n", text).strip()


def without_comments(html: str) -> str:
    """Remove HTML comments; they hold what no reader of the page sees."""
    return _COMMENT.sub("", html).strip()


def render(tokens: Sequence[Token], replaced: Mapping[int, str]) -> str:
    """Write blocks as text.

    Args:
        tokens: complete blocks, from `blocks`.
        replaced: what stands in the place of a token's content, under the token's `id()`; an
            empty text leaves the token out.
    """
    writer = _Writer(replaced)
    for token in tokens:
        writer.write(token)
    return "\n".join(writer.lines)


@dataclass(slots=True)
class _Writer:
    replaced: Mapping[int, str]
    lines: list[str] = field(default_factory=list)
    lead: str = ""
    indent: str = ""
    opened: list[tuple[str, str, int]] = field(default_factory=list)
    counters: list[int] = field(default_factory=list)
    cells: list[str] | None = None
    heading: str = ""

    def write(self, token: Token) -> None:
        if act := _ACTS.get(token.type):
            act(self, token, self.replaced.get(id(token), token.content))

    def emit(self, text: str) -> None:
        """Write lines inside the open lists and quotations; a list's marker is used up by it."""
        for line in text.split("\n"):
            self.lines.append((self.lead + line).rstrip())
            self.lead = self.indent

    def open(self, marker: str, indent: str) -> None:
        """Start a list item or quotation, whose first line gets the marker."""
        self.opened.append((self.lead, self.indent, len(self.lines)))
        self.lead += marker
        self.indent += indent

    def close(self, *_: object) -> None:
        """End it; if nothing was written in it, the marker around it is still to be used."""
        lead, self.indent, written = self.opened.pop()
        self.lead = self.indent if len(self.lines) > written else lead

    def inline(self, _: Token, content: str) -> None:
        if self.cells is not None:
            self.cells.append(content.strip())
        elif content:
            self.emit(self.heading + tidy(content))

    def open_heading(self, token: Token, _: str) -> None:
        self.heading = "#" * int(token.tag[1:]) + " "

    def close_heading(self, *_: object) -> None:
        self.heading = ""

    def open_list(self, token: Token, _: str) -> None:
        ordered = token.type == "ordered_list_open"
        self.counters.append(int(token.attrs.get("start", 1)) if ordered else -1)

    def close_list(self, *_: object) -> None:
        self.counters.pop()

    def open_item(self, *_: object) -> None:
        number = self.counters[-1]
        marker = "- " if number < 0 else f"{number}. "
        self.open(marker, " " * len(marker))
        self.counters[-1] += number >= 0

    def open_quotation(self, *_: object) -> None:
        self.open("> ", "> ")

    def open_row(self, *_: object) -> None:
        self.cells = []

    def close_row(self, *_: object) -> None:
        self.emit(f"| {' | '.join(self.cells or ())} |")
        self.cells = None

    def fence(self, token: Token, content: str) -> None:
        if id(token) not in self.replaced:
            self.emit(f"```{token.info.strip()}\n" + content.removesuffix("\n") + "\n```")

    def code(self, _: Token, content: str) -> None:
        self.emit("```\n" + content.removesuffix("\n") + "\n```")

    def html(self, _: Token, content: str) -> None:
        if visible := without_comments(content):
            self.emit(visible)


_ACTS = {
    "inline": _Writer.inline,
    "heading_open": _Writer.open_heading,
    "heading_close": _Writer.close_heading,
    "bullet_list_open": _Writer.open_list,
    "ordered_list_open": _Writer.open_list,
    "bullet_list_close": _Writer.close_list,
    "ordered_list_close": _Writer.close_list,
    "list_item_open": _Writer.open_item,
    "list_item_close": _Writer.close,
    "blockquote_open": _Writer.open_quotation,
    "blockquote_close": _Writer.close,
    "tr_open": _Writer.open_row,
    "tr_close": _Writer.close_row,
    "fence": _Writer.fence,
    "code_block": _Writer.code,
    "html_block": _Writer.html,
}
