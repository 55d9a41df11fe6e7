"""Words that more than one layer puts together for a person."""

from __future__ import annotations


def plural(count: int, word: str, several: str = "") -> str:
    """Count things: `1 check`, `2 checks`, `2,500 entries`; `several` where no `s` makes a plural."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {several or word + 's'}"
