"""From the blocks and lines below a requirement to its checks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adjudge.codes import blocks as codes
from adjudge.findings import Finding, Location
from adjudge.spec.fences import Fence
from adjudge.spec.model import Check
from adjudge.spec.tests_block import Mapped, read_tests

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adjudge.codes.model import Code
    from adjudge.spec.verified_by import Clause

_DATA = frozenset({"yaml", "json", "csv"})
_STATE_DIAGRAM = re.compile(r"^[ \t]*stateDiagram(?:-v2)?[ \t]*$", re.MULTILINE)


@dataclass(slots=True)
class Verification:
    """The checks of one requirement, and the tests that its blocks link to other ones."""

    checks: list[Check] = field(default_factory=list)
    mapped: list[Mapped] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def is_diagram(fence: Fence) -> bool:
    """Tell whether the block is a Mermaid state diagram."""
    return fence.info.language == "mermaid" and bool(_STATE_DIAGRAM.search(fence.text))


def verification(
    requirement: str, fences: Sequence[Fence], verified: Sequence[tuple[Clause, Location]]
) -> Verification:
    """Number and build the checks of a requirement, in the order in which they stand.

    A block that can't be read makes no check, but keeps its number, so that mending it does not
    rename the checks below.
    """
    executable = [fence for fence in fences if fence.info.executable]
    diagrams = _diagrams(executable, [fence for fence in fences if is_diagram(fence)])
    builder = _Builder(requirement, diagrams)
    written: list[Fence | tuple[Clause, Location]] = [*executable, *verified]
    for number, part in enumerate(sorted(written, key=_place), 1):
        if isinstance(part, Fence):
            builder.add_fence(number, part)
        else:
            builder.add_clause(number, *part)
    builder.result.findings += _pictures(requirement, fences, diagrams)
    return builder.result


def misplaced(fence: Fence) -> Verification:
    """Read an executable block that stands under no requirement: only a mapping may."""
    builder = _Builder("", {})
    if fence.info.notation and fence.info.notation.kind == "tests" and builder.readable(fence):
        block = read_tests(fence)
        if block.mapped:
            return Verification(mapped=list(block.mapped), findings=list(fence.findings()))
    message = "this block stands under no requirement"
    return Verification(
        findings=[
            *fence.findings(),
            codes.CHECK_OUTSIDE_REQUIREMENT.at(
                fence.location,
                message,
                expected="a requirement's heading above it",
                actual=fence.written,
            ),
        ]
    )


def _place(part: Fence | tuple[Clause, Location]) -> Location:
    return part.location if isinstance(part, Fence) else part[1]


def _diagrams(executable: Sequence[Fence], diagrams: list[Fence]) -> dict[Location, Fence]:
    """Give each machine the nearest diagram above it that is still free, else the next below."""
    free = list(diagrams)
    chosen: dict[Location, Fence] = {}
    for fence in executable:
        if free and fence.info.notation and fence.info.notation.kind == "machine":
            above = [diagram for diagram in free if diagram.location < fence.location]
            chosen[fence.location] = above[-1] if above else free[0]
            free.remove(chosen[fence.location])
    return chosen


def _pictures(
    requirement: str, fences: Sequence[Fence], used: dict[Location, Fence]
) -> list[Finding]:
    message = "this state diagram belongs to no machine"
    taken = {fence.location for fence in used.values()}
    return [
        codes.DIAGRAM_WITHOUT_MACHINE.at(fence.location, message, requirement=requirement)
        for fence in fences
        if is_diagram(fence) and fence.location not in taken
    ]


@dataclass(slots=True)
class _Builder:
    requirement: str
    diagrams: dict[Location, Fence]
    result: Verification = field(default_factory=Verification)

    def add_clause(self, number: int, clause: Clause, place: Location) -> None:
        identity = f"{self.requirement}#{number}"
        check = Check(
            identity,
            self.requirement,
            clause.kind,
            clause.text,
            place,
            place,
            name=clause.name,
            options=clause.options,
        )
        self.result.checks.append(check)

    def add_fence(self, number: int, fence: Fence) -> None:
        self.result.findings += fence.findings(self.requirement)
        notation = fence.info.notation
        if notation is None or not fence.closed or not self.readable(fence):
            return
        options = self._options(fence, notation.kind)
        if options is None:
            return
        check = Check(
            f"{self.requirement}#{number}",
            self.requirement,
            notation.kind,
            fence.text,
            fence.location,
            fence.body,
            fence.info.name,
            fence.info.language,
            options,
        )
        self.result.checks.append(check)

    def _options(self, fence: Fence, kind: str) -> Mapping[str, Any] | None:
        """Add what the block itself and its diagram say to the options; None makes no check."""
        if kind == "tests":
            selection = read_tests(fence, self.requirement)
            self.result.findings += selection.findings
            self.result.mapped += selection.mapped
            return {**fence.info.options, **selection.options} if selection.options else None
        if diagram := self.diagrams.get(fence.location):
            column = {"diagram_column": diagram.body.column} if diagram.body.column > 1 else {}
            return {
                **fence.info.options,
                "diagram": diagram.text,
                "diagram_line": diagram.body.line,
                **column,
            }
        return fence.info.options

    def readable(self, fence: Fence) -> bool:
        """Say whether the block holds something, and what it holds is what its language says."""
        may_be_empty = fence.info.language in _DATA and fence.info.options
        if not fence.text.strip() and not may_be_empty:
            message = "this block holds nothing to execute"
            self._report(codes.EMPTY_CHECK, fence.location, message, fence.written)
            return False
        return fence.info.language != "yaml" or self._is_yaml(fence)

    def _is_yaml(self, fence: Fence) -> bool:
        from adjudge.spec import yaml

        try:
            yaml.read(fence.text)
        except yaml.YamlError as error:
            place = yaml.within(fence.body, error.line, error.column)
            line = fence.text.split("\n")[error.line - 1] if fence.text else ""
            self._report(codes.MALFORMED_YAML, place, error.message, line.strip())
            return False
        return True

    def _report(self, code: Code, place: Location, message: str, actual: str) -> None:
        found = code.at(place, message, requirement=self.requirement, actual=actual)
        self.result.findings.append(found)
