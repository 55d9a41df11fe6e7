"""Machines that nobody thought of: every engine must see the same in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjudge.checks.proof.tla.engine import Ending
from adjudge.findings import Location
from adjudge.machine.engine import Model
from adjudge.machine.explore import explore
from adjudge.machine.model import (
    BOOLEAN,
    INTEGER,
    Always,
    AlwaysAfter,
    Effect,
    Event,
    Machine,
    Transition,
    Type,
    Variable,
)
from adjudge.machine.proofs import Effort, Situation, Verdict
from adjudge.machine.smt.encoding import Encoding
from adjudge.machine.smt.induction import Induction
from adjudge.machine.smt.solver import Solver
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
    conjunction,
    equal,
)
from adjudge.machine.tla import export
from adjudge.machine.verdicts import Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.checks.proof.tla.engine import Ran
    from adjudge.machine.tla import Module

HERE = Location("machine.md", 1, 1)
TYPES = {
    "who": Type("who", ("ada", "bob"), HERE),
    "money": Type("money", range(1, 3), HERE),
    "state": Type("state", ("On", "Off"), HERE),
}
PARAMETERS = {"w": "who", "n": "money"}
EVENTS = (Event("act", ("w", "n"), HERE), Event("rest", (), HERE))
BOUND = Quantified(
    Gathering.ALL,
    "i",
    "who",
    conjunction(
        Operation(Operator.AT_MOST, (Cell("coins", (Named("i"),)), Literal(2))),
        Operation(Operator.AT_LEAST, (Cell("coins", (Named("i"),)), Literal(-1))),
        Operation(Operator.AT_MOST, (Operation(Operator.ABSOLUTE, (Cell("sum"),)), Literal(3))),
    ),
)

ORDERED = (
    Operator.LESS,
    Operator.AT_MOST,
    Operator.MORE,
    Operator.AT_LEAST,
    Operator.EQUAL,
)


def whos(names: tuple[str, ...]) -> st.SearchStrategy[Term]:
    """Terms for one of the accounts; `names` are those that are bound."""
    known: list[Term] = [Literal("ada"), Literal("bob"), *map(Named, names)]
    return st.sampled_from(known)


def numbers(
    names: tuple[str, ...], amounts: tuple[str, ...], depth: int
) -> st.SearchStrategy[Term]:
    plain: list[Term] = [Literal(-1), Literal(0), Literal(2), Cell("sum"), *map(Named, amounts)]
    coins = whos(names).map(lambda who: Cell("coins", (who,)))
    leaves = st.sampled_from(plain) | coins
    if not depth:
        return leaves
    inner = numbers(names, amounts, depth - 1)
    binary = st.sampled_from(
        [Operator.ADD, Operator.SUBTRACT, Operator.MINIMUM, Operator.MAXIMUM, Operator.MULTIPLY]
    )
    divided = st.sampled_from([Operator.DIVIDE, Operator.REMAINDER])
    gathered = st.sampled_from([Gathering.SUM, Gathering.LEAST, Gathering.GREATEST])
    return (
        leaves
        | st.builds(lambda o, a, b: Operation(o, (a, b)), binary, inner, inner)
        | st.builds(lambda o, a: Operation(o, (a, Literal(3))), divided, inner)
        | st.builds(
            lambda g, body: Quantified(g, "i", "who", body),
            gathered,
            numbers((*names, "i"), amounts, depth - 1),
        )
        | st.builds(
            lambda c, a, b: Operation(Operator.IF, (c, a, b)),
            truths(names, amounts, depth - 1),
            inner,
            inner,
        )
    )


def truths(names: tuple[str, ...], amounts: tuple[str, ...], depth: int) -> st.SearchStrategy[Term]:
    ordered = st.sampled_from(ORDERED)
    compared = st.builds(
        lambda o, a, b: Operation(o, (a, b)),
        ordered,
        numbers(names, amounts, 0),
        numbers(names, amounts, max(depth - 1, 0)),
    )
    leaves = compared | st.sampled_from([Cell("open"), equal(Cell("state"), Literal("On"))])
    if not depth:
        return leaves
    inner = truths(names, amounts, depth - 1)
    joined = st.sampled_from([Operator.AND, Operator.OR, Operator.IMPLIES])
    gathered = st.sampled_from([Gathering.ALL, Gathering.ANY])
    return (
        leaves
        | inner.map(lambda term: Operation(Operator.NOT, (term,)))
        | st.builds(lambda o, a, b: Operation(o, (a, b)), joined, inner, inner)
        | st.builds(
            lambda g, body, condition: Quantified(g, "i", "who", body, condition),
            gathered,
            truths((*names, "i"), amounts, depth - 1),
            st.just(TRUE) | truths((*names, "i"), amounts, 0),
        )
    )


@st.composite
def transitions(draw: st.DrawFn) -> Transition:
    event = draw(st.sampled_from(EVENTS))
    names, amounts = (("w",), ("n",)) if event.parameters else ((), ())
    source, target = draw(st.sampled_from(["On", "Off"])), draw(st.sampled_from(["On", "Off"]))
    effects = [Effect("state", (), Literal(target), "", HERE)]
    if draw(st.booleans()):
        index = draw(whos(names))
        effects.append(Effect("coins", (index,), draw(numbers(names, amounts, 1)), "", HERE))
    if draw(st.booleans()):
        effects.append(Effect("sum", (), draw(numbers(names, amounts, 1)), "", HERE))
    if draw(st.booleans()):
        effects.append(Effect("open", (), draw(truths(names, amounts, 0)), "", HERE))
    return Transition(
        event.name,
        equal(Cell("state"), Literal(source)),
        draw(st.just(TRUE) | truths(names, amounts, 1)),
        tuple(effects),
        source,
        target,
        f"{event.name}(…)",
        HERE,
    )


@st.composite
def machines(draw: st.DrawFn) -> Machine:
    always = draw(st.lists(truths((), (), 2), min_size=1, max_size=2))
    coins = draw(st.sampled_from([(0,), (1,), (0, 2)]))
    grown = Operation(draw(st.sampled_from(ORDERED)), (Cell("sum", after=True), Cell("sum")))
    after = conjunction(grown, draw(truths(("w",), ("n",), 1)))
    return Machine(
        "Random",
        HERE,
        TYPES,
        PARAMETERS,
        (
            Variable("state", "state", {(): ("On",)}, HERE, control=True),
            Variable("coins", INTEGER, {("ada",): coins, ("bob",): (1,)}, HERE, ("who",)),
            Variable("sum", INTEGER, {(): (0,)}, HERE),
            Variable("open", BOOLEAN, {(): (True,)}, HERE),
        ),
        EVENTS,
        tuple(draw(st.lists(transitions(), min_size=1, max_size=4))),
        (
            *(Always(f"ALW-{n}", each, "…", HERE) for n, each in enumerate(always)),
            AlwaysAfter("AFT-1", "act", after, "…", HERE),
        ),
        final=draw(st.sampled_from([equal(Cell("state"), Literal("Off")), Cell("open")])),
        bound=BOUND,
    )


@pytest.mark.requirement("MACH-7")
@settings(max_examples=25)
@given(machines())
def test_what_is_proved_no_search_breaks_and_what_is_refuted_a_step_breaks(
    machine: Machine,
) -> None:
    model = Model(machine)
    verdicts = explore(model).verdicts
    broken = {each.property for each in verdicts if each.standing is Standing.BROKEN}

    proofs = Induction(Encoding(machine, Solver(Effort(resources=200_000)))).proofs()

    proved = [number for number, each in enumerate(proofs) if each.verdict is Verdict.PROVED]
    assert broken.isdisjoint(proved)
    for each in proofs:
        if each.situation and each.situation.call:
            _require_step(model, each.property, each.situation)


def _require_step(model: Model, demand: Always | AlwaysAfter, situation: Situation) -> None:
    labels = [model.layout.label(position) for position in range(len(model.layout.cells))]
    state = tuple(situation.state[label] for label in labels)
    after = tuple(situation.after[label] for label in labels)
    assert situation.call
    steps = {(step.transition, end) for step, end in model.react(state, situation.call)}
    assert (situation.transition, after) in steps
    if isinstance(demand, Always):
        holds = model.condition(demand.condition)
        assert (holds(state), holds(after)) == (True, False)
    else:
        assert not model.relation(demand.condition, model.arguments(situation.call))(state, after)


@settings(max_examples=20)
@given(machines())
def test_tla_checker_sees_in_the_export_what_exploring_sees(
    ask_tla_checker: Callable[[Module, str, bool], Ran], machine: Machine
) -> None:
    found, module = explore(Model(machine)), export(machine)
    states = module.configuration[: module.configuration.index("INVARIANT")]

    counted = ask_tla_checker(module, states, False)
    broken = {
        demand.requirement
        for name, demand in module.invariants.items()
        if ask_tla_checker(module, f"{states}INVARIANT {name}\n", False).claim
    }

    expected = {each.requirement for each in found.verdicts if each.standing is Standing.BROKEN}
    assert (counted.ending, counted.distinct) == (Ending.HELD, found.extent.states), counted
    assert broken == expected
