"""What output a session allows: lines, `...` inside a line, and `...` for any number of lines.

Matching never backtracks over more than one wildcard, so no pattern can make it slow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ANY_LINES = "..."
_DOTS = re.compile(r"(\\*)\.\.\.")
_MARK = re.compile(r"\\*(\$(?: |$)|>(?: |$)|\[)")


def pieces(line: str) -> tuple[str, ...]:
    r"""Split a line of a session at its wildcards into the texts that stand between them.

    One backslash before a mark that opens a line (`$`, `>`, `[`) is taken away; before `...`
    backslashes escape as in most languages: `\...` is three dots, `\\...` a backslash and
    any text.
    """
    if line.startswith("\\") and _MARK.match(line):
        line = line[1:]
    found = [""]
    end = 0
    for match in _DOTS.finditer(line):
        slashes = match[1]
        found[-1] += line[end : match.start()] + slashes[: len(slashes) // 2]
        if len(slashes) % 2:
            found[-1] += "..."
        else:
            found.append("")
        end = match.end()
    found[-1] += line[end:]
    return tuple(found)


def literal(line: str) -> str:
    """Escape a line of output, so that as a line of a session it allows just itself."""
    escaped = _DOTS.sub(lambda match: match[1] * 2 + "\\...", line)
    return f"\\{escaped}" if _MARK.match(line) else escaped


def line_matches(pattern: str, line: str) -> bool:
    """Tell whether a line of a session allows a line of output."""
    first, *rest = pieces(pattern)
    if not rest:
        return line == first
    *middle, last = rest
    if len(line) < len(first) + len(last) or not (line.startswith(first) and line.endswith(last)):
        return False
    start, end = len(first), len(line) - len(last)
    for piece in middle:
        found = line.find(piece, start, end)
        if found < 0:
            return False
        start = found + len(piece)
    return True


def matches(patterns: Sequence[str], lines: Sequence[str]) -> bool:
    """Tell whether the lines of a session allow the lines of an output, all of them."""
    return first_difference(patterns, lines) is None


def first_difference(patterns: Sequence[str], lines: Sequence[str]) -> tuple[int, int] | None:
    """Find where an output leaves what a session allows.

    Returns:
        The indexes of the first pattern and the first line that do not fit together (each may
        be one past the end), or None where everything fits.
    """
    row = column = 0
    resume: tuple[int, int] | None = None
    furthest = (0, 0)
    while column < len(lines) or row < len(patterns):
        if row < len(patterns) and patterns[row] == ANY_LINES:
            row += 1
            resume = (row, column)
        elif (
            row < len(patterns)
            and column < len(lines)
            and line_matches(patterns[row], lines[column])
        ):
            row, column = row + 1, column + 1
        elif resume is None or resume[1] >= len(lines):
            return max(furthest, (row, column))
        else:
            furthest = max(furthest, (row, column))
            resume = (resume[0], resume[1] + 1)
            row, column = resume
    return None


def trimmed(lines: Sequence[str]) -> tuple[str, ...]:
    """Drop the empty lines at the end, which are layout in a session and ends of output."""
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return tuple(lines[:end])
