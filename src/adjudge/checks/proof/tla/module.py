"""A TLA+ module as text: its name, the modules that it uses, and its definitions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from adjudge.checks.proof.tla.tokens import Sort, Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STANDARD = frozenset(
    {
        *("Bags", "FiniteSets", "Integers", "Json", "Naturals", "Randomization", "RealTime"),
        *("Reals", "Sequences", "TLC", "TLCExt", "Toolbox", "IOUtils", "TLAPS"),
    }
)
"""Modules that TLC brings; no file of the project may stand for one."""

_HEADER = re.compile(
    r"-{4,}[ \t]*MODULE[ \t]+(?P<name>[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*)[ \t]*-{4,}"
)
_UNITS = frozenset(
    {
        *("VARIABLE", "VARIABLES", "CONSTANT", "CONSTANTS", "ASSUME", "ASSUMPTION", "AXIOM"),
        *("THEOREM", "LEMMA", "COROLLARY", "PROPOSITION", "LOCAL", "RECURSIVE", "INSTANCE"),
        *("PROOF", "USE", "HIDE", "MODULE", "EXTENDS"),
    }
)
_INDEX = re.compile(r"^(?:WF|SF)?_")
_CLOSING = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition of a module: the tokens behind its `==`, and where its name stands."""

    name: str
    start: int
    body: tuple[Token, ...]

    @property
    def names(self) -> frozenset[str]:
        """Every name that the body uses, also as an index: `WF_vars(Next)`, `[Next]_vars`."""
        found = {token.text for token in self.body if token.sort is Sort.NAME}
        return frozenset(found | {_INDEX.sub("", name) for name in found})


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its text, its name, the modules named in it and its definitions by name."""

    text: str
    name: str
    uses: tuple[str, ...]
    definitions: Mapping[str, Definition]

    def reachable(self, names: Sequence[str]) -> frozenset[str]:
        """Return those of the module's definitions that the named ones use, themselves included."""
        found: set[str] = set()
        waiting = [name for name in names if name in self.definitions]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [
                    each for each in self.definitions[name].names if each in self.definitions
                ]
        return frozenset(found)

    def line(self, offset: int) -> int:
        """Return the line, counted from 1, of an offset into the text."""
        return self.text.count("\n", 0, offset) + 1


@lru_cache(maxsize=64)
def read_module(text: str) -> Module | None:
    """Read a module; None if the text has no header `---- MODULE Name ----`."""
    header = _HEADER.search(text)
    if header is None:
        return None
    words = list(_inside([token for token in tokens(text) if token.start >= header.end()]))
    return Module(text, header["name"], tuple(_uses(words)), _definitions(words))


def _inside(words: Sequence[Token]) -> Iterator[Token]:
    """Yield the words up to the end of the module, which may hold others."""
    depth = 1
    for word in words:
        depth += word.text == "MODULE"
        depth -= word.text.startswith("====")
        if depth == 0:
            return
        yield word


def _uses(words: Sequence[Token]) -> Iterator[str]:
    """Find the modules behind `EXTENDS` and `INSTANCE`."""
    for number, word in enumerate(words):
        if word.text == "INSTANCE" and number + 1 < len(words):
            yield words[number + 1].text
        elif word.text == "EXTENDS":
            for name, after in zip(words[number + 1 :: 2], words[number + 2 :: 2], strict=False):
                yield name.text
                if after.text != ",":
                    break


def _definitions(words: Sequence[Token]) -> dict[str, Definition]:
    starts = dict(_heads(words))
    edges = sorted({*starts, *_units(words), len(words)})
    found = {}
    for start, (name, sign) in starts.items():
        end = next(edge for edge in edges if edge > sign)
        found[name] = Definition(name, words[start].start, tuple(words[sign + 1 : end]))
    return found


def _heads(words: Sequence[Token]) -> Iterator[tuple[int, tuple[str, int]]]:
    """Find where each definition starts, with its name and the index of its `==`."""
    depth = 0
    for number, word in enumerate(words):
        depth += (word.text == "LET") - (word.text == "IN")
        if word.text == "==" and depth == 0:
            start = _head(words, number)
            if start is not None:
                yield start, (words[start].text, number)


def _head(words: Sequence[Token], sign: int) -> int | None:
    """Return the index of the name that is defined before the `==` at `sign`."""
    number, open_brackets = sign - 1, 0
    while number >= 0:
        text = words[number].text
        open_brackets += (text in _CLOSING) - (text in _CLOSING.values())
        if open_brackets == 0 and text not in _CLOSING.values():
            return number if words[number].sort is Sort.NAME else None
        number -= 1
    return None


def _units(words: Sequence[Token]) -> Iterator[int]:
    for number, word in enumerate(words):
        if word.sort is Sort.RULE or (word.sort is Sort.NAME and word.text in _UNITS):
            yield number
