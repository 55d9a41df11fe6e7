"""What is to be drawn, before anybody knows where: states, arrows, and how they are painted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How a node looks."""

    STATE = "state"
    GROUP = "group"
    START = "start"
    FINAL = "final"
    CHOICE = "choice"


class Tone(StrEnum):
    """What a colour says; every tone also has a text beside it, for those who can't tell colours."""

    PLAIN = "plain"
    NONE = "none"
    SOME = "some"
    ALL = "all"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Text:
    """One label: its lines, its tone, and a short remark such as `12/40` that stands beside it."""

    lines: tuple[str, ...]
    tone: Tone = Tone.PLAIN
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A node; `parent` is the key of the group that holds it, empty at the top."""

    key: str
    shape: Shape
    title: str = ""
    inner: tuple[Text, ...] = ()
    parent: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow between two nodes."""

    source: str
    target: str
    label: Text


@dataclass(frozen=True, slots=True)
class Sketch:
    """A whole diagram; `across` draws from left to right instead of downwards."""

    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    across: bool = False
    title: str = ""
