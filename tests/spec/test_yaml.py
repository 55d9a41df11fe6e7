from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.findings import Location
from adjudge.spec import yaml
from adjudge.spec.yaml import YamlError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("y", "y"),
        ("12:30:45", "12:30:45"),
        ("2026-01-01", "2026-01-01"),
        ("1_000", "1_000"),
        ("0o17", 15),
        ("017", 17),
        ("0x1F", 31),
        ("-7", -7),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.INF", -math.inf),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ("!!int '1'", 1),
        ("=", "="),
        ("<<", "<<"),
        ("[a, 1, {b: c}]", ["a", 1, {"b": "c"}]),
        ("1: x", {"1": "x"}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("---\na: b\n...\n", {"a": "b"}),
        ("|\n  a\n  b\n", "a\nb\n"),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(text: str, value: Any) -> None:
    assert yaml.load(text) == value
    assert type(yaml.load(text)) is type(value)


def test_what_is_not_a_number_is_read_as_such() -> None:
    assert math.isnan(yaml.load(".nan"))


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, 'the key "a" is given twice'),
        ("a: {b: 1, b: 2}", 1, 11, 'the key "b" is given twice'),
        ("a: [1, 2\n", 2, 1, "did not find expected"),
        ("a: {b: c[d] == 1}", 1, 9, "put it in quotes"),
        ("a: @x", 1, 4, "found character that cannot start any token"),
        ("? [a]\n: b", 1, 3, "a key must be a plain text"),
        ("a: !!python/object:os.system x", 1, 4, "core schema"),
        ("a: !!set {b}", 1, 4, "core schema"),
        ("a: !!int x", 1, 4, "core schema"),
        ("a: *nothing", 1, 4, "not defined above"),
        ("a: &a [*a]", 1, 8, "not defined above"),
        ("a: 1\n---\nb: 2", 2, 1, "a second YAML document"),
        ("a: 18446744073709551616", 1, 4, "more than 64 bits"),
        ("a: b\nc: \x01", 2, 4, "a character that YAML does not allow"),
        ("a: b\nc: d\u2028e: [", 2, 5, "U+2028"),
        ("a: b\rc", 1, 5, "U+000D"),
        ("[" * 200, 1, 102, "nested more than 100 deep"),
        ("[" * 200_000, 1, 102, "nested more than 100 deep"),
    ],
)
def test_what_can_not_be_read_is_an_error_with_its_place(
    text: str, line: int, column: int, problem: str
) -> None:
    with pytest.raises(YamlError) as caught:
        yaml.load(text)

    assert problem in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_aliases_of_aliases_can_not_explode() -> None:
    names = "abcdefghij"
    text = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in pairwise(names)
    )

    with pytest.raises(YamlError, match="when aliases are followed"):
        yaml.load(text)


def test_each_part_knows_where_it_stands() -> None:
    read = yaml.read("a: 1\nb:\n  - x\n  - c: y\n")

    assert read.position("a") == (1, 1)
    assert read.positions["a",] == (1, 4)
    assert read.position("b", 0) == (3, 5)
    assert read.position("b", 1, "c") == (4, 5)
    assert read.position("nothing") == (1, 1)
    assert read.position("b", 1, "nothing") == (4, 5)


def test_a_place_in_a_block_is_translated_to_one_in_the_file() -> None:
    assert yaml.within(Location("a.md", 10, 3), 2, 5) == Location("a.md", 11, 7)


@given(st.text() | st.text("[]{}:,&*!|>-?\"' \nab01.~#%@`\t\\ux\u2028"))
def test_any_text_is_a_value_or_an_error_inside_it(text: str) -> None:
    try:
        yaml.load(text)
    except YamlError as error:
        place = (error.line, error.column)
    else:
        place = (1, 1)

    lines = text.split("\n")
    assert 1 <= place[0] <= len(lines)
    assert 1 <= place[1] <= len(lines[place[0] - 1]) + 1


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
)


@given(JSON)
def test_json_is_read_as_the_same_value(value: Any) -> None:
    import json

    assert yaml.load(json.dumps(value, ensure_ascii=False)) == value
