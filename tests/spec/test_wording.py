from __future__ import annotations

import pytest

from adjudge.spec.wording import TITLE_LENGTH, plain, slug, title_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**WHEN** a `b`  _c_", "WHEN a b c"),
        ("see [the page](https://example.org/a)", "see the page"),
        ("snake_case stays", "snake_case stays"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_plain_words_have_no_marks(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_a_title_is_the_first_sentence_without_its_colon() -> None:
    assert title_of("Users MUST log in:\n- once") == "Users MUST log in: - once"
    assert title_of("Users MUST log in. Twice.") == "Users MUST log in."
    assert title_of("系统必须支持。其他") == "系统必须支持。"


def test_a_long_title_is_cut_between_words() -> None:
    title = title_of("word " * 60)

    assert len(title) <= TITLE_LENGTH
    assert title.endswith("word…")


def test_a_slug_joins_letters_and_digits_of_any_script() -> None:
    assert slug("`--Date` flag_x: Grüße, 等待") == "date-flag-x-grüße-等待"
