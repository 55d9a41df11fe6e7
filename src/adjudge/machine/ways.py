"""The lines and arrows of a diagram with their labels read: from where, on what, to where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.findings import Location
from adjudge.machine import labels
from adjudge.machine.control import CHOICE
from adjudge.machine.drawing import Drawing
from adjudge.machine.labels import AFTER, Label
from adjudge.machine.mermaid import EDGE, tidied
from adjudge.machine.model import Arrow
from adjudge.machine.written import Problems, ReadingError

if TYPE_CHECKING:
    from adjudge.machine.drawing import Region, State
    from adjudge.machine.mermaid import ArrowLine
    from adjudge.machine.written import Written

ENTRY, EXIT = "entry", "exit"


@dataclass(frozen=True, slots=True)
class Way:
    """A line or an arrow, by the names of the states that it joins.

    `leaves` is the state that is left: the source, or the composite state that ends with it; empty
    for a line inside a state. `arrows` are the numbers of what is drawn for it.
    """

    source: str
    target: str
    leaves: str
    label: Label
    location: Location
    arrows: tuple[int, ...]


@dataclass(slots=True)
class Ways:
    """Collects what is drawn in a diagram.

    Args:
        drawing: what is drawn.
        problems: takes labels that can't be read.
    """

    drawing: Drawing
    problems: Problems
    found: list[Way] = field(default_factory=list)
    timed: dict[str, Way] = field(default_factory=dict)
    entries: dict[str, list[Label]] = field(default_factory=dict)
    ends: list[str] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    numbers: dict[Location, int] = field(default_factory=dict)

    def collect(self) -> None:
        """Read every line and arrow."""
        for region in self.drawing.regions:
            self._number(region)
        for region in self.drawing.regions:
            self._region(region, None, None)

    def leaving(self, source: str) -> list[Way]:
        """Return the ways that leave a state or a choice, or stay in it."""
        return [way for way in self.found if way.source == source]

    def _number(self, region: Region) -> None:
        """Number what is drawn, in the order in which it is."""
        for state in region.states.values():
            for line in state.lines:
                self._drawn(state.name, state.name, line, line.location)
            for inner in state.regions:
                self._number(inner)
        for arrow in region.arrows:
            self._drawn(arrow.source.text, arrow.target.text, arrow.label, arrow.location)

    def _region(self, region: Region, parent: State | None, outer: Region | None) -> None:
        for state in region.states.values():
            for line in state.lines:
                self._line(state, line)
            for inner in state.regions:
                self._region(inner, state, region)
        for arrow in region.arrows:
            self._arrow(arrow, region, parent, outer)

    def _line(self, state: State, line: Written) -> None:
        number = self.numbers[line.location]
        if state.kind == CHOICE:
            self._wrong(line, "a choice has no lines inside")
        elif label := self._label(line):
            word = label.event.text if label.event else ""
            if word == ENTRY:
                self._entry(state.name, label)
            elif word in {EXIT, AFTER}:
                mend = "write it at the arrows that leave the state"
                self._wrong(line, f"`{word}` is nothing that happens inside a state", mend)
            else:
                way = Way(state.name, state.name, "", label, line.location, (number,))
                self.found.append(way)

    def _entry(self, state: str, label: Label) -> None:
        if label.parameters or label.guard or not label.effects:
            self._wrong(label.whole, "`entry` has effects only", "write `entry / variable = value`")
        self.entries.setdefault(state, []).append(label)

    def _arrow(
        self, arrow: ArrowLine, region: Region, parent: State | None, outer: Region | None
    ) -> None:
        source, target = arrow.source.text, arrow.target.text
        number = self.numbers[arrow.location]
        if source == EDGE:
            return
        if target == EDGE:
            self._end(arrow, number, parent, outer)
        elif arrow.label is None:
            self._silent(arrow, number, region.states[source])
        elif label := self._label(arrow.label):
            self._add(Way(source, target, source, label, arrow.label.location, (number,)))

    def _silent(self, arrow: ArrowLine, number: int, source: State) -> None:
        """Take an arrow without a label: it leaves a choice, or a composite state that ended."""
        name, target = arrow.source, arrow.target.text
        if source.kind == CHOICE:
            label = labels.Label(arrow.source.part(0, 0), None)
            self._add(Way(name.text, target, name.text, label, arrow.location, (number,)))
        elif not _ends_inside(source):
            message = f"nothing says when {name.text} becomes {target}"
            mend = "write an event at the arrow: `A --> B : event()`"
            self.problems.report(codes.LABEL_SYNTAX, arrow.location, message, mend=mend)

    def _end(
        self, arrow: ArrowLine, number: int, parent: State | None, outer: Region | None
    ) -> None:
        """Take an arrow to `[*]`: the machine may stop, or the composite state around it ends."""
        source = arrow.source.text
        if arrow.label is None and parent is None:
            self.ends.append(source)
        elif arrow.label is None:
            message = f"nothing says when {source} ends"
            mend = "write an event at the arrow: `A --> [*] : event()`"
            self.problems.report(codes.LABEL_SYNTAX, arrow.location, message, mend=mend)
        elif parent is None or outer is None:
            message = (
                "an arrow to the end has no label: it says that the machine may stop here for good"
            )
            mend = "draw the arrow to a state, and from that state to `[*]`"
            self._wrong(arrow.label, message, mend)
        elif label := self._label(arrow.label):
            self._ending(source, label, number, parent, outer)

    def _ending(self, source: str, label: Label, number: int, parent: State, outer: Region) -> None:
        """Join an arrow to the end of a composite state with the one that goes on from there."""
        silent = [
            each
            for each in outer.arrows
            if each.source.text == parent.name and each.label is None and each.target.text != EDGE
        ]
        if len(silent) != 1 or len(parent.regions) > 1:
            message = f"one arrow without a label must say where it goes on when {parent.name} ends"
            mend = f"draw `{parent.name} --> STATE`, or an arrow from {parent.name} with the event"
            self._wrong(label.whole, message, mend)
            return
        target, numbers = silent[0].target.text, (number, self.numbers[silent[0].location])
        self._add(Way(source, target, parent.name, label, label.whole.location, numbers))

    def _add(self, way: Way) -> None:
        if way.label.event and way.label.event.text in {ENTRY, EXIT}:
            self._wrong(way.label.whole, f"`{way.label.event.text}` is no event")
        elif way.label.event is None or way.label.event.text != AFTER:
            self.found.append(way)
        elif way.source in self.timed:
            first = self.timed[way.source].location.line
            self._wrong(
                way.label.whole, f"{way.source} is already left after a time, on line {first}"
            )
        elif way.label.guard:
            mend = "draw the arrow to a choice, and put the guards behind it"
            self._wrong(way.label.whole, "`after` takes no guard", mend)
        else:
            self.timed[way.source] = way

    def _label(self, written: Written) -> Label | None:
        try:
            return labels.read(tidied(written))
        except ReadingError as error:
            self.problems.add(error)
            return None

    def _drawn(self, source: str, target: str, label: Written | None, location: Location) -> None:
        self.numbers[location] = len(self.arrows)
        self.arrows.append(Arrow(source, target, label.text if label else "", location))

    def _wrong(self, written: Written, message: str, mend: str = "") -> None:
        self.problems.report(codes.LABEL_SYNTAX, written.location, message, written.text, mend)


def _ends_inside(state: State) -> bool:
    """Say whether an arrow inside a state leads to its end."""
    return any(arrow.target.text == EDGE for region in state.regions for arrow in region.arrows)
