from __future__ import annotations

import pytest

from adjudge.findings import Location
from adjudge.machine.model import Effect
from adjudge.machine.show import show
from adjudge.machine.steps import MOST_STEPS, Step, TooManyError, beneath, beside
from adjudge.machine.terms import TRUE, Cell, Literal, Operation, Operator, Term, equal

HERE = Location("spec/a.md")
X, Y = Cell("x"), Cell("y")


def step(event: str, where: Term, guard: Term = TRUE, name: str = "A") -> Step:
    effect = Effect(name, (), Literal(1), "", HERE)
    return Step(event, where, guard, (effect,), name, name, event, HERE, ((0, ord(name)),))


def test_an_outer_step_happens_where_no_inner_one_of_its_event_does() -> None:
    inner = [step("go", equal(X, Literal(1)), equal(Y, Literal(2))), step("stop", TRUE)]
    outer = [step("go", TRUE), step("stop", TRUE), step("hop", TRUE)]

    found = beneath(outer, inner)
    assert [(each.event, show(each.guard)) for each in found] == [
        ("go", "not (x == 1 and y == 2)"),
        ("hop", "True"),
    ]


def test_steps_side_by_side_happen_together() -> None:
    one, two = step("go", equal(X, Literal(1))), step("go", equal(Y, Literal(2)), name="B")
    alone = step("hop", TRUE, name="B")

    both, other = beside([[one], [two, alone]])
    assert (show(both.where), both.source, both.label) == ("x == 1 and y == 2", "A & B", "go")
    assert [effect.variable for effect in both.effects] == ["A", "B"]
    assert both.arrows == ((0, 65), (0, 66))
    assert other == alone


def test_ways_that_contradict_each_other_are_no_way() -> None:
    parts = [[step("go", equal(X, Literal(n)), name=f"{n}") for n in (1, 2)] for _ in range(2)]

    assert [each.source for each in beside(parts)] == ["1", "2"]


def test_an_event_that_can_never_happen_in_all_parts_is_refused_for_good() -> None:
    assert beside([[step("go", equal(X, Literal(1)))], [step("go", equal(X, Literal(2)))]]) == []


def test_too_many_ways_are_an_error() -> None:
    many = [step("go", Operation(Operator.MORE, (X, Literal(number)))) for number in range(100)]

    assert MOST_STEPS < 100**2
    with pytest.raises(TooManyError, match="go can happen in 10,000 ways"):
        beside([many, many])
