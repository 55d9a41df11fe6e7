"""EARS, the Easy Approach to Requirements Syntax, in which Kiro writes its criteria.

The patterns and their names are those of Mavin, Wilkinson, Harwood and Novak, "Easy Approach to
Requirements Syntax (EARS)", RE'09.
"""

from __future__ import annotations

import re

from adjudge.spec.wording import plain

_KEYWORDS = {
    "when": "event-driven",
    "if": "unwanted behaviour",
    "while": "state-driven",
    "where": "optional feature",
}
_SHALL = re.compile(r"(?i)\b(?:shall|must|should)\b")
_CLAUSE = re.compile(r"(?i)(?:^|,\s*|，\s*|\band\s+|\bthen\s+)(when|if|while|where)\b\s*")
_END = re.compile(r"(?i)[,，]?\s*\bthen\b|[,，]")
_LONGEST = 5_000


def parts(text: str) -> dict[str, str]:
    """Take a criterion apart, as attributes of its requirement.

    `ears` names the pattern: `ubiquitous`, `event-driven` (WHEN), `unwanted behaviour` (IF),
    `state-driven` (WHILE), `optional feature` (WHERE) or `complex` (several). Each keyword has
    its condition, and `response` is what follows SHALL. A text without SHALL has no parts.
    """
    sentence = plain(text[:_LONGEST])
    shall = _SHALL.search(sentence)
    if not shall:
        return {}
    head = sentence[: shall.start()]
    clauses = list(_CLAUSE.finditer(head))
    found = {"ears": _pattern([clause[1].casefold() for clause in clauses])}
    ends = [clause.start() for clause in clauses[1:]] + [len(head)]
    for clause, end in zip(clauses, ends, strict=False):
        condition = _condition(head[clause.end() : end])
        found.setdefault(clause[1].casefold(), condition)
    return found | {"response": sentence[shall.end() :].strip()}


def _pattern(keywords: list[str]) -> str:
    if not keywords:
        return "ubiquitous"
    return _KEYWORDS[keywords[0]] if len(keywords) == 1 else "complex"


def _condition(text: str) -> str:
    """Cut off the name of the system, which stands behind the last comma or *then*."""
    ends = list(_END.finditer(text))
    return (text[: ends[-1].start()] if ends else text).strip(" ,，")
