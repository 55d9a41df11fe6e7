"""The machines that a block consists of: its own, and those that run together with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.findings import Location
from adjudge.machine import mermaid
from adjudge.machine.block import Block
from adjudge.machine.build import Builder
from adjudge.machine.clock import Clock, Timer, timers
from adjudge.machine.control import Control
from adjudge.machine.drawing import Drawing, draw
from adjudge.machine.scope import STATE, Scope
from adjudge.machine.terms import Named
from adjudge.machine.ways import Ways
from adjudge.machine.written import Problems
from adjudge.spec.nearest import suggestion
from adjudge.spec.together import KEY, diagram_place

if TYPE_CHECKING:
    from adjudge.machine.declarations import Declaring
    from adjudge.machine.events import Events
    from adjudge.spec.model import Check

FOR_EACH = "for each"


@dataclass(frozen=True, slots=True)
class Source:
    """One machine as written: its block, which stands at `body`, and its diagram, at `begins`."""

    name: str
    text: str
    body: Location
    diagram: str
    begins: Location
    own: bool = True

    @property
    def state(self) -> str:
        """The name of the variable that holds its state: of another machine, with that name."""
        return STATE if self.own else f"{self.name}_{STATE}"

    @property
    def prefix(self) -> str:
        """What stands before the names of its other variables of control."""
        return "" if self.own else f"{self.name}_"


def sources(check: Check) -> list[Source]:
    """Return the machine of a check, and those that its document lets run together with it."""
    name = check.name or check.requirement
    file, diagram = check.body.file, str(check.options.get("diagram", ""))
    found = [Source(name, check.text, check.body, diagram, Location(file, *diagram_place(check)))]
    places: Mapping[str, Sequence[int]] = check.options.get("together_places", {})
    for other, (text, drawn) in check.options.get("together", {}).items():
        line, column, *begins = places[other]
        body, start = Location(file, line, column), Location(file, *begins)
        found.append(Source(other, text, body, drawn, start, own=False))
    return found


def companions(check: Check, block: Block, problems: Problems) -> None:
    """Report the names under `together with:` that are no machine beside this one."""
    entry = block.section(KEY)
    if entry is None:
        return
    known = [each for each in check.options.get("machines", ()) if each != check.name]
    for each in entry.entries() or [entry]:
        written = each.written()
        if written.text not in known:
            hint = suggestion(written.text, known) if known else "the document has no other"
            message = f'"{written.text}" is no other machine of this document: {hint}'
            problems.report(codes.MACHINE_UNKNOWN, written.location, message, written.text)


@dataclass(slots=True)
class Part:
    """One machine on its way to steps; each method needs the one before."""

    source: Source
    block: Block
    problems: Problems
    drawing: Drawing
    ways: Ways
    instance: dict[str, str] = field(default_factory=dict)
    timers: Mapping[str, Timer] = field(default_factory=dict)

    def controlled(self, declaring: Declaring, clock: Clock) -> Control:
        """Declare the variables of its control and of its timers."""
        self._instance(declaring)
        types = declaring.found.types
        cells = tuple(product(*(types[kind].values for kind in self.instance.values())))
        index = tuple(self.instance.values())
        control = Control(self.drawing, self.source.state, index, cells)
        found, kinds, variables = timers(self.ways, self.source.prefix, clock, self.problems)
        self.timers = found
        if found and self.instance:
            message = "`after` can't be counted where there are several instances"
            way = next(iter(found.values())).way
            mend = (
                "keep the time of each in a variable, and let an event `wait(d)` add to all of them"
            )
            self.problems.report(
                codes.LABEL_SYNTAX, way.location, message, way.label.whole.text, mend
            )
        owner = (
            "a name of the diagram"
            if self.source.own
            else f"a name of the machine {self.source.name}"
        )
        declaring.take([*control.places, *control.variables, *variables, STATE], owner)
        declaring.found.types.update({**control.types, **kinds})
        declaring.found.variables.update({**control.variables, **variables})
        return control

    def builder(self, control: Control, scope: Scope, events: Events, number: int) -> Builder:
        """Return what builds its steps, in the scope of its labels."""
        areas = {**scope.areas, STATE: control.areas()}
        instance = tuple(Named(name) for name in self.instance)
        own = replace(
            scope, areas=areas, instance=instance, instance_types=tuple(self.instance.values())
        )
        return Builder(
            control,
            self.ways,
            own,
            events,
            self.problems,
            number,
            tuple(self.instance),
            self.timers,
        )

    def _instance(self, declaring: Declaring) -> None:
        """Read `for each:`: the parameters that say which instance is meant."""
        for entry in self.block.entries(FOR_EACH):
            name, kind = entry.name, entry.written().text
            declared = declaring.found.types.get(kind)
            if declared is None:
                message = f'"{kind}" is no type: {suggestion(kind, declaring.found.types)}'
                place = entry.written().location
                self.problems.report(codes.MACHINE_UNKNOWN, place, message, kind)
            else:
                declaring.parameter(entry)
                if name in declaring.found.parameters:
                    self.instance[name] = kind


def part(source: Source, problems: Problems) -> Part | None:
    """Read the texts of one machine; None, and a problem, if it has no diagram that begins."""
    block = Block(source.text, source.body, problems)
    start = replace(source.begins, line=max(source.begins.line - 1, 1), column=1)
    if not source.diagram:
        message = f"the machine {source.name} has no state diagram"
        place = replace(source.body, line=max(source.body.line - 1, 1), column=1)
        problems.report(codes.NO_MACHINE, place, message)
        return None
    lines = mermaid.read(source.diagram, source.begins, problems)
    drawing = draw(lines, start, problems)
    ways = Ways(drawing, problems)
    if not drawing.begins():
        return None
    ways.collect()
    return Part(source, block, problems, drawing, ways)
