"""What an analysis of a machine tells a person, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.codes import exploring as codes
from adjudge.codes.proving import (
    GUARD_ALWAYS_HOLDS,
    GUARD_NEVER_HOLDS,
    GUARDS_OVERLAP,
    NOT_INDUCTIVE,
)
from adjudge.machine.engine import Model
from adjudge.machine.guards import Notice
from adjudge.machine.runs import show_state
from adjudge.machine.verdicts import Standing
from adjudge.machine.violations import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.findings import Finding, Location
    from adjudge.machine.analysis import Analysis
    from adjudge.machine.explore import Exploration
    from adjudge.machine.guards import Removal
    from adjudge.machine.model import Machine, Variable
    from adjudge.machine.violations import Violation

_CODES = {
    Kind.BROKEN: codes.PROPERTY_BROKEN,
    Kind.DEADLOCK: codes.DEADLOCK,
    Kind.OUTSIDE: codes.OUTSIDE_TYPE,
    Kind.CLASH: codes.TWO_EFFECTS,
    Kind.SPLIT: codes.TWO_RESULTS,
    Kind.UNDEFINED: codes.NO_VALUE,
}


def findings(analysis: Analysis, requirement: str) -> tuple[Finding, ...]:
    """Return the findings of an analysis in the order of their places.

    Args:
        analysis: the analysis.
        requirement: the ID of the requirement under which the machine stands.
    """
    found = [
        *_of_exploration(analysis, requirement),
        *_of_guards(analysis, requirement),
        *_of_nothing(analysis, requirement),
    ]
    found += _of_proofs(analysis, {(each.code, each.location) for each in found})
    return tuple(sorted(found, key=lambda each: (each.location, each.code)))


_SAME = {
    NOT_INDUCTIVE.id: codes.PROPERTY_BROKEN.id,
    GUARD_NEVER_HOLDS.id: codes.NEVER_ENABLED.id,
    GUARD_ALWAYS_HOLDS.id: codes.IDLE_GUARD.id,
}
"""What z3 finds, and what exploring says of it in a state that can really be reached."""


def _of_proofs(analysis: Analysis, said: set[tuple[str, Location]]) -> Iterator[Finding]:
    """What z3 says, unless exploring has said as much."""
    seen = analysis.exploration.violations if analysis.exploration else ()
    split = {each.subject for each in seen if each.kind is Kind.SPLIT}
    overlapping = {each.location for each in analysis.machine.transitions if each.event in split}
    for finding in analysis.proving.findings if analysis.proving else ():
        known = (_SAME.get(finding.code, ""), finding.location) in said
        if not known and not (
            finding.code == GUARDS_OVERLAP.id and finding.location in overlapping
        ):
            yield finding


def _of_exploration(analysis: Analysis, requirement: str) -> Iterator[Finding]:
    machine, explored = analysis.machine, analysis.exploration
    if explored is None:
        message = f"nothing of this machine was explored: {analysis.reason}"
        yield codes.CUT_SHORT.at(machine.location, message, requirement=requirement)
        return
    for violation in explored.violations:
        yield _wrong(analysis.machine, violation, requirement)
    if explored.extent.limit or not explored.extent.states:
        message = f"this machine is not explored completely: {explored.extent.undecided}"
        yield codes.CUT_SHORT.at(machine.location, message, requirement=requirement)
    if explored.extent.complete:
        yield from _unreachable(machine, explored, requirement)
        yield from _impossible(machine, explored, requirement)


def _wrong(machine: Machine, violation: Violation, requirement: str) -> Finding:
    code = _CODES[violation.kind]
    run = violation.run
    end = show_state(run.end, Model(machine).layout)
    calls = run.calls[:-1] if violation.kind is Kind.SPLIT else run.calls
    after = f"after {', '.join(map(str, calls))}" if calls else "at the start"
    if violation.property is not None:
        demand = machine.properties[violation.property]
        message = f"{demand.requirement} is broken {after}: {violation.detail}"
        return code.at(
            demand.location,
            message,
            requirement=demand.requirement,
            expected=demand.text,
            actual=end,
        )
    return code.at(
        _place(machine, violation),
        f"{after}, {violation.detail}",
        requirement=requirement,
        actual=end,
    )


def _place(machine: Machine, violation: Violation) -> Location:
    """Where something is wrong: at the transition at fault, at the state in which it ends."""
    if violation.transition is not None:
        return machine.transitions[violation.transition].location
    if violation.kind is Kind.DEADLOCK:
        controls = {each.name for each in machine.variables if each.control}
        layout = Model(machine).layout
        ends = [
            violation.run.end[position]
            for position, cell in enumerate(layout.cells)
            if cell.variable in controls
        ]
        return next(
            (_drawn(machine, str(each), machine.location) for each in ends), machine.location
        )
    if violation.kind is Kind.OUTSIDE:
        return machine.variable(violation.subject).location
    return machine.location


def _drawn(machine: Machine, state: str, otherwise: Location) -> Location:
    places = [
        node.location
        for diagram in machine.diagrams
        for node in diagram.nodes
        if node.name == state
    ]
    return places[0] if places else otherwise


def _unvisited(machine: Machine, explored: Exploration) -> Iterator[tuple[Variable, str]]:
    """The states of diagrams that were never reached, with the variable that would hold them."""
    for variable in machine.variables:
        if variable.control:
            for state in machine.types[variable.type].values:
                if state not in explored.contents[variable.name]:
                    yield variable, str(state)


def _unreachable(machine: Machine, explored: Exploration, requirement: str) -> Iterator[Finding]:
    for variable, state in _unvisited(machine, explored):
        place = _drawn(machine, state, variable.location)
        message = f"no calls lead to the state {state}{_within(explored)}"
        yield codes.UNREACHABLE_STATE.at(place, message, requirement=requirement)


def _impossible(machine: Machine, explored: Exploration, requirement: str) -> Iterator[Finding]:
    """Lines that are never possible, although the state that they leave can be reached."""
    unvisited = {state for _, state in _unvisited(machine, explored)}
    lines: dict[tuple[Location, str], list[int]] = {}
    for number, transition in enumerate(machine.transitions):
        if transition.source not in unvisited:
            lines.setdefault((transition.location, transition.label), []).append(number)
    for (place, label), numbers in lines.items():
        if not explored.enabled.intersection(numbers):
            message = f"this is never possible{_within(explored)}: {label}"
            yield codes.NEVER_ENABLED.at(place, message, requirement=requirement)


def _within(explored: Exploration) -> str:
    return " within the bound of `explore`" if explored.extent.bound else ""


def _of_guards(analysis: Analysis, requirement: str) -> Iterator[Finding]:
    for removal in analysis.guards:
        part = "the guard" if removal.whole else "the condition"
        if removal.notice is Notice.NOBODY:
            yield codes.UNNOTICED_GUARD.at(
                removal.location, _unmissed(removal, part), requirement=requirement
            )
        elif removal.notice is Notice.IDLE:
            message = f"{part} `{removal.text}` excludes nothing that could happen"
            yield codes.IDLE_GUARD.at(removal.location, message, requirement=requirement)


def _unmissed(removal: Removal, part: str) -> str:
    allowed = f"; {removal.run} would be allowed" if removal.run else ""
    return f"without {part} `{removal.text}` every requirement still holds{allowed}"


def _of_nothing(analysis: Analysis, requirement: str) -> Iterator[Finding]:
    machine = analysis.machine
    if not machine.properties:
        message = f"nothing is demanded of machine {machine.name}"
        yield codes.NOTHING_DEMANDED.at(machine.location, message, requirement=requirement)
    for verdict in analysis.verdicts:
        if verdict.standing is Standing.UNDECIDED and verdict.vacuous:
            demand = machine.properties[verdict.property]
            message = f"{demand.requirement} is undecided: {verdict.wording}"
            yield codes.NOTHING_TO_JUDGE.at(
                demand.location, message, requirement=demand.requirement
            )
