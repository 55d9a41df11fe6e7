from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.spec.prose import blocks, render, tidy, without_comments
from adjudge.spec.source import Source


def rendered(text: str) -> str:
    tokens = Source.decode("a.md", text.encode()).tokens
    return "\n\n".join(filter(None, (render(block, {}) for block in blocks(tokens))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n  b  \n\n\n\nc", "a\nb\n\nc"),
        ("* a\n* b\n\n* c", "- a\n- b\n- c"),
        ("7) a\n8) b", "7. a\n8. b"),
        ("- a\n\n  second\n  - deep\n    1. deeper", "- a\n  second\n  - deep\n    1. deeper"),
        ("- - a\n  - b", "- - a\n  - b"),
        ("- -\n- b", "- b"),
        ("> a\n>\n> b", "> a\n> b"),
        ("- > a\n  > b", "- > a\n  > b"),
        ("Title\n===\n\nx", "# Title\n\nx"),
        ("~~~ python\nx = 1\n\ny\n~~~", "```python\nx = 1\n\ny\n```"),
        ("    x\n    y", "```\nx\ny\n```"),
        ("|a|b|\n|-|-|\n|c | d|", "| a | b |\n| c | d |"),
        ("<!-- a\n b -->", ""),
        ("<p>\na <!-- x --> b\n</p>", "<p>\na  b\n</p>"),
        ("a\n\n***\n\nb", "a\n\nb"),
    ],
)
def test_markdown_is_written_in_one_way(text: str, expected: str) -> None:
    assert rendered(text) == expected


def test_what_is_replaced_by_nothing_leaves_no_trace() -> None:
    tokens = Source.decode("a.md", b"- a\n- b\n\n  ```x\n  c\n  ```\n").tokens
    replaced = {id(t): "" for t in tokens if t.content == "a" or t.type == "fence"}

    assert render(tokens, replaced) == "- b"


@given(st.text("-*>`~#|1. \nab<!"))
def test_blocks_are_all_tokens_in_their_order(text: str) -> None:
    tokens = Source.decode("a.md", text.encode()).tokens

    assert [token for block in blocks(tokens) for token in block] == list(tokens)
    for block in blocks(tokens):
        render(block, {})


@given(st.text("a \t\n"))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_a_comment_that_is_never_closed_hides_the_rest() -> None:
    assert without_comments("a <!-- b") == "a"
