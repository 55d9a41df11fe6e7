"""Failures with one cause, grouped under it and counted once."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.checks.model import CaseResult, Outcome
from adjudge.evidence.judge import Showing, effective, showing
from adjudge.evidence.model import Judgment, Verdict
from adjudge.spec.model import Check, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What differs between two runs that fail alike: addresses, ports, times, temporary paths.
_VOLATILE = re.compile(
    r"0x[0-9a-fA-F]+|(?<=:)\d{2,5}\b|\b\d+(?:\.\d+)?\s?(?:ms|s|seconds?)\b|/tmp/[\w./-]+"
)
_LEVELS = (Level.MUST, Level.SHOULD, Level.MAY)


@dataclass(frozen=True, slots=True)
class Failure:
    """One case that failed, with what it belongs to."""

    judgment: Judgment
    check: Check
    case: CaseResult


@dataclass(frozen=True, slots=True)
class Cause:
    """Failures of one system that share a cause; the first failure stands for all of them."""

    key: str
    system: str
    failures: tuple[Failure, ...]

    @property
    def granted(self) -> bool:
        """Tell whether access was really granted in one of the failures."""
        return any(failure.case.granted for failure in self.failures)

    @property
    def level(self) -> Level:
        """The strictest level among the requirements that the cause violates."""
        return min((f.judgment.requirement.level for f in self.failures), key=_LEVELS.index)

    @property
    def requirements(self) -> tuple[str, ...]:
        """The IDs of the requirements that the cause violates, each once."""
        return tuple(dict.fromkeys(f.judgment.requirement.id for f in self.failures))


def causes(judgments: Iterable[Judgment]) -> tuple[Cause, ...]:
    """Group the failures behind all violations by their cause.

    Access really granted ranks first, then a MUST, then the number of cases; within equals the
    order of the judgments holds. Two systems never share a cause.
    """
    groups: defaultdict[tuple[str, str], list[Failure]] = defaultdict(list)
    for judgment in judgments:
        for failure in failures_of(judgment) if judgment.verdict is Verdict.VIOLATED else ():
            groups[judgment.system, cause_of(failure)].append(failure)
    found = [Cause(key, system, tuple(group)) for (system, key), group in groups.items()]
    return tuple(sorted(found, key=_rank))


def failures_of(judgment: Judgment) -> tuple[Failure, ...]:
    """Return the failed cases that a judgment rests on, those that granted access first."""
    return tuple(sorted(_failures(judgment), key=lambda failure: not failure.case.granted))


def cause_of(failure: Failure) -> str:
    """Name the cause of a failure: what its check says, else what was expected and came instead."""
    case = failure.case
    if case.cause:
        return case.cause
    said = (case.expected, case.actual, case.reason)
    if not any(said):
        return f"{failure.check.id} {case.name}"
    return "\0".join(_normalised(text) for text in said)


def _failures(judgment: Judgment) -> Iterator[Failure]:
    for standing in judgment.standings:
        if standing.evidence and showing(standing) is Showing.FAILURE:
            for case in standing.evidence.cases:
                if effective(case) is Outcome.FAILED:
                    yield Failure(judgment, standing.check, case)


def _rank(cause: Cause) -> tuple[bool, int, int]:
    return (not cause.granted, _LEVELS.index(cause.level), -len(cause.failures))


def _normalised(text: str) -> str:
    return " ".join(_VOLATILE.sub("*", text).split())
