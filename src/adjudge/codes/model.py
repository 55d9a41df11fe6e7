"""What an entry of the catalogue says."""

from __future__ import annotations

from dataclasses import dataclass

from adjudge.findings import Finding, Location, Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding; the fields are the headings of its page.

    `what` says what it reports, `why` what goes wrong if nobody mends it, `example` a text that
    raises it and `mend` how to put it right.
    """

    id: str
    name: str
    severity: Severity
    what: str
    why: str
    example: str
    mend: str

    def at(
        self,
        location: Location,
        message: str,
        *,
        requirement: str = "",
        expected: str = "",
        actual: str = "",
        next_step: str = "",
    ) -> Finding:
        """Make a finding of this kind; without a next step it carries the catalogue's."""
        return Finding(
            self.id,
            self.severity,
            message,
            location,
            requirement,
            expected,
            actual,
            next_step or self.mend,
        )
