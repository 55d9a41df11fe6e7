"""Draws JSON values with Hypothesis and prints them; run as a program of its own.

Hypothesis keeps files beside whoever uses it and looks into the modules that are loaded. In a
process and a folder of its own it does neither to the user, and the same seed gives the same
values everywhere.

Usage: python drawing_program.py SEED COUNT
"""

from __future__ import annotations

import json
import sys

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_PARTS = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS
_VALUES = _TEXTS | st.recursive(
    _PARTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3)
)


def draw(start: int, count: int) -> list[object]:
    """Return distinct values, the same for the same seed."""
    found: dict[str, object] = {}

    @seed(start)
    @settings(
        max_examples=2 * count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_VALUES)
    def take(value: object) -> None:
        found.setdefault(json.dumps(value), value)

    take()
    return list(found.values())[:count]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(draw(int(sys.argv[1]), int(sys.argv[2]))))
