from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.machine.proofs import Effort
from adjudge.machine.smt.operations import applied
from adjudge.machine.smt.solver import Solver
from adjudge.machine.terms import Operator

if TYPE_CHECKING:
    from collections.abc import Callable

MEANING: dict[Operator, Callable[[int, int], int]] = {
    Operator.ADD: operator.add,
    Operator.SUBTRACT: operator.sub,
    Operator.MULTIPLY: operator.mul,
    Operator.DIVIDE: operator.floordiv,
    Operator.REMAINDER: operator.mod,
    Operator.EQUAL: operator.eq,
    Operator.DIFFERENT: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
    Operator.MINIMUM: min,
    Operator.MAXIMUM: max,
}


@pytest.fixture(scope="module")
def solver() -> Solver:
    return Solver(Effort())


@given(
    which=st.sampled_from(sorted(MEANING)),
    left=st.integers(-20, 20),
    right=st.integers(-20, 20).filter(bool),
)
def test_operators_mean_to_the_solver_what_they_mean_to_python(
    solver: Solver, which: Operator, left: int, right: int
) -> None:
    numbers = [solver.z3.IntVal(each, solver.context) for each in (left, right)]

    result = str(solver.z3.simplify(applied(solver.z3, which, numbers)))

    assert result == str(MEANING[which](left, right))


@pytest.mark.parametrize(("which", "expected"), [(Operator.NEGATE, 7), (Operator.ABSOLUTE, 7)])
def test_operators_of_one_number(solver: Solver, which: Operator, expected: int) -> None:
    number = solver.z3.IntVal(-7, solver.context)

    assert solver.z3.simplify(applied(solver.z3, which, [number])).as_long() == expected


@pytest.mark.parametrize(
    ("which", "operands", "expected"),
    [
        (Operator.AND, (True, False), "False"),
        (Operator.OR, (True, False), "True"),
        (Operator.NOT, (True,), "False"),
        (Operator.IMPLIES, (True, False), "False"),
        (Operator.IF, (False, True, False), "False"),
    ],
)
def test_operators_of_truths(
    solver: Solver, which: Operator, operands: tuple[bool, ...], expected: str
) -> None:
    parts = [solver.z3.BoolVal(each, solver.context) for each in operands]

    assert str(solver.z3.simplify(applied(solver.z3, which, parts))) == expected
