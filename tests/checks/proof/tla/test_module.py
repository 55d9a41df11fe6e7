from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.proof.tla.module import Module, read_module

WHOLE = """\
Words before the module belong to nobody.
---- MODULE Shop ----
EXTENDS Naturals, Goods
CONSTANT Top
VARIABLES stock
vars == <<stock>>
Room == INSTANCE Store WITH top <- Top
Least(a, b) == IF a < b THEN a ELSE b
square[n \\in Nat] == n * n
Take(n) ==
  LET rest == stock - n
      twice(k) == 2 * k
  IN  stock' = rest
LOCAL Hidden == Least(1, 2)
Init == stock = 0
ASSUME Top > 0
Next == \\E n \\in 1..3 : Take(n)
Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)
====
Behind == FALSE is no definition of the module, and neither is what follows it
"""


def module(text: str = WHOLE) -> Module:
    found = read_module(text)
    assert found is not None
    return found


def test_a_module_has_a_name_uses_modules_and_defines_names() -> None:
    found = module()

    assert found.name == "Shop"
    assert found.uses == ("Naturals", "Goods", "Store")
    inside = ("vars", "Room", "Least", "square", "Take", "Hidden", "Init", "Next", "Spec")
    assert tuple(found.definitions) == inside


def test_a_definition_ends_where_the_next_unit_begins() -> None:
    body = [token.text for token in module().definitions["Init"].body]

    assert body == ["stock", "=", "0"]


def test_what_a_definition_needs_is_reachable_from_it() -> None:
    found = module()

    assert found.reachable(["Spec"]) == {"Spec", "Init", "Next", "vars", "Take"}
    assert found.reachable(["Unknown"]) == frozenset()


def test_a_definition_stands_in_its_line() -> None:
    found = module()

    assert found.line(found.definitions["Init"].start) == 15


@pytest.mark.parametrize("text", ["", "Init == TRUE", "--- MODULE M ---", "MODULE M"])
def test_without_a_header_there_is_no_module(text: str) -> None:
    assert read_module(text) is None


@given(st.text(alphabet=st.sampled_from("ab(),[]= \n\\*\"LETIN-'")))
def test_any_text_behind_a_header_is_read(text: str) -> None:
    found = module(f"---- MODULE M ----\n{text}")

    assert all(token.start >= 18 for d in found.definitions.values() for token in d.body)
