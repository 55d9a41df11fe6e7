"""Exploring random machines, beside a naive interpreter that shares nothing with the engine."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field, replace
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjudge.findings import Location
from adjudge.machine.compare import compare
from adjudge.machine.engine import Model
from adjudge.machine.explore import Exploration, explore
from adjudge.machine.ground import Call
from adjudge.machine.model import (
    BOOLEAN,
    Always,
    AlwaysAfter,
    Effect,
    Event,
    LeadsTo,
    Machine,
    Property,
    Transition,
    Type,
    Variable,
)
from adjudge.machine.symmetry import symmetry
from adjudge.machine.terms import (
    TRUE,
    Cell,
    Gathering,
    Literal,
    Named,
    Operation,
    Operator,
    Quantified,
    Term,
    Undefined,
    Value,
    conjunction,
    equal,
)
from adjudge.machine.verdicts import Standing
from adjudge.machine.violations import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy


HERE = Location("machine.md", 1, 1)
STATES = ("A", "B", "C")
SMALL = range(3)

Content = dict[tuple["Value", ...], "Value"]
"""A state of the naive interpreter: what each cell holds, by variable and index."""


# --- random machines


class Maker:
    """Makes random machines over a few names; with `alike` none of them is written anywhere."""

    def __init__(self, seed: int, *, alike: bool) -> None:
        self.random = Random(seed)
        self.alike = alike
        self.names = ("x", "y", "z") if alike else ("x", "y")

    def machine(self) -> Machine:
        sane = [each for each in self.sane() if self.random.random() < 0.7]
        wild = [self.wild() for _ in range(self.random.randrange(1, 3))]
        chance = self.random.random
        return Machine(
            "Random",
            HERE,
            types={
                "name": Type("name", self.names, HERE),
                "small": Type("small", SMALL, HERE),
                "state": Type("state", STATES, HERE),
            },
            parameters={"p": "name"},
            variables=(
                Variable("state", "state", {(): ("A",)}, HERE, control=True),
                Variable("n", "small", {(): self.random.choice([(0,), (1,), (0, 2)])}, HERE),
                Variable("m", "small", {(each,): (0,) for each in self.names}, HERE, ("name",)),
                Variable("flag", BOOLEAN, {(): (False,)}, HERE),
            ),
            events=(Event("go", ("p",), HERE), Event("do", ("p",), HERE)),
            transitions=(*sane, *wild),
            properties=self.properties(),
            final=TRUE if chance() < 0.5 else equal(Cell("state"), Literal("C")),
            bound=TRUE if chance() < 0.7 else self.truth([]),
        )

    def properties(self) -> tuple[Property, ...]:
        either = Operation(Operator.OR, (self.truth([]), self.truth([])))
        either = Operation(Operator.OR, (either, self.truth([])))
        after = Operation(Operator.OR, (self.truth(["p"], after=True), self.truth(["p"])))
        within = self.random.randrange(4)
        return (
            Always("R-1", either, "", HERE),
            AlwaysAfter("R-2", "go", after, "", HERE),
            LeadsTo("R-3", self.truth([]), self.truth([]), "", HERE, steps=within),
        )

    def sane(self) -> Iterator[Transition]:
        """Transitions that count up and down within the types, and walk between the states."""
        here, count = Cell("m", (Named("p"),)), Cell("n")
        up, down = Operator.ADD, Operator.SUBTRACT
        yield self._transition("A", _less(here, 2), "A", _moved(here, up))
        yield self._transition("B", _less(count, 2), "A", _moved(count, up))
        yield self._transition("A", equal(here, Literal(2)), "B", _moved(here, down))
        yield self._transition("A", TRUE, "B", Effect("flag", (), self.truth(["p"]), "", HERE))
        yield self._transition("B", Cell("flag"), "C", _moved(here, up))
        yield self._transition("C", self.truth(["p"]), "A")

    def wild(self) -> Transition:
        """A transition that may do anything."""
        effects = []
        if self.random.random() < 0.5:
            effects.append(Effect("n", (), self.number(["p"]), "", HERE))
        effects += [
            Effect("m", (self.index(["p"]),), self.number(["p"]), "", HERE)
            for _ in range(self.random.randrange(3))
        ]
        guard = conjunction(self.truth(["p"]), self.truth(["p"]))
        return self._transition("ABC"[self.random.randrange(3)], guard, "B", *effects)

    def _transition(self, source: str, guard: Term, target: str, *effects: Effect) -> Transition:
        event = self.random.choice(["go", "do"])
        where = equal(Cell("state"), Literal(source))
        written = (Effect("state", (), Literal(target), "", HERE), *effects)
        return Transition(event, where, guard, written, source, target, "", HERE)

    def index(self, names: list[str]) -> Term:
        """A name to look something up by; without any that is bound, one that is written."""
        if not names or (not self.alike and self.random.random() < 0.4):
            return Literal(self.random.choice(self.names))
        return Named(self.random.choice(names))

    def number(self, names: list[str], *, after: bool = False) -> Term:
        prime = after and self.random.random() < 0.5
        simple: list[Term] = [Literal(self.random.choice(SMALL)), Cell("n", (), prime)]
        if names or not self.alike:
            simple.append(Cell("m", (self.index(names),), prime))
        chosen = self.random.choice(simple)
        if self.random.random() < 0.7:
            return chosen
        how = [Operator.ADD, Operator.SUBTRACT, Operator.MINIMUM, Operator.MAXIMUM]
        return Operation(self.random.choice(how), (chosen, self.number(names, after=after)))

    def truth(self, names: list[str], *, after: bool = False) -> Term:
        match self.random.randrange(6):
            case 0:
                return Cell("flag", (), after and self.random.random() < 0.5)
            case 1:
                return equal(Cell("state"), Literal(self.random.choice(STATES)))
            case 2:
                return Operation(Operator.NOT, (self.truth(names, after=after),))
            case 3:
                inner = self.truth([*names, "q"], after=after)
                return Quantified(self.random.choice([*_GATHERED]), "q", "name", inner)
            case _:
                how = [Operator.EQUAL, Operator.LESS, Operator.AT_LEAST, Operator.DIFFERENT]
                pair = (self.number(names, after=after), self.number(names, after=after))
                return Operation(self.random.choice(how), pair)


_GATHERED = (Gathering.ALL, Gathering.ANY)


def _less(cell: Cell, than: int) -> Term:
    return Operation(Operator.LESS, (cell, Literal(than)))


def _moved(cell: Cell, how: Operator) -> Effect:
    return Effect(cell.variable, cell.index, Operation(how, (cell, Literal(1))), "", HERE)


def machines(*, alike: bool) -> SearchStrategy[Machine]:
    return st.integers(0, 2**32).map(lambda seed: Maker(seed, alike=alike).machine())


# --- the naive interpreter

_PLAIN: dict[Operator, Any] = {
    Operator.ADD: operator.add,
    Operator.SUBTRACT: operator.sub,
    Operator.MINIMUM: min,
    Operator.MAXIMUM: max,
    Operator.EQUAL: operator.eq,
    Operator.DIFFERENT: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
    Operator.NOT: operator.not_,
    Operator.AND: lambda *parts: all(parts),
    Operator.OR: lambda *parts: any(parts),
    Operator.IMPLIES: lambda left, right: not left or right,
}


@dataclass(frozen=True)
class Naive:
    """Evaluates terms where they stand: nothing is grounded, folded or generated."""

    machine: Machine

    def value(self, term: Term, names: dict[str, Value], here: Content, there: Content) -> Any:
        match term:
            case Literal(value):
                return value
            case Named(name):
                return names[name]
            case Cell(variable, index, after):
                place = tuple(self.value(part, names, here, there) for part in index)
                return (there if after else here)[(variable, *place)]
            case Operation(name, operands):
                parts = [self.value(part, names, here, there) for part in operands]
                return _PLAIN[name](*parts)
            case Quantified():
                every = (
                    self.value(term.body, {**names, term.name: each}, here, there)
                    for each in self.machine.types[term.type].values
                )
                return all(every) if term.gathering is Gathering.ALL else any(every)
            case Undefined(reason):
                raise ValueError(reason)

    def holds(self, term: Term, here: Content) -> bool:
        return bool(self.value(term, {}, here, here))

    def starts(self) -> Iterator[Content]:
        cells = [
            ((each.name, *index), values)
            for each in self.machine.variables
            for index, values in each.starts.items()
        ]
        for contents in product(*(values for _, values in cells)):
            yield {key: value for (key, _), value in zip(cells, contents, strict=True)}

    def steps(self, here: Content) -> Iterator[tuple[int, Call, Content | None]]:
        """Each possible step: transition, call and the state after, None for a clash."""
        for number, transition in enumerate(self.machine.transitions):
            for name in self.machine.types["name"].values:
                names: dict[str, Value] = {"p": name}
                call = Call(transition.event, (name,))
                if self.value(conjunction(transition.where, transition.guard), names, here, here):
                    yield number, call, self._after(transition, names, here)

    def _after(
        self, transition: Transition, names: dict[str, Value], here: Content
    ) -> Content | None:
        written = [
            (
                (each.variable, *(self.value(part, names, here, here) for part in each.index)),
                self.value(each.value, names, here, here),
            )
            for each in transition.effects
        ]
        if len({key for key, _ in written}) < len(written):
            return None
        return {**here, **dict(written)}

    def strays(self, here: Content) -> bool:
        return any(value not in SMALL for key, value in here.items() if key[0] in {"n", "m"})


@dataclass
class Expected:
    """What the naive interpreter finds: how far away each thing is at the least."""

    depths: dict[tuple[Value, ...], int] = field(default_factory=dict)
    transitions: int = 0
    faulty: int = 0
    bound: int = 0
    enabled: set[int] = field(default_factory=set)
    first: dict[tuple[Kind, int | str], int] = field(default_factory=dict)

    def note(self, kind: Kind, subject: int | str, depth: int) -> None:
        self.first[kind, subject] = min(depth, self.first.get((kind, subject), depth))


def naively(machine: Machine) -> Expected:
    naive, found = Naive(machine), Expected()
    layer = list(naive.starts())
    depth = 0
    while layer:
        fresh = []
        for here in layer:
            key = tuple(here.values())
            if key not in found.depths:
                found.depths[key] = depth
                fresh += _visited(naive, here, depth, found)
        layer = fresh
        depth += 1
    return found


def _visited(naive: Naive, here: Content, depth: int, found: Expected) -> list[Content]:
    always, after, leads = naive.machine.properties
    assert isinstance(always, Always)
    assert isinstance(leads, LeadsTo)
    assert isinstance(after, AlwaysAfter)
    if not naive.holds(always.condition, here):
        found.note(Kind.BROKEN, 0, depth)
    if naive.strays(here):
        found.note(Kind.OUTSIDE, "", depth)
        found.faulty += 1
        return []
    if not naive.holds(naive.machine.bound, here):
        found.bound += 1
        return []
    steps = list(naive.steps(here))
    found.transitions += len(steps)
    found.enabled |= {number for number, _, _ in steps}
    if not steps and not naive.holds(naive.machine.final, here):
        found.note(Kind.DEADLOCK, "", depth)
    late = _lateness(naive, leads, here, leads.steps or 0)
    if naive.holds(leads.start, here) and late is not None:
        found.note(Kind.BROKEN, 2, depth + late)
    for _, call, there in steps:
        if there is None:
            found.note(Kind.CLASH, "", depth + 1)
            found.faulty += 1
        elif call.event == after.event and not naive.value(
            after.condition, {"p": call.arguments[0]}, here, there
        ):
            found.note(Kind.BROKEN, 1, depth + 1)
    return [there for _, _, there in steps if there is not None]


def _lateness(naive: Naive, leads: LeadsTo, here: Content, steps: int) -> int | None:
    """How many steps at least show that the goal does not follow in time; None where it does."""
    if naive.holds(leads.goal, here):
        return None
    if steps == 0:
        return 0
    if naive.strays(here) or not naive.holds(naive.machine.bound, here):
        return None
    after = [there for _, _, there in naive.steps(here) if there is not None]
    if not after:
        return 0
    found = [_lateness(naive, leads, there, steps - 1) for there in after]
    return min((each + 1 for each in found if each is not None), default=None)


# --- what must agree


def _least(found: Exploration) -> dict[tuple[Kind, int | str], int]:
    least: dict[tuple[Kind, int | str], int] = {}
    for each in found.violations:
        if each.kind is Kind.SPLIT:
            continue
        subject = "" if each.property is None else each.property
        length = len(each.run.moves)
        least[each.kind, subject] = min(length, least.get((each.kind, subject), length))
    return least


def _replays(model: Model, found: Exploration) -> None:
    """Every run is real: each of its moves is what the machine does for the call."""
    for violation in found.violations:
        state = violation.run.start
        assert state in model.initial
        for move in violation.run.moves:
            assert any(
                after == move.state and step.transition == move.transition
                for step, after in model.react(state, move.call)
            )
            state = move.state


@pytest.mark.requirement("MACH-4")
@given(machines(alike=False))
@settings(max_examples=40, deadline=None)
def test_exploring_finds_what_a_naive_interpreter_finds_by_runs_as_short(machine: Machine) -> None:
    model = Model(machine)

    found, expected = explore(model), naively(machine)

    extent = found.extent
    assert extent.states + extent.bound + _strays(model, expected) == len(expected.depths)
    assert (extent.transitions, extent.bound) == (expected.transitions, expected.bound)
    assert extent.faulty == expected.faulty
    assert found.enabled == expected.enabled
    assert _least(found) == expected.first
    _replays(model, found)


def _strays(model: Model, expected: Expected) -> int:
    return sum(model.outside(state) >= 0 for state in expected.depths)


@given(machines(alike=True))
@settings(max_examples=20, deadline=None)
def test_symmetry_changes_no_verdict_and_no_length_of_a_run(machine: Machine) -> None:
    model = Model(machine)
    alike = symmetry(model)
    assert alike is not None

    whole, reduced = explore(model), explore(model, reduce=True)

    assert [each.standing for each in whole.verdicts] == [
        each.standing for each in reduced.verdicts
    ]
    assert _least(whole) == _least(reduced)
    assert whole.enabled == reduced.enabled
    assert whole.contents == reduced.contents
    assert reduced.extent.states <= whole.extent.states
    _replays(model, reduced)


@given(machines(alike=False))
@settings(max_examples=10, deadline=None)
def test_a_machine_never_differs_from_itself(machine: Machine) -> None:
    assert compare(machine, machine).differences == ()


@given(machines(alike=False), st.randoms())
@settings(max_examples=10, deadline=None)
def test_the_order_of_transitions_changes_no_verdict(machine: Machine, random: Any) -> None:
    shuffled = list(machine.transitions)
    random.shuffle(shuffled)

    one = explore(Model(machine))
    other = explore(Model(replace(machine, transitions=tuple(shuffled))))

    assert [each.standing for each in one.verdicts] == [each.standing for each in other.verdicts]
    assert one.extent == other.extent
    assert {Standing.UNDECIDED} >= {
        each.standing for each in one.verdicts if one.extent.faulty and not each.run
    }
