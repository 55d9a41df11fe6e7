"""What TLC's configuration file says: the behaviour, its bounds, and what is claimed of it.

Source of the syntax: L. Lamport, Specifying Systems, chapter 14.7.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class ClaimKind(StrEnum):
    """Whether a claim is about each state, or about whole behaviours."""

    INVARIANT = "invariant"
    PROPERTY = "property"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that must hold, by the name of its definition."""

    kind: ClaimKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Model:
    """A model to check.

    `statements` are those of the configuration file that claim nothing, such as `CONSTANT N = 3`.
    `behaviour` are the definitions that they name: `Spec`, or `Init` and `Next`. `bounded` names
    the constraints that cut the search.
    """

    claims: tuple[Claim, ...]
    statements: tuple[str, ...] = ()
    behaviour: tuple[str, ...] = ()
    bounded: tuple[str, ...] = ()
    deadlock: bool = True

    def text(self, claims: Sequence[Claim]) -> str:
        """Write a configuration file that makes some of the claims."""
        lines = [*self.statements, *(f"{claim.kind.upper()} {claim.name}" for claim in claims)]
        return "".join(f"{line}\n" for line in lines)


class ModelError(ValueError):
    """A configuration file can't be read; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


_KEYWORDS = {
    **dict.fromkeys(("INVARIANT", "INVARIANTS"), ClaimKind.INVARIANT),
    **dict.fromkeys(("PROPERTY", "PROPERTIES"), ClaimKind.PROPERTY),
    **dict.fromkeys(("SPECIFICATION", "INIT", "NEXT", "CONSTANT", "CONSTANTS")),
    **dict.fromkeys(("CONSTRAINT", "CONSTRAINTS", "ACTION_CONSTRAINT", "ACTION_CONSTRAINTS")),
    **dict.fromkeys(("SYMMETRY", "VIEW", "CHECK_DEADLOCK")),
}
_BEHAVIOUR = {"SPECIFICATION", "INIT", "NEXT"}
_COMMENT = re.compile(r"\\\*[^\n]*|\(\*.*?\*\)", re.DOTALL)


def read_model(text: str) -> Model:
    """Read a configuration file.

    Raises:
        ModelError: something stands before the first keyword, or a keyword is unknown.
    """
    model = Model(())
    claims: list[Claim] = []
    statements, behaviour, bounded = [], [], []
    deadlock = model.deadlock
    for keyword, words in _statements(text):
        kind = _KEYWORDS[keyword]
        if kind is not None:
            claims += [Claim(kind, word) for word in words]
            continue
        if keyword == "CHECK_DEADLOCK":  # TLC knows it from 2.16 on only; it is an option as well
            deadlock = words != ["FALSE"]
            continue
        behaviour += words if keyword in _BEHAVIOUR else []
        bounded += words if "CONSTRAINT" in keyword else []
        statements.append(" ".join((keyword, *words)))
    return Model(tuple(claims), tuple(statements), tuple(behaviour), tuple(bounded), deadlock)


def _statements(text: str) -> Iterator[tuple[str, list[str]]]:
    """Split the file at its keywords, which are the words in capitals that it may hold."""
    plain = _COMMENT.sub(lambda match: "\n" * match[0].count("\n") or " ", text)
    found: list[tuple[str, list[str]]] = []
    for number, line in enumerate(plain.split("\n"), 1):
        for word in line.split():
            if word in _KEYWORDS:
                found.append((word, []))
            elif not found or re.fullmatch(r"(?:ALIAS|POSTCONDITION|_[A-Z_]+)", word):
                raise ModelError(f"“{word}” begins no statement that is understood", number)
            else:
                found[-1][1].append(word)
    yield from found
