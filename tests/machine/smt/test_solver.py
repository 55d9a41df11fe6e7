from __future__ import annotations

import sys

import pytest

from adjudge.machine.proofs import Effort
from adjudge.machine.smt.solver import MissingProverError, Solver, UndecidedError


def test_without_z3_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)

    with pytest.raises(MissingProverError) as caught:
        Solver(Effort())

    assert caught.value.next_step == "pip install 'adjudge[prove]'"


def test_examples_are_small_where_they_can_be() -> None:
    solver = Solver(Effort())
    number = solver.z3.Int("n", solver.context)

    small = solver.possible(number > 1, numbers=[number])
    large = solver.possible(number > 1_000_000, numbers=[number])

    assert small
    assert 1 < int(small.value(number)) <= 4
    assert large
    assert int(large.value(number)) > 1_000_000


def test_what_contradicts_itself_has_no_example() -> None:
    solver = Solver(Effort())
    number = solver.z3.Int("n", solver.context)

    assert solver.possible(number > 1, number < 2, numbers=[number]) is None


def test_the_effort_bounds_every_question() -> None:
    solver = Solver(Effort(resources=50_000))
    a, b, c = (solver.z3.Int(name, solver.context) for name in "abc")

    with pytest.raises(UndecidedError, match="z3 gave up: "):
        solver.possible(a > 0, b > 0, c > 0, a**3 + b**3 == c**3)
