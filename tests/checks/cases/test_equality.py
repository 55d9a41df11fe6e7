from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.cases.commonmark import normal
from adjudge.checks.cases.equality import FORMS, NAMES, equality, value_equality


@pytest.mark.requirement("CASES-3")
@pytest.mark.parametrize(
    ("name", "expected", "actual", "same"),
    [
        ("text", "a", "a\n", True),
        ("text", "a", " a", False),
        ("exact", "a", "a\n", False),
        ("trimmed", "a", " a\n", True),
        ("words", "a  b", " a\nb ", True),
        ("lines", "a\nb", "a  \nb\n\n", True),
        ("lines", "a\nb", "b\na", False),
        ("unordered lines", "a\nb", "b\na\n", True),
        ("unordered lines", "a\na\nb", "b\na\n", False),
        ("json", '{"a": [1, 2.0]}', '{ "a":[1.0,2] }\n', True),
        ("json", "[1, 2]", "[2, 1]", False),
        ("json", "1", "true", False),
        ("json", "1", "one", False),
        ("number within 0.1", "0.2", " 0.3\n", True),
        ("number within 0.1", 0.2, 0.31, False),
        ("number within 10 %", 100, "109.9", True),
        ("number within 10%", 100, "110.1", False),
        ("number within 1", 1, True, False),
        ("number within 1", "nan", "nan", False),
        ("commonmark html", "<p>a  b</p>", "<p>a b</p>\n", True),
    ],
)
def test_what_is_equal_is_said_by_name(
    name: str, expected: Any, actual: Any, *, same: bool
) -> None:
    how = equality(name)

    assert how is not None
    assert how.same(expected, actual) is same
    assert how.show(expected)


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        (3, 3.0, True),
        (1, True, False),
        ("3", 3, False),
        ([1, {"a": None}], [1, {"a": None}], True),
        ([1, 2], [1], False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
    ],
)
def test_returned_values_are_equal_by_type_and_value(
    expected: Any, actual: Any, *, same: bool
) -> None:
    assert value_equality().same(expected, actual) is same


def test_a_name_that_is_none_is_no_equality() -> None:
    assert equality("nearly") is None
    assert all(equality(name) for name in NAMES)


@given(st.sampled_from(sorted(FORMS)), st.text(st.sampled_from("ab \n<p>/&;\t")))
def test_a_normal_form_is_its_own_and_every_text_is_equal_to_itself(name: str, text: str) -> None:
    how = equality(name)

    assert how is not None
    assert how.same(text, text)
    if name != "commonmark html":
        assert FORMS[name](FORMS[name](text)) == FORMS[name](text)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a  \t b</p>", "<p>a b</p>"),
        (" <p>a</p>\n<p> b </p> ", "<p>a</p><p>b</p>"),
        ("<pre>a  b\n</pre>", "<pre>a  b\n</pre>"),
        ("<i>a</i> b", "<i>a</i> b"),
        ("a<br />\nb", "a<br>b"),
        ('<a title="b" HREF="a&b">x</a>', '<a href="a&amp;b" title="b">x</a>'),
        ("&forall;&amp;&lt;&gt;&quot;&nosuch;", "∀&amp;&lt;&gt;&quot;&nosuch;"),
        ("&#x41;&#66;&#x110000;", "AB&x110000;"),
        ("<!-- a -->", "<!-- a -->"),
        ("<![CDATA[ a <b ]]>", "<![CDATA[ a <b ]]>"),
        ("<!DOCTYPE html><?php a ?>", "<!DOCTYPE html><?php a ?>"),
        ("<input disabled>", "<input disabled>"),
    ],
)
def test_html_has_commonmarks_normal_form(html: str, expected: str) -> None:
    assert normal(html) == expected
