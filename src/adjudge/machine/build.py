"""From a drawing and its declarations to transitions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine import effects, expressions, labels
from adjudge.machine.drawing import Drawing
from adjudge.machine.events import Events
from adjudge.machine.mermaid import EDGE, tidied
from adjudge.machine.model import Arrow, Diagram, Effect, Node, Transition, Type, Variable
from adjudge.machine.scope import BOOL, STATE, Scope
from adjudge.machine.terms import (
    FALSE,
    TRUE,
    Cell,
    Literal,
    Term,
    Value,
    disjunction,
    equal,
)
from adjudge.machine.written import Problems, ReadingError

if TYPE_CHECKING:
    from adjudge.machine.drawing import State
    from adjudge.machine.mermaid import ArrowLine
    from adjudge.machine.model import Event
    from adjudge.machine.written import Written


def control(drawing: Drawing) -> tuple[Type, Variable] | None:
    """Return the type and the variable that hold the state of a plain diagram."""
    region = drawing.regions[0]
    names = tuple(region.states)
    if not names or not region.initial:
        return None
    kind = Type(STATE, names, region.location)
    starts: dict[tuple[Value, ...], tuple[Value, ...]] = {(): (region.initial,)}
    return kind, Variable(STATE, STATE, starts, region.location, control=True)


@dataclass(slots=True)
class Builder:
    """Builds the transitions of a diagram.

    Args:
        drawing: what is drawn.
        text: the diagram as written.
        scope: the names of the machine, its control variable among them.
        events: takes the events of the labels.
        problems: takes what can't be read.
    """

    drawing: Drawing
    text: str
    scope: Scope
    events: Events
    problems: Problems
    transitions: list[Transition] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    final: Term = FALSE

    def build(self) -> Diagram:
        """Build everything, and return what a person sees."""
        nodes = []
        for state, parent in self.drawing.states():
            title = state.title or state.name
            nodes.append(Node(state.name, title, state.location, parent, state.kind))
            for line in state.lines:
                self._line(state, line)
        for region in self.drawing.regions:
            for arrow in region.arrows:
                self._arrow(arrow)
        return Diagram(tuple(nodes), tuple(self.arrows), self.drawing.direction, self.text)

    def _line(self, state: State, line: Written) -> None:
        made = self._transition(state.name, state.name, line)
        self.arrows.append(Arrow(state.name, state.name, line.text, line.location, made))

    def _arrow(self, arrow: ArrowLine) -> None:
        source, target = arrow.source.text, arrow.target.text
        made: tuple[int, ...] = ()
        if source != EDGE and target == EDGE and arrow.label is None:
            self.final = disjunction(self.final, _in(source))
        elif source != EDGE and target == EDGE and arrow.label:
            message = (
                "an arrow to the end has no label: it says that the machine may stop here for good"
            )
            mend = "draw the arrow to a state, and from that state to `[*]`"
            place = arrow.label.location
            self.problems.report(codes.LABEL_SYNTAX, place, message, arrow.label.text, mend)
        elif source != EDGE and arrow.label is None:
            message = f"nothing says when {source} becomes {target}"
            mend = "write an event at the arrow: `A --> B : event()`"
            self.problems.report(codes.LABEL_SYNTAX, arrow.location, message, mend=mend)
        elif source != EDGE and arrow.label:
            made = self._transition(source, target, arrow.label)
        label = arrow.label.text if arrow.label else ""
        self.arrows.append(Arrow(source, target, label, arrow.location, made))

    def _transition(self, source: str, target: str, written: Written) -> tuple[int, ...]:
        try:
            label = labels.read(tidied(written))
            event = self.events.read(label)
            scope = self._scope(event)
            guard = expressions.read(label.guard, scope, BOOL).term if label.guard else TRUE
            changes = [effects.read(each, scope) for each in label.effects]
            effects.distinct(changes)
        except ReadingError as error:
            self.problems.add(error)
            return ()
        if source != target:
            text = f"{STATE} = {target}"
            changes.append(Effect(STATE, (), Literal(target), text, written.location))
        self.transitions.append(
            Transition(
                event.name,
                _in(source),
                guard,
                tuple(changes),
                source,
                target,
                written.text,
                written.location,
            )
        )
        return (len(self.transitions) - 1,)

    def _scope(self, event: Event) -> Scope:
        return self.scope.with_names(
            {each: self.events.parameters[each] for each in event.parameters}
        )


def _in(state: str) -> Term:
    return equal(Cell(STATE), Literal(state))
