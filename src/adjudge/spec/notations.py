"""Which fenced blocks are executable: the notation of each technique, in one table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notation:
    """A fence whose info string starts with `language` (and then `word`) is a check of `kind`."""

    language: str
    word: str
    kind: str


NOTATIONS: tuple[Notation, ...] = (
    Notation("console", "", "console"),
    Notation("shellsession", "", "console"),
    Notation("hurl", "", "hurl"),
    Notation("gherkin", "", "gherkin"),
    Notation("yaml", "machine", "machine"),
    Notation("yaml", "objective", "objective"),
    Notation("yaml", "rule", "rule"),
    Notation("yaml", "contract", "contract"),
    Notation("yaml", "eval", "eval"),
    Notation("yaml", "cases", "cases"),
    Notation("json", "cases", "cases"),
    Notation("csv", "cases", "cases"),
    Notation("yaml", "tests", "tests"),
    Notation("tla", "", "proof"),
    Notation("quint", "", "proof"),
    Notation("lean", "", "proof"),
    Notation("dafny", "", "proof"),
    Notation("alloy", "", "proof"),
    Notation("proof", "", "proof"),
)
"""A second word that belongs to no notation of its language makes the block unreadable."""
