"""The report for a person at a terminal: the verdict table first, then what to look at."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from adjudge.checks.model import Fault, Outcome
from adjudge.evidence.findings import undecided_code
from adjudge.evidence.model import Verdict
from adjudge.report.facts import (
    exit_meaning,
    name_of,
    remaining_findings,
    repeat_command,
    rows,
    systems,
    tally,
    violations,
)
from adjudge.report.style import Style
from adjudge.report.text import bounded, difference, fit, one_line, tail, width
from adjudge.run.attachments import attached
from adjudge.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeGuard

    from adjudge.codes import Code
    from adjudge.evidence.causes import Cause, Failure
    from adjudge.evidence.model import Evidence, Judgment
    from adjudge.findings import Finding
    from adjudge.run.result import Result
    from adjudge.spec.model import Requirement

_TAIL = 15
_OTHERS = 10
_CAUSES = 3
_NARROWEST = 40
_TITLE = 16
_LONGEST_ID = 28
_INDENT = "  "
_DECIDED = {Verdict.SATISFIED, Verdict.VIOLATED, Verdict.WAIVED}


def render(result: Result, *, colour: bool, width: int, unicode: bool) -> str:
    """Render the result for a terminal.

    Args:
        result: what the run found.
        colour: whether escape sequences may be used; signs and words tell the same.
        width: columns of the terminal.
        unicode: whether it shows more than ASCII.
    """
    style = Style(colour=colour, unicode=unicode)
    columns = max(width, _NARROWEST)
    sections = [
        list(_table(result, style, columns)),
        *(list(_violation(*found, style, columns)) for found in violations(result)),
        list(_undecided(result, style, columns)),
        list(_waived(result, style, columns)),
        list(_findings(remaining_findings(result), style, columns)),
        [_last_line(result, style)],
    ]
    text = "\n\n".join("\n".join(lines) for lines in sections if lines)
    return style.encodable(text) + "\n"


def _table(result: Result, style: Style, columns: int) -> Iterator[str]:
    table = list(rows(result))
    if not table:
        return
    names = [one_line(system) or "Verdict" for system in systems(result)]
    verdicts = [max(width(name), len("~ inconclusive")) for name in names]
    labels = [one_line(requirement.id) for requirement, _ in table]
    label = min(max(map(width, [*labels, "ID"])), _LONGEST_ID)
    room = max(columns - label - 10 - sum(size + 2 for size in verdicts), _TITLE)
    title = min(room, max(width(one_line(requirement.title)) for requirement, _ in table))
    title = max(title, len("Title"))
    heads = [fit(name, size) for name, size in zip(names, verdicts, strict=True)]
    head = [fit("ID", label), fit("Level", 6), fit("Title", title), *heads]
    yield style.strong(_INDENT.join(head).rstrip())
    for requirement, judgments in table:
        cells = [
            _cell(judgment, size, style) for judgment, size in zip(judgments, verdicts, strict=True)
        ]
        yield _INDENT.join([*_left(requirement, label, title), *cells]).rstrip()


def _left(requirement: Requirement, label: int, title: int) -> list[str]:
    return [
        fit(one_line(requirement.id), label),
        fit(requirement.level.value, 6),
        fit(one_line(requirement.title), title),
    ]


def _cell(judgment: Judgment | None, size: int, style: Style) -> str:
    if judgment is None:
        return " " * size
    text = style.sign(judgment)
    return style.verdict(judgment, text) + " " * (size - width(text))


def _violation(
    judgment: Judgment, causes: Sequence[Cause], style: Style, columns: int
) -> Iterator[str]:
    requirement = judgment.requirement
    title = one_line(f"{name_of(judgment)}: {requirement.title}")
    yield f"{style.verdict(judgment, style.sign(judgment))}  {style.strong(title)}"
    yield _INDENT + style.faint(one_line(f"{requirement.level}, {requirement.location}"))
    yield from _wrapped(requirement.text, columns)
    for cause in causes[:_CAUSES]:
        yield from _cause(cause, style, columns)
    further = [f"also {_place(cause.failures[0])}" for cause in causes[_CAUSES:]]
    yield from (_INDENT + line for line in bounded(further, _OTHERS))
    yield from _transcript(causes[0].failures[0], style)
    files = [path for path, _ in attached(judgment) if path.stem == "counterexample"]
    for path in (each for each in files if each.suffix != ".json"):
        yield _INDENT + style.faint("saved: ") + one_line(str(path))
    yield _INDENT + style.faint("again: ") + one_line(repeat_command(judgment))


def _cause(cause: Cause, style: Style, columns: int) -> Iterator[str]:
    case = cause.failures[0].case
    granted = style.strong("access was really granted: ") if cause.granted else ""
    yield f"{_INDENT}{granted}{_place(cause.failures[0])}"
    if case.reason:
        yield from _wrapped(case.reason, columns)
    told = bool(case.actual) and f"{case.expected}, {case.actual}" in case.reason
    lines = [] if told else difference(case.expected, case.actual)
    if lines:
        yield _INDENT + style.faint("- expected, + actual")
        yield from (_INDENT + style.change(line) for line in lines)
    yield from _others(cause)


def _place(failure: Failure) -> str:
    return one_line(f"{failure.case.location}: {failure.case.name}")


def _transcript(failure: Failure, style: Style) -> Iterator[str]:
    standings = failure.judgment.standings
    evidence = next((s.evidence for s in standings if s.check is failure.check), None)
    lines = tail(evidence.transcript, _TAIL) if evidence else []
    if lines:
        yield _INDENT + style.faint("transcript")
        yield from (f"{_INDENT}{_INDENT}{line}".rstrip() for line in lines)


def _others(cause: Cause) -> Iterator[str]:
    if len(cause.failures) == 1:
        return
    yield f"{_INDENT}first of {plural(len(cause.failures), 'failed case')} with this cause"
    own = cause.failures[0].judgment.requirement.id
    others = {f.judgment.requirement.id: f.judgment.requirement for f in cause.failures}
    lines = [
        one_line(f"also violates {other.id}, {other.location}")
        for other in others.values()
        if other.id != own
    ]
    yield from (_INDENT + line for line in bounded(lines, _OTHERS))


def _undecided(result: Result, style: Style, columns: int) -> Iterator[str]:
    kinds: dict[Code, list[Judgment]] = {}
    for judgment in result.judgments:
        if judgment.in_force and judgment.verdict not in _DECIDED:
            kinds.setdefault(undecided_code(judgment), []).append(judgment)
    for code, judgments in kinds.items():
        yield from _reasons(judgments, style, columns)
        yield from _wrapped(f"next: {code.mend}", columns)


def _waived(result: Result, style: Style, columns: int) -> Iterator[str]:
    waived = [judgment for judgment in result.judgments if judgment.verdict is Verdict.WAIVED]
    yield from _reasons(waived, style, columns)


def _reasons(judgments: Sequence[Judgment], style: Style, columns: int) -> Iterator[str]:
    """Say why, once for all systems of which the same is true."""
    groups: dict[tuple[str, str, str], list[Judgment]] = {}
    for judgment in judgments:
        key = (judgment.requirement.id, judgment.verdict, judgment.reason)
        groups.setdefault(key, []).append(judgment)
    told: set[str] = set()
    for group in groups.values():
        first = group[0]
        named = ", ".join(filter(None, (judgment.system for judgment in group)))
        label = f"{first.requirement.id} ({named})" if named else first.requirement.id
        place = style.faint(one_line(f"{first.requirement.level}, {first.requirement.location}"))
        yield f"{style.verdict(first, style.sign(first))}  {style.strong(one_line(label))}  {place}"
        covered = f"{first.underlying}, " if first.waiver else ""
        yield from _wrapped(f"{covered}{first.reason}", columns)
        words = {s.evidence.transcript: None for s in first.standings if _unusable(s.evidence)}
        yield from _last_words([text for text in words if text not in told], style)
        told.update(words)


def _unusable(evidence: Evidence | None) -> TypeGuard[Evidence]:
    """Tell whether nothing ran because the system could not be built, started or reached."""
    return evidence is not None and any(
        case.outcome is Outcome.NOT_RUN and case.fault is Fault.ENVIRONMENT
        for case in evidence.cases
    )


def _last_words(transcripts: Iterable[str], style: Style) -> Iterator[str]:
    """Show the end of what was written by what could not be used."""
    for transcript in transcripts:
        lines = tail(transcript, _TAIL)
        if lines:
            yield _INDENT + style.faint("the last lines it wrote")
            yield from (f"{_INDENT}{_INDENT}{line}" for line in lines)


def _findings(findings: Sequence[Finding], style: Style, columns: int) -> Iterator[str]:
    for finding in findings:
        severity = style.severity(finding.severity, finding.severity.value)
        yield f"{one_line(str(finding.location))}: {severity} {finding.code} {one_line(finding.message)}"
        if finding.next_step:
            yield from _wrapped(f"next: {finding.next_step}", columns)


def _wrapped(text: str, columns: int) -> Iterator[str]:
    for line in textwrap.wrap(one_line(text), columns - len(_INDENT), break_long_words=False):
        yield _INDENT + line


def _last_line(result: Result, style: Style) -> str:
    parts = (
        tally(result),
        f"{result.seconds:.1f} s",
        f"{plural(result.executed, 'check')} executed, {result.reused} reused",
        f"exit {result.exit_code}: {exit_meaning(result)}",
    )
    return style.strong(" · ".join(parts))
