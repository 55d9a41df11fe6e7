"""The line that opens a fenced block: language, word, name, and options in braces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from adjudge.codes import blocks
from adjudge.codes.model import Code
from adjudge.findings import Finding, Location
from adjudge.spec.nearest import almost, suggestion
from adjudge.spec.notations import NOTATIONS, Notation

if TYPE_CHECKING:
    from markdown_it.token import Token

    from adjudge.spec.source import Source

_ALIASES = {"yml": "yaml"}
_TABLE = {(notation.language, notation.word): notation for notation in NOTATIONS}
_WORDED = frozenset(notation.language for notation in NOTATIONS if notation.word)
_PLAIN = frozenset(notation.language for notation in NOTATIONS if not notation.word)
_BY_WORD = {notation.word: notation for notation in reversed(NOTATIONS) if notation.word}
# Languages in their own right that are one letter away from a notation.
_OTHERS = frozenset({"curl", "clean"})
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*\Z")
_OPENING = re.compile(r"[\s>]*(?:[-*+]\s+)?(?:`{3,}|~{3,})(?P<info>\s*[A-Za-z][^`]*)\Z")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an info string can't be read: the code, the message, and what was expected."""

    code: Code
    message: str
    expected: str


@dataclass(frozen=True, slots=True)
class Info:
    """What an info string says: `LANGUAGE [WORD] [NAME] [{options}]`.

    `notation` is None where the block is no check, or can't be read because of `problem`.
    """

    language: str = ""
    notation: Notation | None = None
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    problem: Problem | None = None

    @property
    def illustration(self) -> bool:
        """Whether its author says that the block is not a check."""
        return self.options.get("illustration") is True

    @property
    def executable(self) -> bool:
        """Whether the block is a check, or was probably meant to be one."""
        return bool(self.notation or self.problem) and not self.illustration


@lru_cache(maxsize=4096)
def read_info(info: str) -> Info:
    """Read the info string of a fence; what is wrong with it becomes its `problem`."""
    head, brace, _ = info.partition("{")
    words = head.split()
    if not words:
        return Info()
    language = _ALIASES.get(words[0].casefold(), words[0].casefold())
    notation, name, misread = _notation(language, words[1:])
    if notation is None and misread is None:
        return Info(language)
    options, unreadable = _options(info[len(head) :]) if brace else ({}, None)
    if options.get("illustration") is True:
        return Info(language, options=options)
    problem = misread or unreadable
    return Info(language, None if problem else notation, name, options, problem)


def _notation(language: str, rest: list[str]) -> tuple[Notation | None, str, Problem | None]:
    """Find the notation, the block's name, and what is wrong with language or word."""
    if language in _PLAIN:
        return _TABLE[language, ""], " ".join(rest), None
    word = rest[0] if rest and _WORD.match(rest[0]) else ""
    if language in _WORDED and word:
        notation = _TABLE.get((language, word.casefold()))
        return notation, " ".join(rest[1:]), None if notation else _unknown(language, word)
    meant = _meant(language, word)
    if not meant:
        return None, "", None
    message = f'"{language}" is no notation: did you mean "{meant}"?'
    return None, "", Problem(blocks.MISSPELT_LANGUAGE, message, meant)


def _unknown(language: str, word: str) -> Problem:
    other = _BY_WORD.get(word.casefold())
    known = [notation.word for notation in NOTATIONS if notation.language == language]
    meant = f'did you mean "{other.language} {other.word}"?' if other else suggestion(word, known)
    expected = " or ".join(f"{language} {each}" for each in known)
    message = f'"{language} {word}" is no notation: {meant}'
    return Problem(blocks.UNKNOWN_NOTATION, message, expected)


def _meant(language: str, word: str) -> str:
    """The notation of which the language is a slip of the pen."""
    if language in _WORDED or language in _OTHERS:
        return ""
    if language in _BY_WORD:
        return f"{_BY_WORD[language].language} {language}"
    if word.casefold() in _BY_WORD and (worded := almost(language, _WORDED)):
        return f"{worded} {word}"
    return almost(language, _PLAIN)


def _options(text: str) -> tuple[Mapping[str, Any], Problem | None]:
    """Read the braces behind the words."""
    from adjudge.spec import yaml

    expected = "{option: value, option: value}"
    try:
        options = yaml.load(text)
    except yaml.YamlError as error:
        message = f"the options can't be read: {error.message}"
        return {}, Problem(blocks.UNREADABLE_OPTIONS, message, expected)
    return options, None


@dataclass(frozen=True, slots=True)
class Fence:
    """One fenced block.

    `written` is its info string, `text` its body, which starts at `body`. `closed` is false if
    its end is that of the text around it.
    """

    info: Info
    written: str
    location: Location
    body: Location
    text: str
    closed: bool

    def findings(self, requirement: str = "") -> list[Finding]:
        """Say what can't be read in the fence itself."""
        found = []
        if not self.closed:
            found.append(
                blocks.UNCLOSED_FENCE.at(
                    self.location,
                    "this block is never closed",
                    requirement=requirement,
                    expected="a line with the closing fence",
                    actual="the end of the text around it",
                )
            )
        if problem := self.info.problem:
            found.append(
                problem.code.at(
                    self.location,
                    problem.message,
                    requirement=requirement,
                    expected=problem.expected,
                    actual=self.written,
                )
            )
        return found


def read_fence(source: Source, token: Token) -> Fence:
    """Read a `fence` token of the source."""
    first, end = token.map or (0, 0)
    location = source.at(first + 1, token.markup)
    text = token.content
    lines = text.count("\n") + (text != "" and text[-1] != "\n")
    body = _body(source, first + 2, text) if text else location
    written = token.info.strip()
    closed = end - first - lines > 1
    return Fence(read_info(written), written, location, body, text, closed)


def _body(source: Source, line: int, text: str) -> Location:
    """Where the text starts, behind the indentation of what contains it."""
    raw = source.lines[line - 1]
    start = text.split("\n", 1)[0]
    column = len(raw) - len(start) + 1 if start and raw.endswith(start) else 1
    return Location(source.path, line, column)


def hidden_fence(line: str) -> bool:
    """Tell whether a line of prose, code or HTML was probably meant to open an executable block."""
    if "```" not in line and "~~~" not in line:
        return False
    opening = _OPENING.match(line)
    return opening is not None and read_info(opening["info"].strip()).executable
