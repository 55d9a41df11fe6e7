"""What tla-checker may answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.model import Fault
from adjudge.checks.proof.tla.checker_output import judge, problems
from adjudge.checks.proof.tla.engine import Ending, Job, Place, Ran
from adjudge.checks.proof.tla.model import Claim, ClaimKind

LOW, HIGH = Claim(ClaimKind.INVARIANT, "Low"), Claim(ClaimKind.INVARIANT, "High")
JOB = Job({"M": "---- MODULE M ----\né == 1\n??\n"}, "M", "", (LOW, HIGH), deadlock=True, seconds=1)
GOOD: dict[str, Any] = {
    "success": True,
    "error_type": None,
    "error_message": None,
    "states_explored": 3,
    "trace": None,
    "warnings": [],
}


def answer(**changed: Any) -> Ran:
    return judge(json.dumps({**GOOD, **changed}), JOB)


def wrong(kind: str, message: str, **more: Any) -> Ran:
    return answer(success=False, error_type=kind, error_message=message, **more)


def test_a_success_with_states_holds() -> None:
    assert (answer().ending, answer().distinct) == (Ending.HELD, 3)


def test_an_invariant_is_named_by_its_number() -> None:
    found = wrong("InvariantViolation", "Invariant 1 violated", trace=["State 0\n  x = 0\n"])

    assert (found.ending, found.claim) == (Ending.BROKEN, HIGH)
    assert [(step.action, step.values) for step in found.trace] == [("initial state", ("x = 0",))]


def test_a_deadlock_is_told() -> None:
    assert wrong("Deadlock", "Deadlock detected").deadlocked


@pytest.mark.parametrize(
    "changed",
    [
        {"success": "yes"},
        {"success": False},
        {"states_explored": 0},
        {"states_explored": "many"},
        {"warnings": ["dropping an operator"]},
        {"error_type": "Surprise", "success": True},
        {"error_type": "InvariantViolation", "error_message": "Invariant 7 violated"},
        {"error_type": "MaxStatesExceeded", "success": False},
    ],
)
def test_anything_else_decides_nothing(changed: dict[str, Any]) -> None:
    assert answer(**changed).ending is Ending.UNDECIDED


def test_an_error_of_syntax_is_placed_by_its_offset_in_bytes() -> None:
    message = 'ParseError { message: "unexpected `?`", span: Some(Span { start: 27, end: 28 }), x }'
    found = wrong("ParseError", message)

    assert found.place == Place("M", 3, 1)
    assert (found.reason, found.fault) == ("unexpected `?`", Fault.SPECIFICATION)


@given(st.text() | st.from_type(dict[str, int]).map(json.dumps))
def test_any_answer_is_read(said: str) -> None:
    assert judge(said, JOB).ending is Ending.UNDECIDED


def test_a_build_that_accepts_or_refutes_everything_is_found_out() -> None:
    held, broken = Ran(Ending.HELD), Ran(Ending.BROKEN)

    assert problems([held, broken]) == ""
    assert "does not refute" in problems([held, held])
    assert "does not accept" in problems([broken, broken])
