"""From the ways of a diagram and the names of its machine to steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine import effects, expressions
from adjudge.machine.clock import Timer
from adjudge.machine.control import CHOICE, Control
from adjudge.machine.events import Events
from adjudge.machine.model import Diagram, Effect, Node
from adjudge.machine.scope import BOOL, Scope
from adjudge.machine.steps import Step, TooManyError, beneath, beside
from adjudge.machine.terms import (
    TRUE,
    Gathering,
    Literal,
    Named,
    Quantified,
    Term,
    cells,
    conjunction,
    disjunction,
    negation,
)
from adjudge.machine.ways import Way, Ways
from adjudge.machine.written import Problems, ReadingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.machine.drawing import Region, State

ELSE = "else"
MOST_PATHS = 500
"""Ways from one arrow through the choices behind it; more are refused."""


@dataclass(frozen=True, slots=True)
class Path:
    """A way up to a state, through the choices on it."""

    guard: Term
    effects: tuple[Effect, ...]
    ways: tuple[Way, ...]

    @property
    def target(self) -> str:
        """The state in which it ends."""
        return self.ways[-1].target


@dataclass(slots=True)
class Builder:
    """Builds the steps of one diagram.

    Args:
        control: the variables of the diagram.
        ways: what is drawn.
        scope: the names of the machine, the control variables among them.
        events: takes the events of the labels.
        problems: takes what can't be read.
        number: the number of the diagram among those of the machine.
        instance: the parameters that say which of several instances is meant.
        timers: those of the diagram under the states that they belong to.
    """

    control: Control
    ways: Ways
    scope: Scope
    events: Events
    problems: Problems
    number: int = 0
    instance: tuple[str, ...] = ()
    timers: Mapping[str, Timer] = field(default_factory=dict)

    @property
    def index(self) -> tuple[Term, ...]:
        """The index of the variables of control."""
        return tuple(Named(name) for name in self.instance)

    def build(self) -> list[Step]:
        """Build every step of the diagram but those of its clock."""
        self._entries_at_start()
        return beside([self._steps(region) for region in self.control.drawing.regions])

    def final(self) -> Term:
        """Return the condition in which the diagram may stop for good."""
        regions = self.control.drawing.regions
        final = conjunction(*(self._ended(region) for region in regions))
        for name, kind in zip(self.instance, self.control.index, strict=True):
            final = Quantified(Gathering.ALL, name, kind, final)
        return final

    def step(self, path: Path, event: str, where: Term) -> Step:
        """Return the step that follows a path."""
        way = path.ways[0]
        changes = [*path.effects]
        if way.leaves:
            changes += self._moves(way, path.target)
            changes += self._entering(path.target)
        labels = [each.label.whole.text for each in path.ways]
        return Step(
            event,
            where,
            path.guard,
            tuple(changes),
            way.source,
            path.target,
            " ".join(label for label in labels if label),
            way.location,
            tuple((self.number, arrow) for each in path.ways for arrow in each.arrows),
        )

    def paths(self, way: Way, scope: Scope) -> list[Path]:
        """Follow a way through the choices behind it.

        Raises:
            ReadingError: a label on it can't be read, or choices lead back to themselves.
            TooManyError: there are more ways than can be written out.
        """
        found = list(islice(self._followed(way, scope), MOST_PATHS + 1))
        if len(found) > MOST_PATHS:
            message = (
                f"`{way.label.whole.text}` leads through choices in more than {MOST_PATHS} ways"
            )
            raise TooManyError(message)
        return found

    def _followed(self, way: Way, scope: Scope, seen: tuple[str, ...] = ()) -> Iterator[Path]:
        guard = self._guard(way, scope)
        changes = tuple(c for each in way.label.effects for c in effects.read(each, scope))
        if self.control.places[way.target].state.kind != CHOICE:
            yield Path(guard, changes, (way,))
            return
        if way.target in seen:
            message = f"the choice {way.target} leads back to itself"
            raise ReadingError(codes.DIAGRAM_LINE, message, way.location, way.target)
        for onward in self._onward(way):
            for rest in self._followed(onward, scope, (*seen, way.target)):
                _unread(changes, rest.guard, onward)
                joined = conjunction(guard, rest.guard)
                yield Path(joined, changes + rest.effects, (way, *rest.ways))

    def _ended(self, region: Region) -> Term:
        ends = [each for each in self.ways.ends if each in region.states]
        return disjunction(*(self.control.inside(each, self.index) for each in ends))

    def _onward(self, way: Way) -> list[Way]:
        """Return the ways behind a choice."""
        found = self.ways.leaving(way.target)
        if not found:
            message = f"nothing leaves the choice {way.target}"
            place = self.control.places[way.target].state.location
            raise ReadingError(codes.DIAGRAM_LINE, message, place, way.target)
        for each in found:
            if each.label.event:
                message = "behind a choice there is no event: it has happened already"
                written = each.label.whole
                mend = "write `[guard] / effects` only"
                raise ReadingError(
                    codes.LABEL_SYNTAX, message, written.location, written.text, mend
                )
        return found

    def _steps(self, region: Region) -> list[Step]:
        result: list[Step] = []
        for state in region.states.values():
            if state.kind != CHOICE:
                inner = beside([self._steps(each) for each in state.regions])
                result += [*inner, *beneath(self._own(state), inner)]
        return result

    def _own(self, state: State) -> Iterator[Step]:
        """Yield the steps of the ways that leave one state, or stay in it."""
        for way in self.ways.leaving(state.name):
            try:
                event = self.events.read(way.label, self.instance)
                scope = self.scope.with_names(self.events.typed(event))
                where = self.control.inside(state.name, self.index)
                yield from [self.step(path, event.name, where) for path in self.paths(way, scope)]
            except ReadingError as error:
                self.problems.add(error)

    def _guard(self, way: Way, scope: Scope) -> Term:
        if way.label.guard is None:
            return TRUE
        if way.label.guard.text != ELSE:
            return expressions.read(way.label.guard, scope, BOOL).term
        others = [each for each in self._siblings(way) if each is not way]
        if not others or any(_is_else(each) for each in others):
            guard = way.label.guard
            message = "`[else]` needs other ways with guards beside it, and is there once"
            raise ReadingError(codes.LABEL_SYNTAX, message, guard.location, guard.text)
        return negation(disjunction(*(self._guard(each, scope) for each in others)))

    def _siblings(self, way: Way) -> list[Way]:
        """Return the ways that leave the same state on the same event, or the same choice."""
        return [each for each in self.ways.leaving(way.source) if _event(each) == _event(way)]

    def _moves(self, way: Way, target: str) -> Iterator[Effect]:
        for variable, value in self.control.moves(way.leaves, target).items():
            text = f"{variable} = {value}"
            yield Effect(variable, self.index, Literal(value), text, way.location)
        for name in self.control.within(way.leaves):
            if name in self.timers:
                yield self.timers[name].reset

    def _entering(self, target: str) -> Iterator[Effect]:
        for state in self.control.entered(target):
            for label in self.ways.entries.get(state.name, ()):
                for each in label.effects:
                    yield from effects.read(each, self.scope)

    def _entries_at_start(self) -> None:
        """Refuse effects on entering where the machine begins: `starts:` says what holds there."""
        for state in self.control.initial():
            for label in self.ways.entries.get(state.name, ()):
                message = (
                    f"the machine begins in {state.name}, so that `starts:` says what holds there"
                )
                mend = "write the effects at the arrows that lead back here"
                written = label.whole
                self.problems.report(
                    codes.LABEL_SYNTAX, written.location, message, written.text, mend
                )


def diagram(builder: Builder, text: str, steps: Sequence[Step]) -> Diagram:
    """Return what a person sees, with the numbers of the steps that each arrow stands for."""
    taken: dict[int, list[int]] = {}
    for number, step in enumerate(steps):
        for drawing, arrow in step.arrows:
            if drawing == builder.number:
                taken.setdefault(arrow, []).append(number)
    arrows = enumerate(builder.ways.arrows)
    drawn = tuple(replace(each, transitions=tuple(taken.get(n, ()))) for n, each in arrows)
    nodes = tuple(
        Node(state.name, state.title or state.name, state.location, parent, state.kind)
        for state, parent in builder.control.drawing.states()
    )
    return Diagram(nodes, drawn, builder.control.drawing.direction, text)


def _event(way: Way) -> str:
    return way.label.event.text if way.label.event else ""


def _is_else(way: Way) -> bool:
    return way.label.guard is not None and way.label.guard.text == ELSE


def _unread(changes: Sequence[Effect], guard: Term, onward: Way) -> None:
    """Refuse a guard behind a choice that reads what the event just changed.

    Guards read the state before the event; behind the effects a person would expect the state after.
    """
    changed = {each.variable for each in changes}
    read = next((cell.variable for cell in cells(guard) if cell.variable in changed), "")
    written = onward.label.guard
    if read and written:
        message = (
            f"this guard would read {read} as it was before the effects at the arrow to the choice"
        )
        mend = "move the effects behind the choice"
        raise ReadingError(codes.EFFECT, message, written.location, written.text, mend)
