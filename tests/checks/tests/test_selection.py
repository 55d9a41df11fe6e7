from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.model import Outcome
from adjudge.checks.tests.records import Record
from adjudge.checks.tests.selection import Selection, has_name, marks_in, nearest, select

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("text", "options", "selection"),
    [
        ("", {"marked": ["ACC-1"]}, Selection(("ACC-1",))),
        (
            "tests marked ACC-1",
            {"marked": ("ACC-1",), "suite": "unit"},
            Selection(("ACC-1",), (), "unit"),
        ),
        ("named: [test_a, 'b*']\n", {}, Selection((), ("test_a", "b*"))),
        ("marked: ACC-1\n", {"suite": "unit"}, Selection(("ACC-1",), (), "unit")),
    ],
)
def test_a_selection_stands_in_the_options_or_in_the_block(
    check: Callable[..., Any], text: str, options: dict[str, Any], selection: Selection
) -> None:
    assert select(check(text, **options)) == (selection, ())


@pytest.mark.parametrize(
    ("text", "options", "code", "message"),
    [
        ("", {}, "ADJ351", "selects no test"),
        ("suite: unit", {}, "ADJ351", "selects no test"),
        ("", {"marked": []}, "ADJ351", "selects no test"),
        ("", {"marked": [1]}, "ADJ350", "'marked' is [1], not a text or a list of texts"),
        ("", {"named": " "}, "ADJ350", "'named'"),
        ("", {"marked": "A", "suite": 3}, "ADJ350", "'suite' is 3, not a name"),
        ("", {"marked": "A", "suit": "x"}, "ADJ350", "did you mean 'suite'?"),
        ("- a\n- b", {}, "ADJ350", "not keys and values"),
        ("{a: [", {}, "ADJ350", "not YAML"),
    ],
)
def test_a_selection_that_cannot_be_read_is_a_located_finding(
    check: Callable[..., Any], text: str, options: dict[str, Any], code: str, message: str
) -> None:
    _, (finding,) = select(check(text, **options))

    assert (finding.code, finding.requirement) == (code, "ACC-1")
    assert finding.location.file == "spec/bank.md"
    assert message in finding.message


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("test_*", "test_pays", True),
        ("Test_*", "test_pays", False),
        ("test_a[1]", "test_a[1]", True),
        ("test_a[1]", "test_a1", False),
        ("test_a[*]", "test_a[x-y]", True),
        ("test_?", "test_ab", False),
        ("a > *", "a > b > c", True),
    ],
)
def test_a_bracket_stands_for_itself_and_case_matters(
    pattern: str, name: str, *, matches: bool
) -> None:
    assert has_name(Record(name, (name,), Outcome.PASSED), pattern) is matches


@given(st.text())
def test_every_name_selects_itself_unless_it_holds_a_wildcard(name: str) -> None:
    assert has_name(Record(name, (name,), Outcome.PASSED), name)


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("refuses an overdraft [ACC-1]", {"ACC-1"}),
        ("[ACC-1, ACC-2] refuses", {"ACC-1", "ACC-2"}),
        ("test_pays[ACC-1]", set()),
        ("nothing []", set()),
    ],
)
def test_a_name_carries_marks_in_brackets_that_stand_alone(name: str, marks: set[str]) -> None:
    assert marks_in(name) == marks


def test_the_nearest_name_or_mark_is_found() -> None:
    records = [Record("test_pays", ("test_pays",), Outcome.PASSED, frozenset({"ACC-12"}))]

    assert nearest("test_pasy", records, mark=False) == "test_pays"
    assert nearest("ACC-1", records, mark=True) == "ACC-12"
    assert nearest("something else", records, mark=False) == ""
