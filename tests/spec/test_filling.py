from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.spec.filling import fill, fill_value, names

VALUES = {"a": "x", "n": 3, "no": None, "list": [1], "two words": "y", "yes": True}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{a}", "x"),
        ("-{a}-{n}-", "-x-3-"),
        ("{no} {yes} {list}", "null true [1]"),
        ("{two words}", "y"),
        ("{{a}}", "{a}"),
        ("{}", "{}"),
        ('{"a": {"b": 1}}', '{"a": {"b": 1}}'),
        ("{ a }", "{ a }"),
    ],
)
def test_placeholders_become_values(template: str, expected: str) -> None:
    assert fill(template, VALUES) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{n}", 3),
        ("{n}!", "3!"),
        (["{list}", {"k": "{a}"}], [[1], {"k": "x"}]),
        ("{{n}}", "{n}"),
        (7, 7),
    ],
)
def test_a_text_that_is_only_a_placeholder_becomes_the_value_itself(
    template: Any, expected: Any
) -> None:
    assert fill_value(template, VALUES) == expected


def test_an_unknown_placeholder_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("{b}", VALUES)


@given(st.text(st.sampled_from("{}a n")))
def test_what_names_finds_is_what_fill_needs(template: str) -> None:
    needed = set(names(template))

    filled = fill(template, dict.fromkeys(needed, ""))

    assert isinstance(filled, str)
    assert needed <= set(names([{"k": template}]))
