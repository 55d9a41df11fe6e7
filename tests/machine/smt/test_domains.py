from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.machine.smt.domains import assumption

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.model import Machine


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("types: {n: 2..3}", "for every k >= 2"),
        ("types: {n: [5, 3, 9]}", "for every k >= 3"),
        ("types: {n: [ada, bob]}", "for every state of the diagram"),
        (
            "types: {n: 1..3}\nvariables: {m: {of: n, type: int, starts: 0}}",
            "whatever m holds, with the declared values of n",
        ),
        (
            "types: {n: 1..3}\nvariables: {a: {type: int, starts: 0}, b: {type: int, starts: 1}}",
            "for every k >= 1, whatever a and b hold",
        ),
        (
            "types: {n: 1..3}\nalways: {SUM-1: all(i > 0 for i in n)}",
            "with the declared values of n",
        ),
    ],
)
def test_the_assumption_of_a_proof_is_said_in_words(
    machine: Callable[[str, str], Machine], block: str, expected: str
) -> None:
    made = machine("[*] --> On\nOn : On\nOn : take(k)", f"parameters: {{k: n}}\n{block}\n")

    assert assumption(made) == expected
