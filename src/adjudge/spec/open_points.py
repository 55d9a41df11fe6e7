"""What authors left open: questions marked in the text, and placeholders of a template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.codes import dialects as codes
from adjudge.spec.attached import Regions
from adjudge.spec.passages import Form

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.findings import Finding
    from adjudge.spec.model import Requirement
    from adjudge.spec.passages import Passage
    from adjudge.spec.source import Source

_QUESTION = re.compile(
    r"\[NEEDS[ _]CLARIFICATION\b[:：]?\s*(?P<question>[^\[\]]*)\]?", re.IGNORECASE
)
_NAMES = (
    "FEATURE NAME|FEATURE|DATE|LINK|PROJECT NAME|Brief Title|action|initial state|"
    "expected outcome|boundary condition|error scenario|Describe this user journey in plain language"
)
_PLACEHOLDER = re.compile(
    rf"\[(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|{_NAMES}|[^\[\]\n]{{1,200}}, e\.g\.,[^\[\]\n]{{1,200}}"
    r"|#{2,4}-[\w-]{1,60})\](?![(\[])"
)
_CODE = re.compile(r"(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
_LONGEST_LINE = 5_000


def open_points(
    source: Source, passages: Sequence[Passage], requirements: Sequence[Requirement]
) -> tuple[Finding, ...]:
    """Report open questions, each, and placeholders, each text once."""
    found: list[Finding] = []
    seen: set[str] = set()
    regions = Regions(requirements)
    for line, text in _lines(passages):
        owners = regions.at(line)
        owner = owners[-1].id if owners else ""
        found += _questions(source, line, text, owner)
        for placeholder in _PLACEHOLDER.findall(_CODE.sub("", text)):
            if placeholder not in seen:
                seen.add(placeholder)
                found.append(_placeholder(source, line, placeholder, owner))
    return tuple(found)


def has_placeholder(text: str) -> bool:
    """Tell whether a text is still the template's."""
    return bool(_PLACEHOLDER.search(text))


def _lines(passages: Sequence[Passage]) -> Iterator[tuple[int, str]]:
    for passage in passages:
        texts = passage.lines if passage.form is not Form.ROW else (" | ".join(passage.cells),)
        for number, text in enumerate(texts):
            yield passage.line + number, text[:_LONGEST_LINE]


def _questions(source: Source, line: int, text: str, owner: str) -> Iterator[Finding]:
    for match in _QUESTION.finditer(text):
        question = match["question"].strip() or "no question is written"
        yield codes.OPEN_QUESTION.at(
            source.at(line, match[0]),
            f"left open: {question}",
            requirement=owner,
            expected="a decision",
            actual=match[0],
        )


def _placeholder(source: Source, line: int, placeholder: str, owner: str) -> Finding:
    return codes.PLACEHOLDER.at(
        source.at(line, placeholder),
        f"{placeholder} is still the template's",
        requirement=owner,
        expected="a text of this project",
        actual=placeholder,
    )
