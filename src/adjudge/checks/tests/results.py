"""From the runs of suites to the result of one check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.model import CaseResult, CheckResult, Fault, Outcome
from adjudge.checks.tests.selection import has_name, nearest
from adjudge.codes.checks import SUITE_UNREADABLE, TEST_MISSING
from adjudge.findings import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adjudge.checks.tests.records import Record
    from adjudge.checks.tests.selection import Selection
    from adjudge.checks.tests.suite import SuiteRun
    from adjudge.findings import Finding
    from adjudge.spec.model import Check

_TRANSCRIPT = 24_000


def undecided(name: str, finding: Finding, fault: Fault) -> CaseResult:
    """Turn a finding into a case that was not run, whose reason names its code."""
    step = f" ({finding.next_step})" if finding.next_step else ""
    reason = f"{finding.code} {finding.message}{step}"
    return CaseResult(name, Outcome.NOT_RUN, finding.location, reason=reason, fault=fault)


def result_of(check: Check, selection: Selection, runs: Sequence[SuiteRun]) -> CheckResult:
    """Pick the tests of a check from the runs of its suites.

    Every mark and every name of the selection must have led to a test, and every suite must have
    told its results; what is lacking is a case that was not run.
    """
    readable = [run for run in runs if run.report]
    chosen = {id(r): (run, r) for run in readable for r in _chosen(selection, run)}
    cases = [_unreadable(check, run) for run in runs if not run.report]
    cases += [_case(check, run, record, runs) for run, record in chosen.values()]
    if readable:
        cases += _missing(check, selection, readable)
    notes = _notes(readable, cases)
    return CheckResult(
        tuple(cases),
        transcript=_transcript(notes, [record for _, record in chosen.values()], runs),
        reason=_reason(cases, notes),
        seconds=sum(run.seconds for run in runs),
        tools={n: v for run in readable if run.report for n, v in run.report.tools.items()},
    )


def _chosen(selection: Selection, run: SuiteRun) -> Iterator[Record]:
    """Yield the selected tests of a run, and the files whose tests it may have missed."""
    if run.report is None:
        return
    for record in run.report.records:
        if _is_marked(record, selection.marked) or _is_named(record, selection.named):
            yield record
    for lost in run.report.uncollected:
        unknown = selection.marked and lost.fault is Fault.ENVIRONMENT
        if unknown or any(_inside(lost, pattern) for pattern in selection.named):
            yield lost


def _is_marked(record: Record, marks: Iterable[str]) -> bool:
    return not record.marks.isdisjoint(marks)


def _is_named(record: Record, patterns: Iterable[str]) -> bool:
    return any(has_name(record, pattern) for pattern in patterns)


def _inside(lost: Record, pattern: str) -> bool:
    """Tell whether a name lies in a file that could not be collected."""
    return has_name(lost, pattern.partition("::")[0])


def _missing(check: Check, selection: Selection, runs: Sequence[SuiteRun]) -> Iterator[CaseResult]:
    """Yield a case for every mark and name that led to nothing."""
    records = [record for run in runs if run.report for record in run.report.records]
    lost = [record for run in runs if run.report for record in run.report.uncollected]
    for mark in selection.marked:
        if not any(_is_marked(record, (mark,)) for record in records):
            near = nearest(mark, records, mark=True)
            yield _absent(check, f"no test is marked {mark}", mark, near)
    for pattern in selection.named:
        if not any(has_name(r, pattern) for r in records) and not any(
            _inside(record, pattern) for record in lost
        ):
            near = nearest(pattern, records, mark=False)
            yield _absent(check, f"no test is named {pattern}", pattern, near)


def _absent(check: Check, message: str, name: str, near: str) -> CaseResult:
    text = f"{message}; the nearest that exists is {near}" if near else message
    finding = TEST_MISSING.at(check.location, text, requirement=check.requirement)
    return undecided(name, finding, Fault.SPECIFICATION)


def _unreadable(check: Check, run: SuiteRun) -> CaseResult:
    finding = SUITE_UNREADABLE.at(
        check.location,
        f"suite {run.suite.name}: {run.problem}",
        requirement=check.requirement,
        next_step=run.next_step,
    )
    return undecided(f"suite {run.suite.name}", finding, Fault.ENVIRONMENT)


def _case(check: Check, run: SuiteRun, record: Record, runs: Sequence[SuiteRun]) -> CaseResult:
    failed = record.outcome is Outcome.FAILED
    located = Location(record.file, record.line or 1) if record.file else check.location
    return CaseResult(
        f"{run.suite.name}: {record.id}" if len(runs) > 1 else record.id,
        record.outcome,
        located,
        expected="the test passes" if failed else "",
        actual=(record.message or "the test failed") if failed else "",
        reason=record.reason,
        cause=record.cause,
        fault=record.fault,
        seconds=record.seconds,
    )


def _notes(runs: Sequence[SuiteRun], cases: Sequence[CaseResult]) -> list[str]:
    """Say where a suite failed although the tests that were asked for did not."""
    if any(case.outcome is Outcome.FAILED for case in cases):
        return []
    return [
        f"suite {run.suite.name} itself failed (exit code {run.exit_code}),"
        " though not in the tests selected here"
        for run in runs
        if run.exit_code
    ]


def _reason(cases: Sequence[CaseResult], notes: Sequence[str]) -> str:
    first = next((case for case in cases if case.reason), None)
    return "; ".join([f"{first.name}: {first.reason}"] if first else notes)


def _transcript(notes: Sequence[str], records: Sequence[Record], runs: Sequence[SuiteRun]) -> str:
    failures = [f"{r.id}\n{r.detail}" for r in records if r.detail and r.outcome != Outcome.PASSED]
    return "\n".join([*notes, *failures, *(run.transcript for run in runs)])[:_TRANSCRIPT]
