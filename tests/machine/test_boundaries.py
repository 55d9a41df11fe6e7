from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.machine.boundaries import boundary_questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.model import Machine
    from adjudge.machine.read import Reading

TOKEN = """
    [*] --> In
    In : In
    In : use() [age < 15]
    In : tick(d) / age = min(age + d, 31)
"""
BLOCK = """
    types:      {minutes: [1, 14]}
    parameters: {d: minutes}
    variables:  {age: {type: 0..31, starts: 0}}
    always after: {TOK-1: {use: age < 15}}
"""


@pytest.fixture
def token(reading: Callable[[str, str], Reading]) -> Machine:
    machine = reading(TOKEN, BLOCK).machine
    assert machine
    return machine


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The token MUST expire within 15 minutes.", "within 15 minutes"),
        ("The token is good for 15 min, then it is not.", "for 15 min"),
        ("It MUST be accepted for the first 15\nminutes.", "for the first 15 minutes"),
        ("It MUST be refused after 15-minutes.", "after 15-minutes"),
    ],
)
def test_a_limit_that_the_words_leave_open_is_a_question(
    token: Machine, text: str, phrase: str
) -> None:
    (finding,) = boundary_questions(token, {"TOK-1": text, "TOK-2": text})

    assert finding.code == "ADJ587"
    assert finding.requirement == "TOK-1"
    assert finding.location == token.transitions[0].location
    assert finding.message == (
        f"TOK-1 says “{phrase}”, and `age < 15` leaves out exactly 15: is that what is meant?"
    )


@pytest.mark.parametrize(
    "text",
    [
        "The token MUST be refused once 15 minutes or more have passed.",
        "The token MUST expire within 15 minutes; at exactly 15 minutes it is refused.",
        "It MUST be accepted for less than 15 minutes.",
        "The token MUST expire within 20 minutes.",
        "The token MUST expire within 150 minutes.",
        "There are 15 minutes.",
        "",
    ],
)
def test_words_that_settle_the_limit_or_name_another_one_are_no_question(
    token: Machine, text: str
) -> None:
    assert list(boundary_questions(token, {"TOK-1": text})) == []


def test_times_count_in_the_units_of_the_clock(reading: Callable[[str, str], Reading]) -> None:
    machine = reading(
        "[*] --> In\nIn : In\nIn : use() [In_time <= 2]\nIn --> Out : after(3 h)\nOut : Out",
        "clock: 1 h\nalways after: {TOK-1: {use: In_time <= 2}}",
    ).machine
    assert machine

    def asked(text: str) -> list[str]:
        return [each.message for each in boundary_questions(machine, {"TOK-1": text})]

    assert asked("It is good for 2 minutes.") == []
    assert asked("It is good for 120 minutes.") == [
        "TOK-1 says “for 120 minutes”, and `In_time <= 2` includes exactly 2: is that what is meant?"
    ]
