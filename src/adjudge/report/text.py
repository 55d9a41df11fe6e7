"""Text of the specification and of the system, made safe to show: all of it is untrusted."""

from __future__ import annotations

import difflib
import re
import unicodedata

# Controls but line feed and tab, lone surrogates, line separators, and what reorders text.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)
_CONTEXT = 3
_DIFF_LINES = 200
_LINE = 1000


def clean(text: str) -> str:
    r"""Write every character that acts on a terminal or reorders text as its escape, as in `\x1b`."""
    return _UNSAFE.sub(lambda match: _escape(match.group()), text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Clean a text and fold its white space, so that it fits where a line is wanted."""
    return " ".join(clean(text).split())


def difference(expected: str, actual: str) -> list[str]:
    """Return the lines of a unified diff of cleaned texts, without its header, bounded in length.

    Texts without a difference that shows, such as a missing line feed at the end, are told apart
    by their representation.
    """
    before, after = clean(expected).splitlines(), clean(actual).splitlines()
    if before == after and expected != actual:
        before, after = [clean(repr(expected))], [clean(repr(actual))]
    lines = [f"-{line}" for line in before] if not after else []
    lines = lines or list(difflib.unified_diff(before, after, lineterm="", n=_CONTEXT))[2:]
    return bounded(lines, _DIFF_LINES)


def bounded(lines: list[str], limit: int) -> list[str]:
    """Keep the first lines, each up to a length, and say how many more there were."""
    kept = [_short(line) for line in lines[:limit]]
    rest = len(lines) - limit
    return [*kept, f"... {_lines(rest)} more"] if rest > 0 else kept


def tail(text: str, limit: int) -> list[str]:
    """Return the last lines of a cleaned text, and say how many came before them."""
    lines = clean(text).splitlines()
    kept = [_short(line) for line in lines[-limit:]]
    rest = len(lines) - limit
    return [f"... {_lines(rest)} before", *kept] if rest > 0 else kept


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def fit(text: str, columns: int) -> str:
    """Cut or pad a text to exactly so many columns; a cut text ends in an ellipsis."""
    if width(text) > columns:
        while text and width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (columns - width(text))


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"


def _short(line: str) -> str:
    return line if len(line) <= _LINE else f"{line[:_LINE]}… ({len(line)} characters)"


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004 - one byte
