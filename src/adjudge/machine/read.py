"""The entrance: from a check of kind `machine` to a `Machine`, or to what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.findings import Finding
from adjudge.machine import mermaid, writes
from adjudge.machine.block import Block
from adjudge.machine.build import Builder, diagram
from adjudge.machine.control import Control
from adjudge.machine.declarations import declare
from adjudge.machine.drawing import draw
from adjudge.machine.events import Events
from adjudge.machine.model import Machine
from adjudge.machine.properties import Properties
from adjudge.machine.scope import STATE
from adjudge.machine.ways import Ways
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
    if not drawing.begins():
        return None
    control = Control(drawing, STATE)
    taken = {name: place.state.location for name, place in control.places.items()}
    declared = declare(block, problems, {**taken, **_named(control)})
    declared.types.update(control.types)
    declared.variables = {**control.variables, **declared.variables}
    scope = replace(declared.scope(), areas={STATE: control.areas()})
    ways = Ways(drawing, problems)
    ways.collect()
    events = Events(declared.parameters, _internal(block))
    builder = Builder(control, ways, scope, events, problems)
    steps = builder.build()
    if not steps and not problems.findings:
        message = "nothing can happen in this diagram"
        problems.report(codes.NO_MACHINE, drawing.regions[0].location, message)
    unit = _unit(block)
    properties = Properties(block, scope, events.found, declared.parameters, unit, problems)
    machine = Machine(
        check.name or check.requirement,
        check.location,
        declared.types,
        declared.parameters,
        tuple(declared.variables.values()),
        tuple(events.found.values()),
        tuple(step.transition() for step in steps),
        properties.read(),
        builder.final(),
        properties.bound(),
        declared.drive,
        unit,
        (diagram(builder, str(check.options["diagram"]), steps),),
    )
    if not problems.findings:
        writes.check(machine, problems)
    return machine


def _named(control: Control) -> dict[str, Location]:
    return {name: variable.location for name, variable in control.variables.items()}


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
