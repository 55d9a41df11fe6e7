"""The terms that a document defines in a list below a heading `Terms` or `Glossary`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.spec.model import Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from adjudge.spec.source import Source

_HEADINGS = frozenset({"terms", "glossary"})
_BOLD = re.compile(r"(\*\*|__)(?P<name>.+?):?\1\s*(?::|–|—|-)?\s*(?P<meaning>.*)\Z", re.DOTALL)
_PLAIN = re.compile(r"(?P<name>[^:\n]{1,80}?)\s*:\s+(?P<meaning>.*)\Z", re.DOTALL)


def is_glossary_heading(heading: str) -> bool:
    """Tell whether a heading opens a glossary."""
    return heading.strip().rstrip(":").casefold() in _HEADINGS


def read_terms(source: Source, tokens: Sequence[Token]) -> Iterator[Term]:
    """Read the items of the outermost lists: `**name**: meaning` or `name: meaning`."""
    for number, token in enumerate(tokens):
        if token.type != "list_item_open" or token.level != 1:
            continue
        inline = tokens[number + 2]
        match = _BOLD.match(inline.content) or _PLAIN.match(inline.content)
        if match and match["meaning"]:
            line = inline.map[0] + 1 if inline.map else 1
            name = match["name"].strip()
            yield Term(name, " ".join(match["meaning"].split()), source.at(line, name))
