"""One Markdown file, decoded and parsed once, as every dialect's reader is given it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from adjudge.findings import Location

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BYTE_ORDER_MARK = "\ufeff"


@cache
def _parser() -> MarkdownIt:
    # Inline rules cost half of the time and no reader needs them: paragraphs keep their raw text.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    return MarkdownIt("commonmark").disable("inline").enable("table").use(front_matter_plugin)


@dataclass(frozen=True)
class Source:
    """A decoded file: `path` is POSIX and relative to the project, `digest` the SHA-256 of its bytes.

    `lines` are without their ends, whichever of the three conventions the file uses.
    """

    path: str
    text: str
    digest: str

    @classmethod
    def decode(cls, path: str, data: bytes) -> Source:
        """Decode a file's bytes.

        Raises:
            UnicodeDecodeError: the bytes are not UTF-8.
        """
        text = data.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return cls(path, text, hashlib.sha256(data).hexdigest())

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines; `lines[n - 1]` is line `n`."""
        return tuple(self.text.split("\n"))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The block tokens of CommonMark; `token.map` holds its lines, counted from 0."""
        return tuple(_parser().parse(self.text))

    def at(self, line: int, text: str = "") -> Location:
        """Return the location of `text` on `line`, or of the line's first visible character."""
        content = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        column = content.find(text) if text else len(content) - len(content.lstrip())
        return Location(self.path, line, max(column, 0) + 1)
