from __future__ import annotations

from adjudge.machine.branches import Branch, branch, nested
from adjudge.machine.terms import Cell, Literal, Operation, Operator, Term, conjunction, equal

NAMES = {Cell("a"): "a", Cell("b"): "b", Cell("n"): "n"}
HALF = Operation(Operator.MORE, (Operation(Operator.DIVIDE, (Literal(6), Cell("n"))), Literal(1)))


def _printed(*conditions: Term) -> str:
    made = [branch(each, NAMES, [f"do({n})"]) for n, each in enumerate(conditions)]
    return "\n".join(nested(made, 0))


def test_a_test_that_branches_share_is_made_once_wherever_it_stands() -> None:
    printed = _printed(
        conjunction(Cell("b"), Cell("a")),
        conjunction(Cell("a"), equal(Cell("n"), Literal(1))),
        Cell("b"),
    )

    assert printed == "if b:\n do(2)\n if a:\n  do(0)\nif a and (n == 1):\n do(1)"


def test_what_may_have_no_value_stays_behind_the_tests_before_it() -> None:
    guarded = conjunction(Cell("a"), HALF, Cell("b"))

    printed = _printed(guarded, HALF)

    assert printed == "if a and ((6 // n) > 1) and b:\n do(0)\nif ((6 // n) > 1):\n do(1)"


def test_a_branch_without_tests_always_runs() -> None:
    assert list(nested([Branch((), 0, ("do()",))], 2)) == ["  do()"]
