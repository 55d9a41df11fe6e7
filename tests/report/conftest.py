"""One fabricated result that holds every verdict, and a way to fill one with any text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.model import CaseResult, Method, Outcome, fold
from adjudge.codes import evidence as codes
from adjudge.evidence.findings import findings_of
from adjudge.evidence.judge import judge
from adjudge.evidence.model import Digests, Evidence, Standing
from adjudge.findings import Location
from adjudge.run.result import Result
from adjudge.spec.model import (
    Check,
    Dialect,
    Document,
    Kind,
    Level,
    Relation,
    RelationKind,
    Requirement,
    Specification,
    Status,
    Term,
    Waiver,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

TODAY = date(2026, 3, 1)
STARTED = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPEC = "spec/bank.md"


@dataclass(frozen=True)
class Fabricate:
    """Makes requirements, standings and results in which only what matters is said."""

    def requirement(self, name: str, line: int, **fields: Any) -> Requirement:
        values: dict[str, Any] = {
            "id": name,
            "label": name,
            "title": f"Title of {name}",
            "level": Level.MUST,
            "kind": Kind.FUNCTIONAL,
            "text": f"The bank MUST do what {name} says.",
            "location": Location(SPEC, line, 1),
            "end_line": line + 8,
            "document": SPEC,
            "checks": (self.check(name, line),),
        }
        return Requirement(**{**values, **fields})

    def check(self, name: str, line: int) -> Check:
        place = Location(SPEC, line + 4, 1)
        return Check(f"{name}#1", name, "console", "$ bank\n", place, place, language="console")

    def standing(
        self, requirement: Requirement, *cases: CaseResult, system: str, **fields: Any
    ) -> Standing:
        name = requirement.id
        values: dict[str, Any] = {"transcript": "$ bank\n", **fields}
        current, changed = values.pop("current", True), values.pop("changed", ())
        evidence = Evidence(
            name,
            f"{name}#1",
            system,
            "console",
            Method.TEST,
            Digests("r", "c", "b", "s", "t"),
            fold(case.outcome for case in cases),
            cases,
            STARTED,
            0.5,
            **values,
        )
        check = self.check(name, requirement.location.line)
        return Standing(check, evidence, current=current, changed=changed)

    def case(self, outcome: Outcome, **fields: Any) -> CaseResult:
        values: dict[str, Any] = {"name": "$ bank", "location": Location(SPEC, 15, 1)}
        return CaseResult(**{**values, "outcome": outcome, **fields})

    def result(
        self,
        table: Mapping[Requirement, Mapping[str, Sequence[Standing]]] | Sequence[Any],
        systems: tuple[str, ...] = ("python", "node"),
        **fields: Any,
    ) -> Result:
        pairs = list(table.items()) if hasattr(table, "items") else list(table)
        requirements = tuple(requirement for requirement, _ in pairs)
        document = Document(
            SPEC,
            Dialect.NATIVE,
            "0" * 64,
            "Bank",
            requirements=requirements,
            terms=(Term("peak load", "10,000 requests per minute", Location(SPEC, 90, 1)),),
        )
        judgments = tuple(
            judge(requirement, standings.get(system, ()), system, today=TODAY)
            for requirement, standings in pairs
            for system in systems
        )
        values: dict[str, Any] = {
            "findings": findings_of(judgments, today=TODAY),
            "revision": "working tree",
            "started": STARTED,
            "seconds": 3.21,
            "executed": 4,
            "reused": 3,
        }
        return Result(Specification((document,)), systems, judgments, **{**values, **fields})

    def hostile(self, text: str) -> Result:
        """Make a result in which the specification and the system say `text` wherever they can."""
        requirement = self.requirement(
            "ACC-1", 10, title=text, text=text, waivers=(Waiver(text, text, TODAY, Location(SPEC)),)
        )
        open_ = self.requirement("ACC-2", 20, title=text, text=text)
        case = self.case(
            Outcome.FAILED, name=text, expected=text, actual=f"{text}x", reason=text, cause=text
        )
        odd = self.case(Outcome.INCONCLUSIVE, reason=text)
        finding = codes.VIOLATED.at(Location(text or "a", 1), text, expected=text, actual=text)

        def stand(r: Requirement, c: CaseResult, system: str) -> dict[str, list[Standing]]:
            return {system: [self.standing(r, c, system=system, transcript=text)]}

        rows = [
            (requirement, stand(requirement, case, "python")),
            (open_, {**stand(open_, case, "python"), **stand(open_, odd, "node")}),
        ]
        made = self.result(rows)
        return self.result(rows, findings=(*made.findings, finding))


@pytest.fixture(scope="session")
def fabricate() -> Fabricate:
    """Lend the maker of results."""
    return Fabricate()


@pytest.fixture(scope="session")
def everything(fabricate: Fabricate) -> Result:
    """A result with every verdict, two systems, one cause behind two violations, and findings."""
    make = fabricate
    waiver = Waiver("ada", "mended next month", TODAY, Location(SPEC, 47, 1))
    ended = Waiver("bob", "old", TODAY - timedelta(days=1), Location(SPEC, 18, 1))
    satisfied = make.requirement("ACC-1", 10, waivers=(ended,))
    violated = make.requirement("ACC-2", 20, title="A refused transfer says why")
    same = make.requirement("ACC-3", 30, level=Level.SHOULD)
    waived = make.requirement("ACC-4", 40, waivers=(waiver,))
    flaky = make.requirement("ACC-5", 50)
    unverified = make.requirement("ACC-6", 60, checks=(), level=Level.MAY)
    stale = make.requirement(
        "ACC-7", 70, relations=(Relation(RelationKind.REFINES, "ACC-1", Location(SPEC, 72, 1)),)
    )
    proposed = make.requirement("ACC-8", 80, status=Status.PROPOSED)
    passed, failed = (
        make.case(Outcome.PASSED),
        make.case(
            Outcome.FAILED,
            name="POST /transfers",
            expected="HTTP 409\nreason: insufficient funds\n",
            actual="HTTP 200\nreason: insufficient funds\n",
            cause="no overdraft check",
            granted=True,
        ),
    )
    unsure = make.case(Outcome.INCONCLUSIVE, reason="flaky: failed 2 of 3 runs")

    def both(
        requirement: Requirement, case: CaseResult, **fields: Any
    ) -> dict[str, list[Standing]]:
        return {
            system: [make.standing(requirement, case, system=system, **fields)]
            for system in ("python", "node")
        }

    log = "\n".join(f"line {number}" for number in range(1, 21))
    good = both(violated, passed)
    rows = [
        (satisfied, both(satisfied, passed)),
        (violated, {**good, "node": both(violated, failed, transcript=log)["node"]}),
        (same, {**both(same, passed), "node": both(same, failed, transcript=log)["node"]}),
        (waived, both(waived, failed)),
        (flaky, both(flaky, unsure)),
        (unverified, {}),
        (stale, both(stale, passed, current=False, changed=("the check", "hurl 6.0 → 6.1"))),
        (proposed, both(proposed, failed)),
    ]
    return make.result(rows)


GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden(tmp_path: Path) -> Callable[[str, str], None]:
    """Compare a text with the file of that name, and keep the text beside the test if it differs."""

    def compare(name: str, text: str) -> None:
        actual = tmp_path / name
        actual.write_text(text, encoding="utf-8")
        expected = (GOLDEN / name).read_text(encoding="utf-8")
        assert text == expected, f"if this is right, copy {actual} to {GOLDEN / name}"

    return compare
