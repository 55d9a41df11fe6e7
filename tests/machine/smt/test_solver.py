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


def test_an_example_is_as_wished_where_it_can_be() -> None:
    solver = Solver(Effort())
    number = solver.z3.Int("n", solver.context)
    wishes = [[number == 0], [number == 5], [number == 6]]

    near = solver.possible(number > 1, nicer=wishes)
    far = solver.possible(number > 1_000_000, nicer=wishes)

    assert near
    assert near.value(number) == 5
    assert far
    assert int(far.value(number)) > 1_000_000


def test_what_contradicts_itself_has_no_example() -> None:
    solver = Solver(Effort())
    number = solver.z3.Int("n", solver.context)

    assert solver.possible(number > 1, number < 2, nicer=[[number == 1]]) is None


def test_the_effort_bounds_every_question() -> None:
    solver = Solver(Effort(resources=50_000))
    a, b, c = (solver.z3.Int(name, solver.context) for name in "abc")

    with pytest.raises(UndecidedError, match="z3 gave up: "):
        solver.possible(a > 0, b > 0, c > 0, a**3 + b**3 == c**3)
