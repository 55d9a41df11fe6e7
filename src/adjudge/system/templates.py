"""Texts with placeholders that are filled for each call: `{amount}`, `{token[src]}`, `{token['desk']}`.

Unlike those of commands in `adjudge.system.placeholders`, these stand for values of any type: a
JSON text that is one placeholder and nothing else becomes the value itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_HOLE = re.compile(r"([A-Za-z_]\w*)(?:\[(?:([A-Za-z_]\w*)|'([^']*)'|\"([^\"]*)\")\])?", re.ASCII)


class TemplateError(ValueError):
    """A text has a brace that is no placeholder."""


class Nothing(Enum):
    """The value of a placeholder whose argument was not given."""

    NOTHING = "nothing"


NOTHING = Nothing.NOTHING


@dataclass(frozen=True, slots=True)
class Hole:
    """One placeholder: a name, and the name or the literal text in its brackets, if it has some."""

    name: str
    index: str = ""
    literal: str | None = None

    @property
    def indexed(self) -> bool:
        """Whether brackets follow the name."""
        return bool(self.index) or self.literal is not None


@dataclass(frozen=True, slots=True)
class Template:
    """A text in its parts."""

    parts: tuple[str | Hole, ...]

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The placeholders, in their order."""
        return tuple(part for part in self.parts if isinstance(part, Hole))


Lookup = Callable[[Hole], object]
"""Returns the JSON value of a placeholder, or `NOTHING`."""


def parse(text: str) -> Template:
    """Take a text apart; `{{` and `}}` are single braces.

    Raises:
        TemplateError: a brace belongs to no placeholder.
    """
    parts: list[str | Hole] = []
    at = 0
    for match in _PART.finditer(text):
        parts += [text[at : match.start()], _part(match)]
        at = match.end()
    parts.append(text[at:])
    return Template(tuple(_joined(parts)))


def _part(match: re.Match[str]) -> str | Hole:
    if match[0] in {"{{", "}}"}:
        return match[0][0]
    hole = _HOLE.fullmatch(match[1].strip()) if match[1] is not None else None
    if hole is None:
        raise TemplateError(f"“{match[0]}” is no placeholder")
    literal = hole[3] if hole[3] is not None else hole[4]
    return Hole(hole[1], hole[2] or "", literal)


def _joined(parts: list[str | Hole]) -> list[str | Hole]:
    joined: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return joined


def parse_json(value: object) -> object:
    """Return a JSON value with each of its texts, but for keys, taken apart.

    Raises:
        TemplateError: as for `parse`.
    """
    if isinstance(value, str):
        return parse(value)
    if isinstance(value, list):
        return [parse_json(item) for item in value]
    if isinstance(value, dict):
        return {key: parse_json(item) for key, item in value.items()}
    return value


def holes(value: object) -> list[Hole]:
    """Return the placeholders of a template, or of a JSON value that holds some."""
    if isinstance(value, Template):
        return list(value.holes)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [hole for item in value for hole in holes(item)]
    return []


def fill(template: Template, lookup: Lookup, escape: Callable[[str], str] = str) -> str:
    """Return the text with every placeholder replaced.

    Args:
        template: the text.
        lookup: gives the values; nothing is an empty text, and what is no text is written as JSON.
        escape: applied to each value, not to the text around it.
    """
    return "".join(
        part if isinstance(part, str) else escape(_text(lookup(part))) for part in template.parts
    )


def fill_json(value: object, lookup: Lookup) -> object:
    """Return a JSON value with every placeholder replaced.

    A text that is one placeholder becomes its value; where that is `NOTHING`, the entry of the
    object or the list is left out.
    """
    if isinstance(value, Template):
        if len(value.parts) == 1 and isinstance(value.parts[0], Hole):
            return lookup(value.parts[0])
        return fill(value, lookup)
    if isinstance(value, list):
        filled = [fill_json(item, lookup) for item in value]
        return [item for item in filled if item is not NOTHING]
    if isinstance(value, dict):
        entries = {key: fill_json(item, lookup) for key, item in value.items()}
        return {key: item for key, item in entries.items() if item is not NOTHING}
    return value


def _text(value: object) -> str:
    if value is NOTHING:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
