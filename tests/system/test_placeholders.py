from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.errors import SystemFailureError
from adjudge.system import placeholders

VARIABLES = {"port": "8080", "base": "http://x/{port}"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("--port={port}", "--port=8080"),
        ("{{port}}", "{port}"),
        ("{{{port}}}", "{8080}"),
        ("{base}", "http://x/{port}"),
        ("$HOME; `x` {} {1} {a-b} {", "$HOME; `x` {} {1} {a-b} {"),
    ],
)
def test_placeholders_are_filled_once_and_nothing_else_is(text: str, filled: str) -> None:
    assert placeholders.fill(text, VARIABLES) == filled


def test_a_placeholder_without_a_value_is_an_error_that_names_it() -> None:
    with pytest.raises(SystemFailureError, match=r"\{scratch\}") as caught:
        placeholders.fill("{scratch}/x", VARIABLES)

    assert "{base}, {port}" in caught.value.next_step
    assert not placeholders.can_fill("{scratch}/x", VARIABLES)


def test_an_unknown_name_comes_with_the_nearest_known_one() -> None:
    assert placeholders.unknown("{prot} {port} {zzz}") == [("prot", "port"), ("zzz", "")]


@given(st.text())
def test_a_text_with_doubled_braces_means_itself(text: str) -> None:
    doubled = text.replace("{", "{{").replace("}", "}}")

    assert placeholders.fill(doubled, {}) == text
