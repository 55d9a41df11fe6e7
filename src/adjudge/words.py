"""Words that more than one layer puts together for a person."""

from __future__ import annotations


def plural(count: int, word: str) -> str:
    """Count things: `1 check`, `2 checks`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
