"""The result of one run: the one value of which every report is a rendering."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from adjudge.evidence.model import Judgment, Verdict
from adjudge.findings import Finding, Severity
from adjudge.spec.model import Specification

if TYPE_CHECKING:
    from collections.abc import Mapping

SATISFIED = 0
VIOLATED = 1
UNUSABLE = 2
UNDECIDED = 3


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found.

    `judgments` are in the order of the specification, for each requirement in the order of
    `systems`. `executed` checks ran now, `reused` ones had current evidence. `revision` is the
    judged commit or `working tree`; `interrupted` says that a person ended the run early.
    """

    specification: Specification
    systems: tuple[str, ...]
    judgments: tuple[Judgment, ...]
    findings: tuple[Finding, ...]
    revision: str
    started: datetime
    seconds: float
    executed: int = 0
    reused: int = 0
    interrupted: bool = False

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many judgments in force have each verdict."""
        return Counter(j.verdict for j in self.judgments if j.in_force)

    @property
    def exit_code(self) -> int:
        """1 if a MUST is violated, 3 if one is undecided, something is wrong or nothing there, else 0."""
        failing = [j for j in self.judgments if j.fails]
        if any(j.verdict is Verdict.VIOLATED for j in failing):
            return VIOLATED
        erroneous = any(f.severity is Severity.ERROR for f in self.findings)
        undecided = failing or erroneous or self.interrupted or not self.judgments
        return UNDECIDED if undecided else SATISFIED
