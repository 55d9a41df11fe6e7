"""Which known name somebody probably meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORT = 4
LONG = 8


def distance(left: str, right: str) -> int:
    """Count the letters to insert, drop, replace or swap with their neighbour.

    This is the optimal string alignment distance (Damerau 1964, restricted).
    """
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, above = row, before
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


def almost(word: str, names: Iterable[str]) -> str:
    """Return the name of which `word` is a slip of the pen, or an empty text.

    One slip is tolerated from four letters on, two from eight on. Letter case does not count; a
    name itself is no slip of anything.
    """
    folded = word.casefold()
    tolerated = 0 if len(folded) < SHORT else 1 if len(folded) < LONG else 2
    near = [
        (away, name)
        for name in names
        if abs(len(name) - len(folded)) <= tolerated
        and 0 < (away := distance(folded, name.casefold())) <= tolerated
    ]
    return min(near)[1] if near else ""


def nearest(word: str, names: Iterable[str]) -> str:
    """Return the name that is most like `word`, or an empty text if none is like it."""
    folded = {name.casefold(): name for name in names}
    matches = get_close_matches(word.casefold(), folded, n=1)
    return folded[matches[0]] if matches else ""


def suggestion(word: str, names: Iterable[str]) -> str:
    """Return `did you mean "NAME"?`, or the names to choose from if none is like `word`."""
    known = sorted(names)
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else f"known are: {', '.join(known)}"
