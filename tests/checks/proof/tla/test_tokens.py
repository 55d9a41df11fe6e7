from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.proof.tla.tokens import Sort, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x' = x+1", ["x", "'", "=", "x", "+", "1"]),
        ("[][Next]_vars", ["[]", "[", "Next", "]", "_vars"]),
        ("a /\\ b \\/ c", ["a", "/\\", "b", "\\/", "c"]),
        ("0..3", ["0", "..", "3"]),
        ('s = "a \\" b"', ["s", "=", '"a \\" b"']),
        ("x \\* the rest\ny", ["x", "y"]),
        ("x (* one (* two *) still *) y", ["x", "y"]),
        ("x (* never closed", ["x"]),
        ("a |-> b :> c", ["a", "|->", "b", ":>", "c"]),
        ("---- MODULE M ----", ["----", "MODULE", "M", "----"]),
        ("x <= 2 => y", ["x", "<=", "2", "=>", "y"]),
        ("\\A r \\in RM", ["\\A", "r", "\\in", "RM"]),
    ],
)
def test_a_module_is_split_into_its_words_without_comments(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(text)] == expected


def test_words_are_told_apart() -> None:
    sorts = [token.sort for token in tokens('x 1 "s" ==== +')]

    assert sorts == [Sort.NAME, Sort.NUMBER, Sort.STRING, Sort.RULE, Sort.SYMBOL]


@given(st.text(alphabet=st.sampled_from("ab1_\"\\/*()[]<>=-\n \t+'#é")))
def test_tokens_are_pieces_of_the_text_in_order(text: str) -> None:
    found = tokens(text)

    assert all(text[token.start : token.end] == token.text for token in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
