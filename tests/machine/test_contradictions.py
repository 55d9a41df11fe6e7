from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.findings import Location
from adjudge.machine import expressions
from adjudge.machine.contradictions import impossible
from adjudge.machine.model import INTEGER, Type, Variable
from adjudge.machine.scope import Scope
from adjudge.machine.written import Written

if TYPE_CHECKING:
    from adjudge.machine.terms import Term

HERE = Location("spec/a.md")
SCOPE = Scope(
    {"state": Type("state", ("A", "B", "C"), HERE)},
    {
        "state": Variable("state", "state", {}, HERE),
        "n": Variable("n", INTEGER, {}, HERE),
        "open": Variable("open", "bool", {}, HERE),
    },
)


def term(text: str) -> Term:
    return expressions.read(Written(text, HERE), SCOPE).term


@pytest.mark.parametrize(
    "text",
    [
        "open and not open",
        "state == A and state == B",
        "state == A and (state == B or state == C)",
        "(state == A or state == B) and not (state == A or state == B)",
        "state == A and n == 3 and not (state == A and n == 3)",
        "n < 3 and n == 3",
        "open and state == A and not (open or n > 3)",
        "false",
    ],
)
def test_a_plain_contradiction_is_found(text: str) -> None:
    assert impossible(term(text))


@pytest.mark.parametrize(
    "text",
    [
        "open",
        "state == A and not (state == A and n == 3)",
        "state == A and (state == B or open)",
        "n < 4 and n == 3",
        "not (open and state == A)",
        "open == true and n == 1",
        "true",
    ],
)
def test_what_is_no_plain_contradiction_is_kept(text: str) -> None:
    assert not impossible(term(text))
