"""What several reports say in the same words, derived from the one result."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from adjudge.codes import evidence as codes
from adjudge.evidence.causes import causes
from adjudge.evidence.model import Verdict
from adjudge.findings import Severity
from adjudge.run.result import SATISFIED, UNDECIDED, UNUSABLE, VIOLATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.evidence.causes import Cause
    from adjudge.evidence.model import Judgment
    from adjudge.findings import Finding
    from adjudge.run.result import Result
    from adjudge.spec.model import Requirement

_EXITS = {
    SATISFIED: "every MUST in force is satisfied or waived",
    VIOLATED: "a MUST is violated",
    UNUSABLE: "the specification or the configuration can't be used",
    UNDECIDED: "a MUST is undecided",
}
ORDER = (
    Verdict.VIOLATED,
    Verdict.INCONCLUSIVE,
    Verdict.UNVERIFIED,
    Verdict.STALE,
    Verdict.WAIVED,
    Verdict.SATISFIED,
)
"""The verdicts, the worst first."""
_JUDGMENT_CODES = {
    code.id
    for code in (
        codes.VIOLATED,
        codes.NO_CHECK,
        codes.NOT_RUN,
        codes.KIND_UNEXECUTED,
        codes.STALE,
        codes.FLAKY,
        codes.MASKED,
        codes.INCONCLUSIVE,
        codes.WAIVED,
    )
}


def tally(result: Result) -> str:
    """Count the verdicts in force, the worst first: `1 violated, 4 satisfied`.

    Each system counts for itself; where there are several, that is said.
    """
    counts = result.counts
    parts = [f"{counts[verdict]} {verdict}" for verdict in ORDER if counts[verdict]]
    dormant = sum(not judgment.in_force for judgment in result.judgments)
    parts += [f"{dormant} not in force"] if dormant else []
    count = len(result.systems)
    return (f"{count} systems: " if count > 1 else "") + (", ".join(parts) or "no requirement")


def exit_meaning(result: Result) -> str:
    """Say why the run has its exit code."""
    if result.exit_code == UNDECIDED and result.interrupted:
        return "the run was ended early"
    if result.exit_code == UNDECIDED and not any(j.fails for j in result.judgments):
        erroneous = any(finding.severity is Severity.ERROR for finding in result.findings)
        return "there are errors to mend" if erroneous else "there is no requirement to judge"
    return _EXITS[result.exit_code]


def rows(result: Result) -> Iterator[tuple[Requirement, Sequence[Judgment | None]]]:
    """Yield each judged requirement with its judgment for each system, in the order of both."""
    table: dict[str, dict[str, Judgment]] = {}
    for judgment in result.judgments:
        table.setdefault(judgment.requirement.id, {})[judgment.system] = judgment
    columns = systems(result)
    for cells in table.values():
        requirement = next(iter(cells.values())).requirement
        yield requirement, [cells.get(system) for system in columns]


def violations(result: Result) -> list[tuple[Judgment, list[Cause]]]:
    """Return the causes of all violations, ranked, under the judgment that each is shown with.

    What violates several requirements is shown with the first of them, and there only.
    """
    groups: dict[tuple[str, str], tuple[Judgment, list[Cause]]] = {}
    for cause in causes(result.judgments):
        judgment = cause.failures[0].judgment
        key = (judgment.requirement.id, judgment.system)
        groups.setdefault(key, (judgment, []))[1].append(cause)
    return list(groups.values())


def systems(result: Result) -> tuple[str, ...]:
    """Return the columns of the verdict table; a project without systems has one without a name."""
    named = {judgment.system for judgment in result.judgments} - set(result.systems)
    return (*result.systems, *sorted(named))


def remaining_findings(result: Result) -> list[Finding]:
    """Return the findings that do not merely repeat a judgment."""
    return [finding for finding in result.findings if finding.code not in _JUDGMENT_CODES]


def repeat_command(judgment: Judgment) -> str:
    """Return the command line that runs just the checks of this judgment again."""
    words = ["adjudge", "verify", judgment.requirement.id]
    words += ["--system", judgment.system] if judgment.system else []
    return shlex.join([*words, "--all"])


def name_of(judgment: Judgment) -> str:
    """Name what is judged: the requirement and the system."""
    name = judgment.requirement.id
    return f"{name} ({judgment.system})" if judgment.system else name
