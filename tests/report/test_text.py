from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.report.text import bounded, clean, difference, fit, one_line, tail, width

ANY = st.text(st.characters(exclude_categories=[]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain\n\ttext é 漢", "plain\n\ttext é 漢"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("bell\x07 null\x00", "bell\\x07 null\\x00"),
        ("one\r\ntwo\rthree", "one\ntwo\\x0dthree"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\ud800b\u2028c", "a\\ud800b\\u2028c"),
    ],
)
def test_what_acts_on_a_terminal_is_shown_as_its_escape(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.requirement("REPORT-4")
@given(ANY)
def test_no_control_character_survives_cleaning(text: str) -> None:
    assert not {unicodedata.category(c) for c in clean(text) if c not in "\n\t"} & {"Cc", "Cs"}
    assert clean(text).encode("utf-8").decode() == clean(text)
    assert "\n" not in one_line(text)


@pytest.mark.parametrize(
    ("expected", "actual", "lines"),
    [
        ("a\nb\n", "a\nc\n", ["@@ -1,2 +1,2 @@", " a", "-b", "+c"]),
        ("a", "a\n", ["@@ -1 +1 @@", "-'a'", "+'a\\n'"]),
        ("a\nb", "", ["-a", "-b"]),
        ("", "x", ["@@ -0,0 +1 @@", "+x"]),
        ("same", "same", []),
        ("", "", []),
        ("a", "\x1b[0ma", ["@@ -1 +1 @@", "-a", "+\\x1b[0ma"]),
    ],
)
def test_a_difference_shows_what_was_expected_and_what_came(
    expected: str, actual: str, lines: list[str]
) -> None:
    assert difference(expected, actual) == lines


@given(ANY, ANY)
def test_texts_that_differ_have_a_difference(expected: str, actual: str) -> None:
    if clean(expected) != clean(actual):
        assert difference(expected, actual)


def test_what_is_too_long_says_how_much_is_missing() -> None:
    assert bounded(["a", "b", "c"], 2) == ["a", "b", "... 1 line more"]
    assert tail("a\nb\nc", 2) == ["... 1 line before", "b", "c"]
    assert tail("a\nb", 2) == ["a", "b"]
    assert bounded(["x" * 3000], 2) == ["x" * 1000 + "… (3000 characters)"]


@given(st.text(), st.integers(1, 30))
def test_a_fitted_text_takes_exactly_its_columns(text: str, columns: int) -> None:
    assert width(fit(text, columns)) == columns


def test_wide_characters_take_two_columns_and_accents_none() -> None:
    assert width("漢e\u0301") == 3
    assert fit("漢字漢字", 5) == "漢字…"
