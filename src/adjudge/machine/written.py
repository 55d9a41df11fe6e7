"""Texts that know where they stand in the document, and the findings about them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError
from adjudge.findings import Finding, Location

if TYPE_CHECKING:
    from adjudge.codes.model import Code


@dataclass(frozen=True, slots=True)
class Written:
    """A text on one line of a document.

    `exact` is false where the document folds the text over lines; then every part of it is said to
    stand where the whole begins.
    """

    text: str
    location: Location
    exact: bool = True

    def at(self, offset: int) -> Location:
        """Return where the character at an offset stands."""
        if not self.exact:
            return self.location
        return replace(self.location, column=self.location.column + offset)

    def part(self, start: int, end: int | None = None) -> Written:
        """Return a part of the text without the blanks around it."""
        raw = self.text[start:end]
        text = raw.strip()
        return Written(text, self.at(start + len(raw) - len(raw.lstrip())), self.exact)


class ReadingError(AdjudgeError):
    """A text of a machine can't be read; `location` is where, `actual` the offending part of it."""

    def __init__(  # each part of the finding has a name of its own
        self, code: Code, message: str, location: Location, actual: str = "", mend: str = ""
    ) -> None:
        super().__init__(message, next_step=mend)
        self.code = code
        self.location = location
        self.actual = actual


@dataclass(slots=True)
class Problems:
    """Collects what is wrong with the machine that belongs to a requirement."""

    requirement: str = ""
    findings: list[Finding] = field(default_factory=list)

    def report(
        self, code: Code, location: Location, message: str, actual: str = "", mend: str = ""
    ) -> None:
        """Add a finding; without `mend` its next step is that of the catalogue."""
        found = code.at(
            location, message, requirement=self.requirement, actual=actual, next_step=mend
        )
        if found not in self.findings:
            self.findings.append(found)

    def add(self, error: ReadingError) -> None:
        """Add what an error says."""
        self.report(error.code, error.location, error.message, error.actual, error.next_step)
