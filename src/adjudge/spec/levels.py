"""How binding a sentence is: the words of RFC 2119 and RFC 8174, and of EARS."""

from __future__ import annotations

import re

from adjudge.spec.model import Level

_WORDS = {
    "MUST": Level.MUST,
    "SHALL": Level.MUST,
    "REQUIRED": Level.MUST,
    "SHOULD": Level.SHOULD,
    "RECOMMENDED": Level.SHOULD,
    "MAY": Level.MAY,
    "OPTIONAL": Level.MAY,
}
_UPPER = re.compile(rf"\b({'|'.join(_WORDS)})\b")
_ANY = re.compile(r"\b(must|shall|should)\b", re.IGNORECASE)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|\"[^\"\n]*\"", re.DOTALL)
_STRICTEST = (Level.MUST, Level.SHOULD, Level.MAY)


def level_of(text: str, *, any_case: bool = False) -> Level | None:
    """Return the strictest level that a level word of the text states, or None.

    Only words in capitals count (RFC 8174) unless `any_case`, for dialects whose authors do not
    follow it; then *may* still needs capitals, as in prose it mostly means *can*. Code spans and
    quotations state nothing.
    """
    prose = _CODE.sub(" ", text) if "`" in text or '"' in text else text
    words = {word.upper() for word in _UPPER.findall(prose)}
    if any_case:
        words |= {word.upper() for word in _ANY.findall(prose)}
    levels = {_WORDS[word] for word in words}
    return next((level for level in _STRICTEST if level in levels), None)
