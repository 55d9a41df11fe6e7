from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.console.pattern import (
    first_difference,
    line_matches,
    literal,
    matches,
    pieces,
    trimmed,
)

LINES = st.text(st.sampled_from("ab.\\$>[] 2"), max_size=12)


@pytest.mark.parametrize(
    ("pattern", "line", "expected"),
    [
        ("abc", "abc", True),
        ("abc", "abcd", False),
        ("a...c", "ac", True),
        ("a...c", "a b c", True),
        ("a...c", "a b d", False),
        ("...c", "abc", True),
        ("a...", "abc", True),
        ("a...a", "a", False),
        ("a...b...c", "a b c", True),
        ("a...b...c", "a c b c", True),
        ("a...b...b", "ab", False),
        (r"a\...", "a...", True),
        (r"a\...", "abc", False),
        (r"a\\...", "a\\bc", True),
        (r"\$ x", "$ x", True),
        (r"\\$ x", r"\$ x", True),
        (r"\[2]", "[2]", True),
        (r"\> x", "> x", True),
        (r"\n", r"\n", True),
        ("....", "x.", True),
    ],
)
def test_a_line_is_matched_with_its_wildcards(pattern: str, line: str, *, expected: bool) -> None:
    assert line_matches(pattern, line) is expected


@pytest.mark.parametrize(
    ("patterns", "lines", "expected"),
    [
        ([], [], True),
        ([], ["a"], False),
        (["a"], [], False),
        (["..."], [], True),
        (["..."], ["a", "b"], True),
        (["a", "...", "d"], ["a", "b", "c", "d"], True),
        (["a", "...", "d"], ["a", "d"], True),
        (["a", "...", "d"], ["a", "d", "e"], False),
        (["...", "b", "...", "d"], ["a", "b", "b", "d"], True),
        (["...", "b", "c"], ["b", "b", "c"], True),
        (["...", "a"], ["b"], False),
    ],
)
def test_dots_on_a_line_of_their_own_are_any_number_of_lines(
    patterns: list[str], lines: list[str], *, expected: bool
) -> None:
    assert matches(patterns, lines) is expected


def test_the_difference_is_where_the_longest_fitting_part_ends() -> None:
    assert first_difference(["a", "...", "d", "e"], ["a", "b", "d", "x"]) == (3, 3)


@given(LINES)
def test_every_line_matches_itself_escaped(line: str) -> None:
    assert pieces(literal(line)) == (line,)
    assert line_matches(literal(line), line)


@given(LINES, LINES)
def test_an_escaped_line_matches_nothing_else(line: str, other: str) -> None:
    assert line_matches(literal(line), other) is (line == other)


@given(st.text("ab ", max_size=6), LINES, st.text("ab ", max_size=6))
def test_putting_dots_into_a_line_only_allows_more(before: str, middle: str, after: str) -> None:
    assert line_matches(f"{before}...{after}", before + middle + after)


@given(st.lists(LINES, max_size=6), st.integers(0, 6), st.integers(0, 6))
def test_replacing_lines_by_dots_only_allows_more(lines: list[str], start: int, end: int) -> None:
    patterns = [literal(line) for line in lines]

    assert matches([*patterns[:start], "...", *patterns[max(start, end) :]], lines)


def test_many_wildcards_are_matched_in_reasonable_time() -> None:
    started = time.monotonic()

    assert not line_matches("a..." * 200 + "b", "a" * 20_000)
    assert not matches(["...", "a"] * 100 + ["b"], ["a"] * 2_000)
    assert time.monotonic() - started < 5


def test_empty_lines_at_the_end_do_not_count() -> None:
    assert trimmed(["a", "", "b", "", ""]) == ("a", "", "b")
