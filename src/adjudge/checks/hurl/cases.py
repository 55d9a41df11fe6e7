"""The cases that an entry yields: one for each thing that it expects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack

from adjudge.checks.hurl.printer import (
    print_assert,
    print_key_value,
    request_line,
    status_line,
)
from adjudge.checks.hurl.tree import Position
from adjudge.checks.model import CaseResult, Fault, Outcome
from adjudge.findings import Location

if TYPE_CHECKING:
    from adjudge.checks.hurl.tree import Entry, Response

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text of a block begins in its document."""

    body: Location

    def at(self, position: Position) -> Location:
        """Return where a position of the text stands in the document."""
        line = self.body.line + position.line - 1
        return Location(self.body.file, line, self.body.column + position.column - 1)


class Said(TypedDict, total=False):
    """What a result says beside its name, outcome and place; see `CaseResult`."""

    expected: str
    actual: str
    reason: str
    cause: str
    fault: Fault
    granted: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a case is called and where it is written."""

    name: str
    position: Position

    def case(self, place: Place, outcome: Outcome, **said: Unpack[Said]) -> CaseResult:
        """Build the result of the case."""
        return CaseResult(self.name, outcome, place.at(self.position), **said)


def expectations(entry: Entry) -> tuple[Expectation, ...]:
    """Name everything that an entry expects, in order: at least that there is a response."""
    response = entry.response
    if response is None:
        return (Expectation(_bounded(request_line(entry.request)), entry.request.position),)
    first = Expectation(f"{status_line(response)} ({_called(entry)})", response.position)
    return (first, *_of_response(response))


def _called(entry: Entry) -> str:
    return _bounded(request_line(entry.request))


def _of_response(response: Response) -> tuple[Expectation, ...]:
    found = [Expectation(print_key_value(item), item.position) for item in response.headers]
    if response.body is not None:
        found.append(Expectation("body", response.body.position))
    found += [Expectation(_bounded(print_assert(a)), a.position) for a in response.asserts]
    return tuple(found)


def _bounded(text: str) -> str:
    line = " ".join(text.split("\n"))
    return line if len(line) <= LONGEST_NAME else f"{line[:LONGEST_NAME]}…"


def masked(entry: Entry, by: CaseResult, place: Place) -> list[CaseResult]:
    """Build the cases of an entry that an earlier failure kept from being run."""
    return [hidden(expectation, by, place) for expectation in expectations(entry)]


def hidden(expectation: Expectation, by: CaseResult, place: Place) -> CaseResult:
    """Build a case that an earlier failure kept from being decided."""
    reason = f"masked by {by.name} ({by.location})"
    return expectation.case(place, Outcome.INCONCLUSIVE, reason=reason, fault=by.fault)
