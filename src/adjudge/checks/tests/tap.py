"""Reads the Test Anything Protocol, versions 12 to 14, with subtests as TAP 14 and Node write them.

tap.py reads each line; the nesting is ours, as tap.py knows none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import yaml
from tap.parser import Parser

from adjudge.checks.model import Fault, Outcome, fold
from adjudge.checks.tests.records import DETAIL, Place, Record, SuiteReport, UnreadableReportError
from adjudge.checks.tests.selection import marks_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Judgment = tuple[Outcome, Fault, str]

_STEP = 4
_DEEPEST = 50
_LARGEST_BLOCK = 64 * 1024
_HASH = "\ue000"
_LONGEST = 1e9
"""Milliseconds; a longer test is a number that nobody measured."""
_PLACE = re.compile(r"^(?P<file>.+?):(?P<line>\d{1,7})(?::\d+)?$")


@dataclass
class _Point:
    """A test point: its line, its block of YAML, and the points indented before it."""

    number: int
    ok: bool
    description: str
    skip: str | None = None
    todo: str | None = None
    block: list[str] = field(default_factory=list)
    level: _Level | None = None


@dataclass
class _Level:
    """The points of one indentation that belong together, and how many were planned."""

    points: list[_Point] = field(default_factory=list)
    planned: int | None = None
    bail: str | None = None

    @property
    def problem(self) -> str:
        """Say what is missing; empty if all planned points are there."""
        if self.planned is None:
            return "there is no plan (1..N)"
        if self.planned != len(self.points):
            return f"{self.planned} points were planned and {len(self.points)} were reported"
        return ""


def read(data: bytes, place: Place) -> SuiteReport:
    """Read what a suite wrote to its standard output.

    Raises:
        UnreadableReportError: it is not TAP, or its plan does not fit what was reported.
    """
    level = _parse(data.decode("utf-8", "replace"))
    if level.bail is None and level.problem:
        raise UnreadableReportError(
            f"standard output is not complete TAP: {level.problem}",
            next_step="let the command write TAP, and nothing else, to its standard output",
        )
    return SuiteReport(tuple(r for point in level.points for r in _records(point, (), place)))


def _parse(text: str) -> _Level:
    """Build the tree of points; lines that are not TAP are passed over, as TAP 12 and 13 ask."""
    levels = [_Level()]
    lines = enumerate(text.splitlines(), 1)
    for number, line in lines:
        indent = len(line) - len(line.lstrip(" "))
        depth = indent // _STEP
        if line.lstrip(" ") == "---":
            _attach(levels, indent, lines)
        elif indent % _STEP == 0 and depth <= min(len(levels), _DEEPEST):
            _place(levels, depth, number, line.strip())
        if levels[0].bail is not None:
            break
    return levels[0]


def _attach(levels: list[_Level], indent: int, lines: Iterator[tuple[int, str]]) -> None:
    """Move a block of YAML to the point above it."""
    block: list[str] = []
    for _, line in lines:
        if line.strip() == "...":
            break
        block.append(line[indent:])
    depth = indent // _STEP
    if depth < len(levels) and levels[depth].points:
        levels[depth].points[-1].block = block


def _place(levels: list[_Level], depth: int, number: int, text: str) -> None:
    """Let tap.py read one line, and put what it says at its depth."""
    # tap.py takes an escaped hash for the start of a directive.
    line = _line(text.replace("\\#", _HASH), number)
    if line.category not in {"test", "plan", "bail"}:
        return
    if line.category == "bail":
        levels[0].bail = line.reason
        return
    if depth == len(levels):
        levels.append(_Level())
    level = levels[depth]
    if line.category == "plan":
        _plan(level, line, number)
        return
    children = levels[depth + 1] if len(levels) > depth + 1 else None
    del levels[depth + 1 :]
    level.points.append(_point(line, number, children))


def _line(text: str, number: int) -> Any:
    try:
        return Parser().parse_line(text)
    except ValueError as error:
        raise UnreadableReportError(f"line {number} of standard output: {error}") from error


def _plan(level: _Level, line: Any, number: int) -> None:
    if level.planned is not None:
        raise UnreadableReportError(f"line {number} of standard output: a second plan")
    level.planned = line.expected_tests


def _point(line: Any, number: int, level: _Level | None) -> _Point:
    directive = line.directive
    reason = str(directive.reason or "")
    plain = directive.text and not directive.skip and not directive.todo
    description = f"{line.description} # {directive.text}" if plain else line.description
    return _Point(
        number,
        line.ok,
        description.removeprefix("- ").strip().replace(_HASH, "#"),
        skip=reason if directive.skip else None,
        todo=reason if directive.todo else None,
        level=level,
    )


def _records(point: _Point, above: Sequence[str], place: Place) -> Iterator[Record]:
    """Yield the record of a point behind those of its subtests."""
    path = (*above, point.description)
    children = [
        record
        for child in (point.level.points if point.level else [])
        for record in _records(child, path, place)
    ]
    yield from children
    # A point without a description can't be meant by anybody.
    if point.description:
        yield _record(point, path, children, place)


def _record(point: _Point, path: Sequence[str], children: Sequence[Record], place: Place) -> Record:
    block = _block(point)
    outcome, fault, reason = _judge(point, children, block)
    message = str(block.get("error") or block.get("message") or "")
    found = _PLACE.match(str(block.get("location") or ""))
    file, line = (found["file"], int(found["line"])) if found else ("", 0)
    titled = " > ".join(path)
    failed = outcome is Outcome.FAILED
    record = Record(
        id=place.text(titled),
        names=tuple(dict.fromkeys((titled, point.description))),
        outcome=outcome,
        marks=frozenset().union(*(marks_in(part) for part in path)),
        file=place.file(file.removeprefix("file://")),
        reason=place.text(reason),
        detail=place.text("\n".join(point.block), DETAIL),
        fault=fault,
        seconds=_seconds(block.get("duration_ms")),
    )
    return replace(
        record,
        line=line if record.file else 0,
        message=place.text(message or "not ok") if failed else "",
        cause=place.text(message).strip().partition("\n")[0] if failed else "",
    )


def _judge(point: _Point, children: Sequence[Record], block: dict[str, Any]) -> _Judgment:
    return (
        _left_out(point)
        or (None if point.ok else (Outcome.FAILED, Fault.SYSTEM, ""))
        or _hollow(point, children, block)
        or (Outcome.PASSED, Fault.SYSTEM, "")
    )


def _left_out(point: _Point) -> _Judgment | None:
    if point.skip is not None:
        return Outcome.NOT_RUN, Fault.BINDING, f"it was skipped: {point.skip}"
    if point.todo is not None:
        return Outcome.NOT_RUN, Fault.BINDING, f"it is still to do: {point.todo}"
    return None


def _hollow(point: _Point, children: Sequence[Record], block: dict[str, Any]) -> _Judgment | None:
    """Say why a point that is ok shows nothing: a parent is ok over subtests that never ran."""
    if point.level and point.level.problem:
        return Outcome.NOT_RUN, Fault.BINDING, f"its subtests are cut off: {point.level.problem}"
    if not children and (point.level or block.get("type") == "suite"):
        return Outcome.NOT_RUN, Fault.BINDING, "it holds no test"
    undecided = next((c for c in children if c.outcome is not Outcome.PASSED), None)
    if undecided is None:
        return None
    outcome = fold(c.outcome for c in children)
    return outcome, undecided.fault, f"{undecided.id}: {undecided.reason or undecided.message}"


def _block(point: _Point) -> dict[str, Any]:
    """Return the YAML block of a point; one that can't be read only costs its details."""
    text = "\n".join(point.block)
    if not text or len(text) > _LARGEST_BLOCK:
        return {}
    try:
        block = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return block if isinstance(block, dict) else {}


def _seconds(milliseconds: object) -> float:
    if not isinstance(milliseconds, int | float) or not 0 <= milliseconds < _LONGEST:
        return 0.0
    return float(milliseconds) / 1000
