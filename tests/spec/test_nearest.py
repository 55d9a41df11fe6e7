from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.spec.nearest import almost, distance, nearest, suggestion

WORDS = st.text("abc", max_size=6)


@pytest.mark.parametrize(
    ("left", "right", "away"),
    [("", "", 0), ("a", "", 1), ("hurl", "hrul", 1), ("consol", "console", 1), ("abc", "ca", 3)],
)
def test_a_swap_of_neighbours_counts_once(left: str, right: str, away: int) -> None:
    assert distance(left, right) == away


@given(WORDS, WORDS)
def test_distance_is_the_same_both_ways_and_none_only_to_itself(left: str, right: str) -> None:
    assert distance(left, right) == distance(right, left)
    assert (distance(left, right) == 0) == (left == right)
    assert distance(left, right) <= max(len(left), len(right))


@pytest.mark.parametrize(
    ("word", "meant"),
    [("refine", "refines"), ("Refines", ""), ("tls", ""), ("depend on", "depends on"), ("x", "")],
)
def test_only_slips_of_the_pen_are_almost_a_name(word: str, meant: str) -> None:
    assert almost(word, ("refines", "depends on", "tla")) == meant


def test_without_a_similar_name_all_are_named() -> None:
    assert nearest("levle", ("level", "title")) == "level"
    assert suggestion("levle", ("level", "title")) == 'did you mean "level"?'
    assert suggestion("zzz", ("level", "title")) == "known are: level, title"
