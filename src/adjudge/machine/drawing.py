"""From the statements of a diagram to its states: what is inside what, and which arrows there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.findings import Location
from adjudge.machine.losses import undrawable
from adjudge.machine.mermaid import (
    EDGE,
    ArrowLine,
    Closed,
    Declared,
    Directed,
    Separated,
    StateLine,
    Statement,
)
from adjudge.machine.written import Written
from adjudge.spec.nearest import almost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.machine.written import Problems

DEEPEST = 12
"""Levels of composite states; deeper ones are refused."""


@dataclass(slots=True)
class State:
    """A state as drawn; `lines` are the labels inside it, `regions` what a composite one contains."""

    name: str
    location: Location
    kind: str = "state"
    title: str = ""
    titled: bool = False
    lines: list[Written] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)


@dataclass(slots=True)
class Region:
    """States and arrows of one level, of which one state is active at a time."""

    location: Location
    states: dict[str, State] = field(default_factory=dict)
    arrows: list[ArrowLine] = field(default_factory=list)

    @property
    def initial(self) -> str:
        """The state in which the region begins; empty where none is drawn."""
        return next((each.target.text for each in self.arrows if each.source.text == EDGE), "")


@dataclass(slots=True)
class Drawing:
    """A whole diagram: one region, or several that run side by side."""

    regions: list[Region]
    direction: str = ""

    def begins(self) -> bool:
        """Say whether each region has a state in which it begins."""
        inner = [region for state, _ in self.states() for region in state.regions]
        regions = [*self.regions, *inner]
        return all(_begins(region) for region in regions)

    def states(self) -> Iterator[tuple[State, str]]:
        """Yield every state with the name of the one that contains it."""
        for region in self.regions:
            yield from _within(region, "")


def _begins(region: Region) -> bool:
    return bool(region.initial) and region.states[region.initial].kind == "state"


def _within(region: Region, parent: str) -> Iterator[tuple[State, str]]:
    for state in region.states.values():
        yield state, parent
        for inner in state.regions:
            yield from _within(inner, state.name)


def draw(statements: Sequence[Statement], start: Location, problems: Problems) -> Drawing:
    """Put statements together; what contradicts the form of a diagram becomes a problem."""
    builder = _Builder(start, problems)
    for statement in statements:
        builder.add(statement)
    builder.finish()
    return builder.drawing


class _Builder:
    def __init__(self, start: Location, problems: Problems) -> None:
        self.problems = problems
        self.drawing = Drawing([Region(start)])
        self.open: list[tuple[list[Region], Location]] = [(self.drawing.regions, start)]
        self.homes: dict[str, Region] = {}

    @property
    def region(self) -> Region:
        return self.open[-1][0][-1]

    def add(self, statement: Statement) -> None:
        match statement:
            case ArrowLine():
                self._arrow(statement)
            case StateLine():
                self._line(statement)
            case Declared():
                self._declared(statement)
            case Directed(direction):
                # A composite state may be turned on its own; that changes only the picture.
                if len(self.open) == 1:
                    self.drawing.direction = direction
            case Separated(location):
                self._separated(location)
            case Closed(location):
                self._closed(location)

    def finish(self) -> None:
        for _, location in self.open[1:]:
            message = "this composite state is never closed"
            self.problems.report(codes.DIAGRAM_LINE, location, message, mend="add a line `}`")
        for state, _ in self.drawing.states():
            for line in state.lines if state.regions else ():
                message = (
                    f"Mermaid can't draw {state.name}, a composite state, with a line of its own"
                )
                mend = "write the line into the states inside, or draw an arrow"
                self.problems.report(codes.DIAGRAM_LOSS, line.location, message, line.text, mend)
        for regions in [self.drawing.regions, *(s.regions for s, _ in self.drawing.states())]:
            for region in regions:
                self._check(region)

    def _separated(self, location: Location) -> None:
        if len(self.open) == 1:
            message = "Mermaid can draw parts side by side only inside a state"
            mend = "put both into a composite state: `state Both {`, the parts with `--` between them, `}`"
            self.problems.report(codes.DIAGRAM_LOSS, location, message, "--", mend)
        else:
            self.open[-1][0].append(Region(location))

    def _closed(self, location: Location) -> None:
        if len(self.open) == 1:
            message = "this brace closes nothing"
            self.problems.report(codes.DIAGRAM_LINE, location, message, "}", "remove it")
        else:
            self.open.pop()

    def _state(self, name: Written) -> State:
        """Return the state of a name; where it is mentioned first is where it belongs."""
        home = self.homes.setdefault(name.text, self.region)
        if loss := undrawable(name):
            self.problems.add(loss)
        if home is not self.region:
            message = f'"{name.text}" is a state of another level; Mermaid would draw it anew, here or there'
            mend = (
                "let arrows join states of one level: draw the arrow from or to the composite state"
            )
            self.problems.report(codes.DIAGRAM_LOSS, name.location, message, name.text, mend)
        return home.states.setdefault(name.text, State(name.text, name.location))

    def _declared(self, declared: Declared) -> None:
        state = self._state(declared.state)
        if declared.kind != "state":
            state.kind = declared.kind
        if declared.title is not None:
            if state.titled:
                message = f'"{state.name}" has two titles; Mermaid would draw only one of them as its name'
                place = declared.title.location
                self.problems.report(codes.DIAGRAM_LOSS, place, message, declared.title.text)
            state.title, state.titled = declared.title.text, True
        if declared.opens and state.regions:
            message = f"the inside of {state.name} is drawn twice"
            self.problems.report(codes.DIAGRAM_LINE, declared.state.location, message, state.name)
        if declared.opens:
            self._opened(declared.state, state)

    def _opened(self, name: Written, state: State) -> None:
        inside = state.regions
        if len(self.open) > DEEPEST:
            message = f"composite states are nested more than {DEEPEST} deep"
            self.problems.report(codes.DIAGRAM_LINE, name.location, message, name.text)
            inside = []
        inside.append(Region(name.location))
        self.open.append((inside, name.location))

    def _line(self, line: StateLine) -> None:
        state = self._state(line.state)
        if state.titled:
            state.lines.append(line.text)
            return
        state.titled = True
        if line.text.text != state.name:
            name = state.name
            message = f"the first line of a state replaces its name: Mermaid would draw this instead of {name}"
            mend = f'put the line `{name} : {name}` before it; for another title: `state "…" as {name}`'
            self.problems.report(
                codes.DIAGRAM_LOSS, line.text.location, message, line.text.text, mend
            )
            state.lines.append(line.text)

    def _arrow(self, arrow: ArrowLine) -> None:
        ends = [end for end in (arrow.source, arrow.target) if end.text != EDGE]
        here = [self._state(end).name in self.region.states for end in ends]
        if not all(here):
            return
        if not ends:
            message = "this arrow joins no states"
            self.problems.report(codes.DIAGRAM_LINE, arrow.location, message, "[*] --> [*]")
        elif arrow.source.text == arrow.target.text:
            self._loop(arrow)
        else:
            self.region.arrows.append(arrow)

    def _loop(self, arrow: ArrowLine) -> None:
        name = arrow.source.text
        label = arrow.label.text if arrow.label else "event()"
        message = f"of several arrows of {name} to itself Mermaid 11 draws only the last"
        mend = f"write it as a line inside the state: `{name} : {label}` below a line `{name} : {name}`"
        self.problems.report(
            codes.DIAGRAM_LOSS, arrow.location, message, f"{name} --> {name}", mend
        )

    def _check(self, region: Region) -> None:
        begins = [each for each in region.arrows if each.source.text == EDGE]
        if not begins:
            message = "no arrow `[*] --> STATE` says where this begins"
            self.problems.report(codes.INITIAL_STATE, region.location, message)
        for extra in begins[1:]:
            message = f"this begins twice: in {begins[0].target.text} and in {extra.target.text}"
            place = extra.target.location
            self.problems.report(codes.INITIAL_STATE, place, message, extra.target.text)
        for begin in begins:
            if region.states[begin.target.text].kind != "state":
                message = "this begins in a choice; nothing has happened yet that could be decided"
                place = begin.target.location
                self.problems.report(codes.INITIAL_STATE, place, message, begin.target.text)
            if begin.label:
                message = "the first arrow has no label: nothing happens at the beginning"
                mend = "give variables their first values with `starts:`"
                self.problems.report(
                    codes.LABEL_SYNTAX, begin.label.location, message, begin.label.text, mend
                )
        if begins:
            self._reach(region, {begin.target.text for begin in begins})

    def _reach(self, region: Region, reached: set[str]) -> None:
        """Report the states to which no arrows lead from the initial ones."""
        ways = [(each.source.text, each.target.text) for each in region.arrows]
        while new := {to for source, to in ways if source in reached} - reached:
            reached |= new
        for state in region.states.values():
            if state.name not in reached:
                near = almost(state.name, region.states)
                message = f"no arrow leads to the state {state.name}"
                mend = f"did you mean {near}?" if near else ""
                self.problems.report(codes.UNDRAWN_WAY, state.location, message, state.name, mend)
