from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.checks.proof.tla.breaking import changes
from adjudge.checks.proof.tla.model import Claim, ClaimKind, Model
from adjudge.checks.proof.tla.module import Module, read_module

if TYPE_CHECKING:
    from collections.abc import Callable


def module(definitions: str) -> Module:
    found = read_module(f"---- MODULE M ----\nVARIABLE x\n{definitions}\n====\n")
    assert found is not None
    return found


def made(definitions: str, *behaviour: str, claim: str = "Claim") -> set[str]:
    """The changes of a module, as the line that each makes."""
    original = module(definitions)
    model = Model((Claim(ClaimKind.INVARIANT, claim),), behaviour=behaviour or ("Init", "Next"))
    found = set()
    for change in changes(original, model):
        text = change.applied(original.text)
        start = text.rfind("\n", 0, change.start) + 1
        found.add(text[start : text.find("\n", change.start)])
    return found


@pytest.mark.parametrize(
    ("definitions", "expected"),
    [
        ("Init == x = 0\nNext == x < 3 /\\ x' = x", "Next == TRUE /\\ x' = x"),
        ("Init == x = 0\nNext == x < 3 /\\ x' = x", "Next == x <= 3 /\\ x' = x"),
        ("Init == x = 0\nNext == x' = x + 1", "Next == x' = x - 1"),
        ("Init == x = 0\nNext == x' = x + 1", "Init == x = 999"),
        ('Init == x = "a"\nNext == x = "a" /\\ x\' = "b"', 'Next == x = "b" /\\ x\' = "b"'),
        ("Init == x = 0\nNext == x = 1 /\\ x' = 2", "Next == x # 1 /\\ x' = 2"),
        ("Init == x = {}\nNext == 1 \\in x /\\ x' = x", "Next == 1 \\notin x /\\ x' = x"),
    ],
)
def test_one_piece_of_the_behaviour_is_changed(definitions: str, expected: str) -> None:
    assert expected in made(definitions)


def test_a_promise_of_fairness_is_left_out() -> None:
    text = "Init == x = 0\nNext == x' = x\nSpec == Init /\\ [][Next]_x /\\ WF_x(Next)"

    assert "Spec == Init /\\ [][Next]_x /\\ TRUE" in made(text, "Spec")


def test_claims_and_what_only_they_use_stay_as_they_are() -> None:
    text = "Init == x = 0\nNext == x' = x\nTop == 3\nClaim == x < Top"

    assert not {line for line in made(text) if line.startswith(("Claim", "Top"))}


@pytest.mark.parametrize(
    "text",
    [
        "Init == x = [r \\in {1} |-> TRUE]\nNext == \\E r \\in {1} : x' = x",
        "Init == x \\in {y \\in {1} : TRUE}\nNext == x' = x",
    ],
)
def test_a_sign_that_binds_a_name_is_kept(text: str) -> None:
    assert not any("{1}" in line and "\\notin" in line for line in made(text))


def test_a_step_is_no_condition_that_could_be_left_out() -> None:
    text = "Init == x = 0\nUp(n) == x' = x + n\nNext == \\E n \\in {1} : Up(n) \\/ Up(2)"

    assert not any("TRUE" in line for line in made(text))


def test_every_change_is_another_module_of_the_same_name(
    module_text: Callable[[str], str],
) -> None:
    for name, claim in (("Jugs", "Fits"), ("Turns", "Exclusive"), ("Commit", "Agreed")):
        original = read_module(module_text(name))
        assert original is not None
        model = Model((Claim(ClaimKind.INVARIANT, claim),), behaviour=("Spec",))
        found = changes(original, model)

        assert len(found) > 10
        for change in found:
            changed = read_module(change.applied(original.text))
            assert changed is not None
            assert changed.text != original.text
            assert changed.definitions.keys() == original.definitions.keys()
