from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.spec.row_formats import FORMATS, RowsError

EXAMPLE = (
    "# Tabs\n\ntext\n\n{f} example\n→a\n.\n<p>→a</p>\n{f}\n\n## Other part\n{f} example\n\n.\n{f}\n"
)


@pytest.mark.parametrize(
    ("form", "text", "rows"),
    [
        ("csv", "a,b\n1,2\n", [(2, {"a": "1", "b": "2"})]),
        ("csv", 'a,b\n"x\ny",2\n\n3,4', [(2, {"a": "x\ny", "b": "2"}), (5, {"a": "3", "b": "4"})]),
        ("csv", "a\n", []),
        ("csv", "", []),
        ("tsv", "a\tb\n1\t2,3\n", [(2, {"a": "1", "b": "2,3"})]),
        ("json", '[\n{"a": 1},\n\n{"a":\n2}]\n', [(2, {"a": 1}), (4, {"a": 2})]),
        ("json", "[]", []),
        ("jsonl", '{"a": 1}\n\n{"a": null}\n', [(1, {"a": 1}), (3, {"a": None})]),
        ("yaml", "- a: 1\n- a: no\n", [(1, {"a": 1}), (2, {"a": "no"})]),
        (
            "commonmark",
            EXAMPLE.format(f="`" * 32),
            [
                (
                    5,
                    {"example": 1, "section": "Tabs", "markdown": "\ta\n", "html": "<p>\ta</p>\n"},
                ),
                (12, {"example": 2, "section": "Other part", "markdown": "\n", "html": ""}),
            ],
        ),
    ],
)
def test_each_format_yields_rows_with_their_lines(
    form: str, text: str, rows: list[tuple[int, dict[str, Any]]]
) -> None:
    assert list(FORMATS[form](text)) == rows


@pytest.mark.parametrize(
    ("form", "text", "line", "message"),
    [
        ("csv", "a,b\n1\n", 2, "1 cells"),
        ("csv", "a,a\n", 1, "twice"),
        ("csv", "a,\n", 1, "no name"),
        ("csv", 'a\n"x\n', 2, "unexpected end"),
        ("json", "{}", 1, "list"),
        ("json", '[{"a": 1}\n{"a": 2}]', 2, "expected “,”"),
        ("json", '[{"a": 1},\n]', 2, "Expecting value"),
        ("json", '[{"a": 1}]\nx', 2, "nothing after"),
        ("json", '[{"a": 1, "a": 2}]', 1, "twice"),
        ("json", '[{"a": NaN}]', 1, "not JSON"),
        ("json", "[1]", 1, "not a mapping"),
        ("json", "[", 1, "Expecting value"),
        ("jsonl", '{"a": 1} x', 1, "something follows"),
        ("jsonl", '{"a": 1}\n[', 2, "Expecting value"),
        ("yaml", "a: 1", 1, "list"),
        ("yaml", "- 1\n- a: 2", 1, "not a mapping"),
        ("yaml", "- a: 1\n- a: [", 2, "did not find"),
        ("commonmark", "\n" + "`" * 32 + " example\na\n", 2, "never closed"),
    ],
)
def test_what_is_not_in_the_format_is_an_error_at_its_line(
    form: str, text: str, line: int, message: str
) -> None:
    with pytest.raises(RowsError, match=message) as caught:
        list(FORMATS[form](text))

    assert caught.value.line == line


@given(st.sampled_from(sorted(FORMATS)), st.text(st.sampled_from('a1,"\t\n[]{}: -`.→#\\')))
def test_any_text_is_rows_or_a_located_error(form: str, text: str) -> None:
    try:
        rows = list(FORMATS[form](text))
    except RowsError as error:
        lines = [error.line]
    else:
        lines = [line for line, _ in rows]
        assert all(isinstance(values, dict) for _, values in rows)

    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
