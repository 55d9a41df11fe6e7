"""What a check's run yields. Values only: nothing here knows how a check runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from adjudge.findings import Location


class Method(StrEnum):
    """The four verification methods of ISO/IEC/IEEE 29148."""

    TEST = "test"
    ANALYSIS = "analysis"
    INSPECTION = "inspection"
    DEMONSTRATION = "demonstration"


class Outcome(StrEnum):
    """What one run showed.

    `PASSED`: everything expected was observed. `FAILED`: something else was observed.
    `INCONCLUSIVE`: it ran, and what it showed decides nothing (masked, flaky, cut short).
    `NOT_RUN`: nothing was executed, so there is no evidence.
    """

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    NOT_RUN = "not run"


class Fault(StrEnum):
    """Whose fault a result that is not a pass is; only the system's own can violate."""

    SYSTEM = "system"
    BINDING = "binding"
    SPECIFICATION = "specification"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The result of one case of a check: a command, a request, a row, a test.

    `location` is where the case is written. `cause` is a short text that is equal for failures
    with one cause, so that they are counted once. `granted` marks a failure in which access was
    really granted; such a failure ranks first.
    """

    name: str
    outcome: Outcome
    location: Location
    expected: str = ""
    actual: str = ""
    reason: str = ""
    cause: str = ""
    fault: Fault = Fault.SYSTEM
    granted: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check: its cases, and the bounded transcript a person can look at.

    `reason` says why a check without decisive cases is undecided. `tools` are the programs that
    took part, with their versions. `runs` counts how often it was executed to be sure;
    a kind that repeats a failure itself, from a fresh start, says 2 or more.
    `attachments` are whole files that belong to it, by name: a counterexample that can be run
    (`counterexample.hurl`), figures for programs (`coverage.json`); like the transcript they
    hold no secret.
    """

    cases: tuple[CaseResult, ...]
    transcript: str = ""
    reason: str = ""
    seconds: float = 0.0
    tools: Mapping[str, str] = field(default_factory=dict)
    runs: int = 1
    attachments: Mapping[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """The outcome of all cases taken together; no cases are no evidence."""
        return fold(case.outcome for case in self.cases)


_RANK = (Outcome.FAILED, Outcome.NOT_RUN, Outcome.INCONCLUSIVE, Outcome.PASSED)


def fold(outcomes: Iterable[Outcome]) -> Outcome:
    """Combine outcomes: a failure outweighs all, a pass needs every part to pass.

    Nothing at all is `NOT_RUN`, so an empty check can never pass.
    """
    seen = set(outcomes)
    return next((outcome for outcome in _RANK if outcome in seen), Outcome.NOT_RUN)


def not_run(
    name: str, location: Location, reason: str, fault: Fault = Fault.ENVIRONMENT
) -> CheckResult:
    """Build the result of a check that could not execute anything, with its reason."""
    case = CaseResult(name, Outcome.NOT_RUN, location, reason=reason, fault=fault)
    return CheckResult((case,), reason=reason)
