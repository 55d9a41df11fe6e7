"""Limits in the words of a requirement, beside those in the guards of its machine.

“Within 15 minutes” does not say what happens at exactly 15:00, and a guard always does. Where the
words leave it open, the answer of the guard becomes a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.codes.proving import BOUNDARY_IN_WORDS
from adjudge.findings import Location
from adjudge.machine.model import LeadsTo
from adjudge.machine.show import show
from adjudge.machine.terms import Literal, Operation, Operator, Term, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adjudge.findings import Finding
    from adjudge.machine.model import Machine

_SECONDS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "day": 86400,
}
_QUANTITY = rf"(?P<number>\d{{1,9}})(?:[\s-]?(?P<unit>{'|'.join(sorted(_SECONDS, key=len, reverse=True))})s?\b)?"
_OPEN = re.compile(
    rf"\b(?:within|until|till|up to|by|between|before|after|for)(?:\s+the(?:\s+(?:first|last))?)?\s+{_QUANTITY}(?!\w)",
    re.IGNORECASE,
)
"""What people read in two ways."""

_SETTLED = re.compile(
    r"\b(?:exactly|at least|at most|(?:no|not) (?:more|less|later|longer|earlier|fewer) than"
    r"|(?:more|less|fewer|greater|longer|later) than|exceeds?|inclusive(?:ly)?|exclusive(?:ly)?"
    r"|or (?:more|less|later|earlier|fewer|longer))\b",
    re.IGNORECASE,
)
"""What says on which side the limit itself is."""

_ORDERED = (Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST)


@dataclass(frozen=True, slots=True)
class _Limit:
    """A comparison with a number, and where it stands."""

    comparison: Operation
    number: int
    location: Location

    @property
    def includes(self) -> bool:
        """Whether it holds on the limit itself."""
        return self.comparison.operator in {Operator.AT_MOST, Operator.AT_LEAST}


def boundary_questions(machine: Machine, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a question for each limit that a requirement's words leave open.

    Args:
        machine: the machine.
        texts: the prose of requirements by their IDs; those that the machine has no property for
            are not looked at.
    """
    limits = list(_limits(machine))
    for requirement in dict.fromkeys(each.requirement for each in machine.properties):
        text = texts.get(requirement, "")
        for phrase in () if _SETTLED.search(text) else _OPEN.finditer(text):
            numbers = _numbers(phrase, machine.unit)
            meant = next((each for each in limits if each.number in numbers), None)
            if meant:
                yield _question(requirement, " ".join(phrase[0].split()), meant)


def _question(requirement: str, phrase: str, limit: _Limit) -> Finding:
    answer = "includes" if limit.includes else "leaves out"
    return BOUNDARY_IN_WORDS.at(
        limit.location,
        f"{requirement} says “{phrase}”, and `{show(limit.comparison)}` {answer} exactly"
        f" {limit.number}: is that what is meant?",
        requirement=requirement,
        expected=f"words that say what happens at exactly {limit.number}",
        actual=phrase,
    )


def _numbers(phrase: re.Match[str], unit: float) -> set[float]:
    """Say which numbers of the machine a phrase may mean: a time counts in the clock's units."""
    number = int(phrase["number"])
    if phrase["unit"] and unit:
        return {number * _SECONDS[phrase["unit"].lower()] / unit}
    return {number}


def _limits(machine: Machine) -> Iterator[_Limit]:
    for transition in machine.transitions:
        yield from _compared(transition.guard, transition.location)
    for each in machine.properties:
        if not isinstance(each, LeadsTo):
            yield from _compared(each.condition, each.location)


def _compared(term: Term, location: Location) -> Iterator[_Limit]:
    for part in walk(term):
        if isinstance(part, Operation) and part.operator in _ORDERED:
            for operand in part.operands:
                if isinstance(operand, Literal):
                    yield _Limit(part, int(operand.value), location)
