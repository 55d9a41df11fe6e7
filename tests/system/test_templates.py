from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.system.templates import (
    NOTHING,
    Hole,
    Template,
    TemplateError,
    fill,
    fill_json,
    holes,
    parse,
    parse_json,
)

VALUES = {"n": 3, "who": "ada", "yes": True, "list": [1, "x"], "none": None}


def lookup(hole: Hole) -> object:
    if hole.indexed:
        return f"{hole.name} of {hole.literal if hole.literal is not None else hole.index}"
    return VALUES.get(hole.name, NOTHING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("{n} coins", "3 coins"),
        ("{{n}}", "{n}"),
        ("{who}{n}", "ada3"),
        ("{yes}", "true"),
        ("{none}", "null"),
        ("{list}", '[1, "x"]'),
        ("Bearer {token[src]}", "Bearer token of src"),
        ("Bearer {token['desk']}", "Bearer token of desk"),
        ('Bearer {token["the desk"]}', "Bearer token of the desk"),
        ("<{unknown}>", "<>"),
    ],
)
def test_a_text_is_filled(text: str, expected: str) -> None:
    assert fill(parse(text), lookup) == expected


@pytest.mark.parametrize(
    "text", ["{", "}", "{}", "a{b", "{a b}", "{1}", "{a[]}", "{a[b}", "{a{b}}"]
)
def test_a_brace_that_is_no_placeholder_is_an_error(text: str) -> None:
    with pytest.raises(TemplateError):
        parse(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{n}", 3),
        ("{yes}", True),
        ("{list}", [1, "x"]),
        (" {n}", " 3"),
        ({"amount": "{n}", "from": "{who}", "{n}": 1}, {"amount": 3, "from": "ada", "{n}": 1}),
        ({"given": "{n}", "left": "{unknown}"}, {"given": 3}),
        (["{n}", "{unknown}", 2.5, None], [3, 2.5, None]),
    ],
)
def test_a_json_text_that_is_one_placeholder_becomes_its_value(
    value: object, expected: object
) -> None:
    assert fill_json(parse_json(value), lookup) == expected


def test_every_placeholder_of_a_json_value_is_found() -> None:
    value = parse_json({"a": ["{x}", {"b": "{y[z]}"}], "c": 1})

    assert holes(value) == [Hole("x"), Hole("y", "z")]


@given(st.text())
def test_a_text_whose_braces_are_doubled_is_itself(text: str) -> None:
    doubled = text.replace("{", "{{").replace("}", "}}")

    assert fill(parse(doubled), lookup) == text


@given(st.text())
def test_any_text_is_taken_apart_or_refused(text: str) -> None:
    try:
        template = parse(text)
    except TemplateError:
        return

    assert isinstance(template, Template)


@given(st.text())
def test_only_values_are_escaped_and_never_the_text_around_them(text: str) -> None:
    filled = fill(parse("a{v}b"), lambda _: text, escape=lambda value: value.encode().hex())

    assert filled == f"a{text.encode().hex()}b"
