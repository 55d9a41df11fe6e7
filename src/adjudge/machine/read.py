"""The entrance: from a check of kind `machine` to a `Machine`, or to what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.findings import Finding, Location
from adjudge.machine import writes
from adjudge.machine.build import Builder, diagram
from adjudge.machine.clock import Clock, Timer, clock, lengths
from adjudge.machine.declarations import Declaring
from adjudge.machine.events import WAIT, Events
from adjudge.machine.model import Event, EventKind, Machine, Type
from adjudge.machine.parts import Part, companions, part, sources
from adjudge.machine.properties import Properties
from adjudge.machine.steps import Step, TooManyError, beside
from adjudge.machine.terms import Named, conjunction
from adjudge.machine.waiting import Waiting
from adjudge.machine.written import Problems, Written
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from adjudge.machine.control import Control
    from adjudge.machine.scope import Scope
    from adjudge.spec.model import Check

MOST_TIMERS = 16
"""States of one machine that are left after a time; more are refused."""
_DURATIONS = ("d", "duration", *(f"duration_{number}" for number in range(1000)))


@dataclass(frozen=True, slots=True)
class Reading:
    """The machine of a check; None where an error among the findings says why there is none."""

    machine: Machine | None
    findings: tuple[Finding, ...] = ()


def read(check: Check) -> Reading:
    """Read the machine that a check holds: its YAML block, and the diagram in its options."""
    problems = Problems(check.requirement)
    parts = [part(source, problems) for source in sources(check)]
    whole = [each for each in parts if each is not None]
    if whole:
        companions(check, whole[0].block, problems)
    machine = None
    if len(whole) == len(parts):
        composer = _Composer(check.location, whole, problems, Declaring(problems))
        try:
            machine = composer.compose()
        except TooManyError as error:
            problems.report(codes.MACHINE_SIZE, check.location, error.message)
    findings = tuple(sorted(problems.findings, key=lambda each: each.location))
    return Reading(None if findings else machine, findings)


@dataclass(slots=True)
class _Composer:
    """Puts the parts of one machine together; the first one is the check's own."""

    location: Location
    parts: list[Part]
    problems: Problems
    declaring: Declaring
    builders: list[Builder] = field(default_factory=list)
    mined: bool = False

    def compose(self) -> Machine:
        """Return the machine; it is of no use if there are problems."""
        time = self._clock()
        for each in self.parts:
            self.declaring.types(each.block)
        controls = [each.controlled(self.declaring, time) for each in self.parts]
        for each in self.parts:
            self.declaring.rest(each.block)
        declared = self.declaring.found
        internal = frozenset(name.text for name in self._internal())
        events = Events(declared.parameters, internal)
        self._wait(events)
        areas = {control.name: control.areas() for control in controls}
        scope = replace(declared.scope(), areas=areas)
        machine = self._machine(self._steps(controls, scope, events), scope, events, time)
        if not self.problems.findings:
            writes.check(machine, self.problems)
        return machine

    def _machine(self, steps: list[Step], scope: Scope, events: Events, time: Clock) -> Machine:
        declared, own = self.declaring.found, self.parts[0]
        properties = Properties(
            own.block, scope, events.found, declared.parameters, time, self.problems
        )
        pairs = zip(self.builders, self.parts, strict=True)
        return Machine(
            own.source.name,
            self.location,
            declared.types,
            declared.parameters,
            tuple(declared.variables.values()),
            tuple(events.found.values()),
            tuple(step.transition() for step in steps),
            properties.read(),
            conjunction(*(each.final() for each in self.builders)),
            properties.bound(),
            declared.drive,
            time.unit,
            tuple(diagram(builder, each.source.diagram, steps) for builder, each in pairs),
            properties.at_once(),
        )

    def _steps(self, controls: list[Control], scope: Scope, events: Events) -> list[Step]:
        """Build the steps of every part and of its timers, side by side."""
        side_by_side = []
        for number, (each, control) in enumerate(zip(self.parts, controls, strict=True)):
            builder = each.builder(control, scope, events, number)
            self.builders.append(builder)
            side_by_side.append(builder.build())
            if each.timers:
                duration = Named(events.found[WAIT].parameters[0])
                side_by_side += Waiting(builder, each.timers, duration).build()
        steps = beside(side_by_side)
        if not steps and not self.problems.findings:
            place = self.parts[0].drawing.regions[0].location
            self.problems.report(codes.NO_MACHINE, place, "nothing can happen in this diagram")
        self._known(events)
        if self.mined:
            types = self.declaring.found.types
            types[WAIT] = replace(types[WAIT], values=lengths(steps, self._timers()))
        return steps

    def _timers(self) -> list[Timer]:
        return [timer for each in self.parts for timer in each.timers.values()]

    def _clock(self) -> Clock:
        """Return the clock that the own block gives, or the first of the others."""
        clocks = [clock(each.block) for each in self.parts]
        return next((each for each in clocks if each.unit), Clock())

    def _internal(self) -> list[Written]:
        """Return the names of the events that the system itself makes."""
        sections = [each.block.section("internal") for each in self.parts]
        return [
            name.written()
            for section in sections
            if section is not None
            for name in section.entries() or [section]
        ]

    def _known(self, events: Events) -> None:
        """Report what `internal:` names and no label does."""
        for name in self._internal():
            if name.text not in events.found:
                hint = suggestion(name.text, events.found)
                message = f'"{name.text}" is no event of the diagram: {hint}'
                self.problems.report(codes.MACHINE_UNKNOWN, name.location, message, name.text)

    def _wait(self, events: Events) -> None:
        """Declare the event of waiting where there are timers, or labels that wait."""
        labels = [
            way.label
            for each in self.parts
            for way in each.ways.found
            if way.label.event and way.label.event.text == WAIT
        ]
        timers = self._timers()
        if not labels and not timers:
            return
        if len(timers) > MOST_TIMERS:
            raise TooManyError(f"{len(timers)} states are left after a time; {MOST_TIMERS} may be")
        place = labels[0].whole.location if labels else timers[0].way.location
        named = [each.parameters[0].text for each in labels if each.parameters]
        name = named[0] if named else self._duration()
        declared = self.declaring.found
        if name not in declared.parameters:
            self.mined = WAIT not in declared.types
            declared.types.setdefault(WAIT, Type(WAIT, (1,), place))
            declared.parameters[name] = WAIT
        kind = declared.parameters[name]
        if declared.types[kind].enumerated:
            message = f'`{WAIT}` takes a number of units; "{name}" is a value of "{kind}"'
            self.problems.report(codes.MACHINE_TYPE, place, message, name)
        events.found[WAIT] = Event(WAIT, (name,), place, EventKind.WAIT)

    def _duration(self) -> str:
        """Return a name for how long a wait is, that means nothing else."""
        declared = self.declaring.found
        kind = declared.types.get(declared.parameters.get(_DURATIONS[0], ""))
        if kind and not kind.enumerated:
            return _DURATIONS[0]
        scope = declared.scope()
        names = {*self.declaring.taken, *scope.known(), *declared.parameters}
        return next(name for name in _DURATIONS if name not in names)
