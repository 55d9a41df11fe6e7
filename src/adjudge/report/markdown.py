"""The summary for a pull request: GitHub-flavoured Markdown, bounded in length."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from adjudge.evidence.model import Judgment, Verdict
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
from adjudge.report.text import bounded, clean, difference, one_line
from adjudge.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.evidence.causes import Cause
    from adjudge.run.result import Result
    from adjudge.spec.model import Requirement

LIMIT = 60_000
"""Characters of a summary at most; GitHub refuses comments above 65,536."""
_REST = 200
_LINES = 60
_CAUSES = 3
_CELL = 200
_SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
_OPENING = re.compile(r"^([-+#=]|\d+(?=[.)]))")
# A name after `@` would be notified, a number after `#` would be linked, and so would an address.
_ACTIVE = re.compile(r"@|#(?=\d)|:(?=//)|www(?=\.)")
_MARKS = {
    Verdict.SATISFIED: "✅",
    Verdict.VIOLATED: "❌",
    Verdict.INCONCLUSIVE: "〰️",
    Verdict.UNVERIFIED: "❔",
    Verdict.STALE: "⚠️",
    Verdict.WAIVED: "🟦",
}


def render(result: Result) -> str:
    """Render the summary: a headline, the verdict table, each violation folded, what is undecided.

    What would exceed `LIMIT` is left out, the table's satisfied rows first, and counted.
    """
    head = f"**Adjudge: {tally(result)}**\n\nExit {result.exit_code}: {exit_meaning(result)}.\n"
    text = _within(head, [f"\n{_table(result)}", f"\n{_table(result, satisfied=False)}"])
    for title, blocks in (
        ("Violations", list(_violations(result))),
        ("Undecided", list(_undecided(result))),
        ("Waived", list(_waived(result))),
        ("Findings", list(_findings(result))),
    ):
        text = _section(text, title, blocks)
    return text


def _within(text: str, candidates: Sequence[str]) -> str:
    fitting = (c for c in candidates if len(text) + len(c) <= LIMIT // 2)
    return text + next(fitting, "\nThe verdict table is too long for a summary.\n")


def _section(text: str, title: str, blocks: Sequence[str]) -> str:
    if not blocks:
        return text
    text += f"\n### {title}\n\n"
    for number, block in enumerate(blocks):
        if len(text) + len(block) > LIMIT - _REST:
            return f"{text}\n… and {len(blocks) - number} more.\n"
        text += block
    return text


def _table(result: Result, *, satisfied: bool = True) -> str:
    columns = [_cell(system) or "Verdict" for system in systems(result)]
    lines = [_row(["Requirement", "Level", "Title", *columns]), _row(["---"] * (3 + len(columns)))]
    hidden = 0
    for requirement, judgments in rows(result):
        if satisfied or any(j and j.verdict is not Verdict.SATISFIED for j in judgments):
            lines.append(_row(_cells(requirement, judgments)))
        else:
            hidden += 1
    note = f"\nNot shown: {plural(hidden, 'satisfied requirement')}.\n" if hidden else ""
    return "\n".join(lines) + "\n" + note


def _cells(requirement: Requirement, judgments: Sequence[Judgment | None]) -> list[str]:
    verdicts = [_verdict(judgment) if judgment else "" for judgment in judgments]
    return [_cell(requirement.id), requirement.level.value, _cell(requirement.title), *verdicts]


def _verdict(judgment: Judgment) -> str:
    if not judgment.in_force:
        return "not in force"
    return f"{_MARKS[judgment.verdict]} {judgment.verdict}"


def _violations(result: Result) -> Iterator[str]:
    for judgment, causes in violations(result):
        title = one_line(f"{name_of(judgment)}: {judgment.requirement.title}")[:_CELL]
        granted = "access granted · " if any(cause.granted for cause in causes) else ""
        body = "\n".join(_violation(judgment, causes))
        yield _folded(f"❌ {granted}{title}", body)


def _violation(judgment: Judgment, causes: Sequence[Cause]) -> Iterator[str]:
    requirement = judgment.requirement
    yield f"{_inline(str(requirement.location))}: {_escape(one_line(requirement.text)[:1000])}\n"
    for cause in causes[:_CAUSES]:
        yield from _cause(cause)
    if len(causes) > _CAUSES:
        yield f"… and {plural(len(causes) - _CAUSES, 'more cause')}.\n"
    yield _fenced([one_line(repeat_command(judgment))], "sh")


def _cause(cause: Cause) -> Iterator[str]:
    case = cause.failures[0].case
    yield f"{_inline(case.name)} at {_inline(str(case.location))}\n"
    if case.reason:
        yield f"{_escape(one_line(case.reason)[:1000])}\n"
    lines = difference(case.expected, case.actual)
    if lines:
        yield _fenced(bounded([line[:500] for line in lines], _LINES), "diff")
    if len(cause.failures) > 1:
        yield f"First of {plural(len(cause.failures), 'failed case')} with this cause.\n"
    others = [_escape(one_line(name)) for name in cause.requirements[1:]]
    if others:
        yield f"It also violates {', '.join(bounded(others, _LINES))}.\n"


def _undecided(result: Result) -> Iterator[str]:
    covered = {Verdict.SATISFIED, Verdict.VIOLATED, Verdict.WAIVED}
    for judgment in result.judgments:
        if judgment.in_force and judgment.verdict not in covered:
            yield _item(f"{_MARKS[judgment.verdict]} {judgment.verdict}", judgment)


def _waived(result: Result) -> Iterator[str]:
    for judgment in result.judgments:
        if judgment.verdict is Verdict.WAIVED:
            yield _item(f"{_MARKS[judgment.underlying]} {judgment.underlying}", judgment)


def _item(said: str, judgment: Judgment) -> str:
    reason = one_line(judgment.reason)[:1000]
    return f"- {_escape(one_line(name_of(judgment)))}: {said}. {_escape(reason)}\n"


def _findings(result: Result) -> Iterator[str]:
    for finding in remaining_findings(result):
        message = _escape(one_line(finding.message)[:1000])
        yield f"- {_inline(str(finding.location))} {finding.severity} {finding.code}: {message}\n"


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{_html(summary)}</summary>\n\n{body}\n</details>\n\n"


def _fenced(lines: Sequence[str], language: str) -> str:
    text = "\n".join(lines)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}\n"


def _inline(text: str) -> str:
    shown = one_line(text)[:_CELL]
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{padding}{shown}{padding}{fence}" if shown else ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return _escape(one_line(text)[:_CELL])


def _escape(text: str) -> str:
    return _html(_OPENING.sub(_inert, _SPECIAL.sub(r"\\\1", clean(text))))


def _inert(match: re.Match[str]) -> str:
    opening = match.group()
    return f"{opening}\u2060" if opening[0].isdigit() else f"\\{opening}"


def _html(text: str) -> str:
    # The joiner can't be seen.
    return html.escape(_ACTIVE.sub("\\g<0>\u2060", text), quote=False)
