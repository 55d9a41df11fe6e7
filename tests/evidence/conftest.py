"""Makers of the values that the evidence tests share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.model import CaseResult, Method, Outcome, fold
from adjudge.evidence.model import Digests, Evidence, Standing
from adjudge.findings import Location
from adjudge.spec.model import Check, Kind, Level, Requirement, Waiver

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 3, 1)
HERE = Location("spec/bank.md", 10, 1)


@dataclass(frozen=True)
class Make:
    """Makes values in which only what a test is about is said."""

    today: date = TODAY

    def check(self, name: str = "ACC-1#1", **fields: Any) -> Check:
        values: dict[str, Any] = {
            "id": name,
            "requirement": name.partition("#")[0],
            "kind": "console",
            "text": "$ true\n",
            "location": HERE,
            "body": HERE,
        }
        return Check(**{**values, **fields})

    def requirement(self, name: str = "ACC-1", **fields: Any) -> Requirement:
        values: dict[str, Any] = {
            "id": name,
            "label": name,
            "title": "A balance never drops below zero",
            "level": Level.MUST,
            "kind": Kind.FUNCTIONAL,
            "text": "The balance MUST NOT drop below zero.",
            "location": HERE,
            "end_line": 20,
            "document": HERE.file,
        }
        return Requirement(**{**values, **fields})

    def waiver(self, until: date = TODAY) -> Waiver:
        return Waiver("ada", "known since the migration", until, HERE)

    def case(self, outcome: Outcome = Outcome.PASSED, **fields: Any) -> CaseResult:
        values: dict[str, Any] = {"name": "$ true", "outcome": outcome, "location": HERE}
        return CaseResult(**{**values, **fields})

    def evidence(self, *cases: CaseResult, check: str = "ACC-1#1", **fields: Any) -> Evidence:
        values: dict[str, Any] = {
            "requirement": check.partition("#")[0],
            "check": check,
            "system": "python",
            "kind": "console",
            "method": Method.TEST,
            "digests": Digests("r", "c", "b", "s", "t"),
            "outcome": fold(case.outcome for case in cases),
            "cases": cases,
            "started": datetime(2026, 3, 1, 12, tzinfo=UTC),
            "seconds": 0.5,
        }
        return Evidence(**{**values, **fields})

    def standing(self, *outcomes: Outcome, check: str = "ACC-1#1", **fields: Any) -> Standing:
        cases = tuple(self.case(outcome) for outcome in outcomes)
        return Standing(self.check(check), self.evidence(*cases, check=check), **fields)


@pytest.fixture(scope="session")
def make() -> Make:
    """Lend the maker of values."""
    return Make()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a ledger that does not exist yet."""
    return tmp_path / ".adjudge" / "ledger.db"
