"""Repeating a check before its result is believed. Policy only: the caller knows how to run one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.checks.model import CaseResult, CheckResult, Fault, Outcome
from adjudge.evidence.findings import FLAKY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from adjudge.evidence.model import Digests, Evidence

_Case = tuple[str, int]


def suspect(earlier: Evidence | None, digests: Digests) -> bool:
    """Tell whether a pass must be repeated: with the same inputs the check has failed before."""
    return (
        earlier is not None
        and earlier.digests == digests
        and earlier.outcome in {Outcome.FAILED, Outcome.INCONCLUSIVE}
    )


def questionable(first: CheckResult, *, doubted: bool) -> bool:
    """Tell whether a first run must be repeated: a failure must, and so must a doubted pass.

    A failure that its kind has itself repeated from a fresh start, and says so by more than one
    run, need not be.
    """
    unconfirmed = first.outcome is Outcome.FAILED and first.runs == 1
    return unconfirmed or (doubted and first.outcome is Outcome.PASSED)


def settle(
    first: CheckResult, again: Callable[[], CheckResult], repeat: int, *, doubted: bool = False
) -> CheckResult:
    """Repeat a failure, or a doubted pass, and say what all runs together show.

    Args:
        first: what the first run showed.
        again: runs the check once more, from a fresh start.
        repeat: how many more runs it takes to believe.
        doubted: whether a pass must be repeated too; see `suspect`.

    Returns:
        `first` with its number of runs if every run came out alike. Otherwise each case whose
        outcome differed is inconclusive, and the transcripts of two differing runs are kept.
    """
    if not questionable(first, doubted=doubted) or repeat < 1:
        return first
    runs = [first, *(again() for _ in range(repeat))]
    tables = [dict(_numbered(run)) for run in runs]
    cases = tuple(_merge([t.get(key) for t in tables]) for key in _keys(tables))
    return replace(
        first,
        cases=cases,
        transcript=_transcript(runs),
        reason=first.reason if cases == first.cases else f"{FLAKY}runs came out differently",
        seconds=sum(run.seconds for run in runs),
        runs=sum(run.runs for run in runs),
    )


def _numbered(run: CheckResult) -> Iterator[tuple[_Case, CaseResult]]:
    # Two cases of a check may have one name; their order tells them apart.
    seen: Counter[str] = Counter()
    for case in run.cases:
        yield (case.name, seen[case.name]), case
        seen[case.name] += 1


def _keys(tables: Sequence[dict[_Case, CaseResult]]) -> list[_Case]:
    return list(dict.fromkeys(key for table in tables for key in table))


def _merge(cases: Sequence[CaseResult | None]) -> CaseResult:
    outcomes = Counter(case.outcome if case else Outcome.NOT_RUN for case in cases)
    present = [case for case in cases if case]
    faults = {case.fault for case in present if case.outcome is Outcome.FAILED}
    if len(outcomes) == 1 and len(faults) <= 1:
        return present[0]
    telling = next((c for c in present if c.outcome is Outcome.FAILED), present[0])
    return replace(
        telling,
        outcome=Outcome.INCONCLUSIVE,
        reason=f"{FLAKY}{_tally(outcomes)}",
        fault=Fault.SYSTEM,
    )


def _tally(outcomes: Counter[Outcome]) -> str:
    total = sum(outcomes.values())
    failed = f"failed {outcomes[Outcome.FAILED]} of {total} runs"
    others = (Outcome.NOT_RUN, Outcome.INCONCLUSIVE)
    rest = [f"{outcome.value} in {outcomes[outcome]}" for outcome in others if outcomes[outcome]]
    return ", ".join([failed, *rest])


def _transcript(runs: Sequence[CheckResult]) -> str:
    first = runs[0]
    shape = _shape(first)
    for number, run in enumerate(runs[1:], start=2):
        if _shape(run) != shape:
            return f"--- run 1\n{first.transcript}\n--- run {number}\n{run.transcript}"
    return first.transcript


def _shape(run: CheckResult) -> list[tuple[str, Outcome]]:
    return [(case.name, case.outcome) for case in run.cases]
