"""Findings: anything that a person should look at, as values that explain themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; `ERROR` alone keeps a gate closed."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a text file of the project.

    `file` is a POSIX path relative to the project's root; `line` and `column` count from 1.
    """

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: what was found, what was expected, and how to mend it.

    `code` is one of `adjudge.codes.CODES` and never changes its meaning.
    """

    code: str
    severity: Severity
    message: str
    location: Location
    requirement: str = ""
    expected: str = ""
    actual: str = ""
    next_step: str = ""

    def explain(self) -> str:
        """Render the finding as one line that editors and terminals can jump from."""
        text = f"{self.location}: {self.severity} {self.code} {self.message}"
        return f"{text} ({self.next_step})" if self.next_step else text
