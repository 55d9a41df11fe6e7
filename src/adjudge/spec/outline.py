"""The headings of a document, and what stands below each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.token import Token

    from adjudge.spec.source import Source


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks between it and the next heading, whatever their depths.

    `depth` is 1 to 6, and 0 for what stands before the first heading. `line` is the heading's,
    `end_line` the last before the next heading, each counted from 1. The blocks are
    `source.tokens[start:stop]`. `above` are the headings that enclose this one, outermost first.
    """

    depth: int
    heading: str
    line: int
    end_line: int
    start: int
    stop: int
    above: tuple[str, ...] = ()


def sections(source: Source) -> list[Section]:
    """Split a document at its headings; headings inside lists and quotations split nothing."""
    tokens = source.tokens
    starts = [n for n, token in enumerate(tokens) if token.level == 0 and token.type == _HEADING]
    stops = [*starts, len(tokens)]
    found = [Section(0, "", 1, _end(source, stops[0]), 0, stops[0])] if stops[0] else []
    enclosing: list[tuple[int, str]] = []
    for start, stop in zip(starts, stops[1:], strict=True):
        depth, heading = int(tokens[start].tag[1:]), tokens[start + 1].content
        while enclosing and enclosing[-1][0] >= depth:
            enclosing.pop()
        above = tuple(text for _, text in enclosing)
        line, end = _line(tokens, start), _end(source, stop)
        found.append(Section(depth, heading, line, end, start + 3, stop, above))
        enclosing.append((depth, heading))
    return found


def extent(
    found: Sequence[Section], position: int, ends: Callable[[Section], bool]
) -> Sequence[Section]:
    """Return a section with those below it, up to the next of its depth or the next that `ends`."""
    depth = found[position].depth
    stop = position + 1
    while stop < len(found) and found[stop].depth > depth and not ends(found[stop]):
        stop += 1
    return found[position:stop]


_HEADING = "heading_open"


def _end(source: Source, stop: int) -> int:
    """The last line before the token at `stop`."""
    if stop < len(source.tokens):
        return _line(source.tokens, stop) - 1
    ends_with_newline = len(source.lines) > 1 and not source.lines[-1]
    return len(source.lines) - ends_with_newline


def _line(tokens: Sequence[Token], index: int) -> int:
    lines = tokens[index].map
    return lines[0] + 1 if lines else 1
