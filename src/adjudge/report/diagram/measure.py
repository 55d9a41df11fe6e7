"""How much room a text takes, in the units of the drawing, without asking for a font.

Widths are those of Helvetica in thousandths of the size (Adobe's font metrics), rounded up a little;
the drawing fixes each line to its measured length, so another font changes the look and no layout.
"""

from __future__ import annotations

import unicodedata

SIZE = 13.0
"""The size of all text."""
LINE = 17.0
"""The distance from one line of text to the next."""

_NARROW = "ijl.,;:'!|`[]()/ftI "
_WIDE = "mwMW@%"
_WIDTHS = {**dict.fromkeys(_NARROW, 330.0), **dict.fromkeys(_WIDE, 880.0)}
_CAPITAL, _OTHER, _FULL = 720.0, 570.0, 1000.0


def width(text: str, *, size: float = SIZE, bold: bool = False) -> float:
    """Return the width of a line of text."""
    total = sum(map(_advance, text)) * size / 1000
    return total * 1.06 if bold else total


def _advance(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return _FULL
    return _CAPITAL if letter.isupper() else _OTHER


def wrapped(text: str, most: int, *, at: str = " ") -> list[str]:
    """Break a text into lines of about `most` characters, only behind the separator `at`."""
    lines: list[str] = []
    for part in text.split(at):
        if lines and len(lines[-1]) + len(at) + len(part) <= most:
            lines[-1] += f"{at}{part}"
        else:
            lines = [*lines[:-1], f"{lines[-1]}{at}".rstrip()] if lines else lines
            lines.append(part)
    return lines
