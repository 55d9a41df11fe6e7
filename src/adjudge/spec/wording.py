"""Small operations on Markdown text: plain words, short titles, slugs."""

from __future__ import annotations

import re

_EMPHASIS = re.compile(r"\*\*|__|~~|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")
_SENTENCE = re.compile(r"(?<=[.!?])\s|(?<=[。！？；])")
_NOT_SLUG = re.compile(r"[^\w]+|_+")
TITLE_LENGTH = 100


def plain(text: str) -> str:
    """Return the text without emphasis, code marks, links and runs of white space."""
    return " ".join(_EMPHASIS.sub("", _LINK.sub(r"\1", text)).split())


def title_of(text: str) -> str:
    """Return the first sentence of a requirement's text as its title, shortened if need be."""
    sentence = _SENTENCE.split(plain(text), maxsplit=1)[0].rstrip(" :：")
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    return sentence[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;") + "…"


def slug(text: str) -> str:
    """Return the text as a part of an ID: letters and digits of any script joined by hyphens."""
    return _NOT_SLUG.sub("-", plain(text).lower()).strip("-")
