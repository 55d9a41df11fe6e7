"""The entrance: from a check of kind `machine` to a `Machine`, or to what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.findings import Finding
from adjudge.machine import mermaid
from adjudge.machine.block import Block
from adjudge.machine.build import Builder, control
from adjudge.machine.declarations import declare
from adjudge.machine.drawing import draw
from adjudge.machine.events import Events
from adjudge.machine.model import Machine
from adjudge.machine.properties import Properties
from adjudge.machine.written import Problems
from adjudge.quantities import QuantityError, seconds

if TYPE_CHECKING:
    from adjudge.findings import Location
    from adjudge.machine.drawing import Drawing
    from adjudge.spec.model import Check


@dataclass(frozen=True, slots=True)
class Reading:
    """The machine of a check; None where an error among the findings says why there is none."""

    machine: Machine | None
    findings: tuple[Finding, ...] = ()


def read(check: Check) -> Reading:
    """Read the machine that a check holds: its YAML block, and the diagram in its options."""
    problems = Problems(check.requirement)
    block = Block(check.text, check.body, problems)
    drawing = _drawing(check, problems)
    machine = _machine(check, block, drawing, problems) if drawing else None
    findings = tuple(sorted(problems.findings, key=lambda each: each.location))
    return Reading(None if findings else machine, findings)


def _drawing(check: Check, problems: Problems) -> Drawing | None:
    text = check.options.get("diagram")
    if not isinstance(text, str):
        message = "this machine has no state diagram"
        problems.report(codes.NO_MACHINE, check.location, message)
        return None
    line = check.options.get("diagram_line", 1)
    statements = mermaid.read(text, check.body.file, line, problems)
    start = replace(check.body, line=max(line - 1, 1), column=1)
    return draw(statements, start, problems)


def _machine(check: Check, block: Block, drawing: Drawing, problems: Problems) -> Machine | None:
    taken = {state.name: state.location for state, _ in drawing.states()}
    declared = declare(block, problems, {"state": check.location, **taken})
    unit = _unit(block)
    plain = control(drawing)
    if plain is None:
        return None
    declared.types[plain[0].name] = plain[0]
    declared.variables = {plain[1].name: plain[1], **declared.variables}
    events = Events(declared.parameters, _internal(block))
    text = str(check.options.get("diagram"))
    builder = Builder(drawing, text, declared.scope(), events, problems)
    diagram = builder.build()
    if not builder.transitions and not problems.findings:
        problems.report(codes.NO_MACHINE, _start(drawing), "nothing can happen in this diagram")
    properties = Properties(
        block, declared.scope(), events.found, declared.parameters, unit, problems
    )
    return Machine(
        check.name or check.requirement,
        check.location,
        declared.types,
        declared.parameters,
        tuple(declared.variables.values()),
        tuple(events.found.values()),
        tuple(builder.transitions),
        properties.read(),
        builder.final,
        properties.bound(),
        declared.drive,
        unit,
        (diagram,),
    )


def _start(drawing: Drawing) -> Location:
    return drawing.regions[0].location


def _unit(block: Block) -> float:
    """Return the length of one unit of time in seconds; 0 without `clock:`."""
    entry = block.section("clock")
    if entry is None:
        return 0.0
    try:
        return seconds(entry.written().text)
    except QuantityError as error:
        block.wrong(entry, str(error))
        return 0.0


def _internal(block: Block) -> frozenset[str]:
    entry = block.section("internal")
    if entry is None:
        return frozenset()
    return frozenset(each.written().text for each in entry.entries() or [entry])
