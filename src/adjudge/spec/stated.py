"""What the structured lines of a requirement state."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from adjudge.codes import lines as codes
from adjudge.findings import Finding, Location
from adjudge.spec import verified_by
from adjudge.spec.lines import ENUMERATIONS, RELATIONS, SINCE, VERIFIED_BY, WAIVED, Entry
from adjudge.spec.model import Kind, Level, Relation, Status, Waiver
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from adjudge.codes.model import Code
    from adjudge.spec.source import Source

_WAIVER = re.compile(
    r"(?i)\s*until\s+(?P<until>\d{4}-\d{2}-\d{2})\s+by\s+(?P<owner>[^:]*[^:\s])\s*:\s*(?P<reason>\S.*)\Z",
    re.DOTALL,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_LINK = re.compile(r"\[([^\]\[]*)\]\([^()]*\)")
_SEPARATOR = re.compile(r"\s*[,;]\s*|\s+and\s+")
_NOTHING = frozenset({"none", "nothing", "n/a", "-", "–", "—"})


@dataclass(slots=True)
class Stated:
    """What was stated so far; `verified` are the clauses of `Verified by:` with their places."""

    relations: list[Relation] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    waivers: list[Waiver] = field(default_factory=list)
    verified: list[tuple[verified_by.Clause, Location]] = field(default_factory=list)
    status: Status | None = None
    since: date | None = None
    kind: Kind | None = None
    level: Level | None = None
    findings: list[Finding] = field(default_factory=list)


def read_date(text: str) -> date | None:
    """Read a day written as `2026-12-31` (ISO 8601, extended); None if it is none."""
    if not _DATE.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def interpret(source: Source, entries: Iterable[Entry], requirement: str) -> Stated:
    """Read the values of structured lines; what can't be read is in the result's findings."""
    reader = _Interpreter(source, requirement)
    for entry in entries:
        reader.read(entry)
    return reader.stated


class _Interpreter:
    def __init__(self, source: Source, requirement: str) -> None:
        self.source = source
        self.requirement = requirement
        self.stated = Stated()

    def read(self, entry: Entry) -> None:
        if not entry.value:
            self._wrong(codes.UNREADABLE_LINE, entry, f'nothing stands behind "{entry.key}:"')
        elif entry.key in RELATIONS:
            self._relations(entry)
        elif entry.key in ENUMERATIONS:
            self._member(entry)
        elif read := _READERS.get(entry.key):
            read(self, entry)
        else:
            self.stated.attributes[entry.key] = entry.value

    def _wrong(self, code: Code, entry: Entry, message: str, expected: str = "") -> None:
        self.stated.findings.append(
            code.at(
                self.source.at(entry.line),
                message,
                requirement=self.requirement,
                expected=expected,
                actual=entry.value,
            )
        )

    def _relations(self, entry: Entry) -> None:
        value = _LINK.sub(r"\1", entry.value).rstrip(".")
        if value.casefold() in _NOTHING:
            return
        for target in filter(None, _SEPARATOR.split(value)):
            bare = target.strip("`*_[]")
            if not bare or any(character.isspace() for character in bare):
                message = f'"{target}" is not the ID of a requirement'
                self._wrong(codes.UNREADABLE_LINE, entry, message, "IDs, separated by commas")
                continue
            location = self._find(entry, bare)
            self.stated.relations.append(Relation(RELATIONS[entry.key], bare, location))

    def _find(self, entry: Entry, text: str) -> Location:
        lines = range(entry.line, entry.end_line + 1)
        line = next((n for n in lines if text in self.source.lines[n - 1]), entry.line)
        return self.source.at(line, text)

    def _member(self, entry: Entry) -> None:
        members = {member.value.casefold(): member for member in ENUMERATIONS[entry.key]}
        value = entry.value.strip("`*_.").casefold()
        if value in members:
            setattr(self.stated, entry.key, members[value])
            return
        message = f'"{entry.value}" is no {entry.key}: {suggestion(value, members)}'
        self._wrong(codes.UNREADABLE_LINE, entry, message, f"one of {', '.join(members)}")

    def since(self, entry: Entry) -> None:
        self.stated.since = read_date(entry.value.strip("`*_."))
        if self.stated.since is None:
            message = f'"{entry.value}" is not a day'
            self._wrong(codes.UNREADABLE_LINE, entry, message, "a day such as 2026-12-31")

    def waiver(self, entry: Entry) -> None:
        match = _WAIVER.match(entry.value)
        until = read_date(match["until"]) if match else None
        if match is None or until is None:
            self._wrong(
                codes.MALFORMED_WAIVER,
                entry,
                "a waiver needs its last day, its owner and its reason",
                "until YYYY-MM-DD by OWNER: REASON",
            )
            return
        waiver = Waiver(match["owner"], match["reason"], until, self.source.at(entry.line))
        self.stated.waivers.append(waiver)

    def verified_by(self, entry: Entry) -> None:
        try:
            clauses = verified_by.parse(entry.value)
        except ValueError as error:
            self._wrong(codes.MALFORMED_VERIFIED_BY, entry, str(error))
            return
        location = self.source.at(entry.line)
        self.stated.verified.extend((clause, location) for clause in clauses)


_READERS: dict[str, Callable[[_Interpreter, Entry], None]] = {
    SINCE: _Interpreter.since,
    WAIVED: _Interpreter.waiver,
    VERIFIED_BY: _Interpreter.verified_by,
}
