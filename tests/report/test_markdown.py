from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from adjudge.checks.model import Outcome
from adjudge.report.markdown import LIMIT, _escape, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.report.conftest import Fabricate

    from adjudge.run.result import Result

ANY = st.text(st.characters(exclude_categories=[]), max_size=30)
MARKUP = st.text("`<>|@#[]()*_~$\\\n-+1.!&:/awdetilsx", max_size=30)


def test_the_summary_holds_a_headline_a_table_and_folded_violations(
    everything: Result, golden: Callable[[str, str], None]
) -> None:
    golden("summary.md", render(everything))


@pytest.mark.requirement("REPORT-8")
@pytest.mark.parametrize("count", [300, 3000])
def test_a_summary_stays_below_the_limit_and_counts_what_it_leaves_out(
    fabricate: Fabricate, count: int
) -> None:
    rows = []
    for number in range(count):
        requirement = fabricate.requirement(f"ACC-{number}", number * 10 + 1, title="long " * 40)
        case = fabricate.case(Outcome.FAILED, expected="x\n" * 300, actual=f"y {number}\n" * 300)
        standings = [fabricate.standing(requirement, case, system="python")]
        rows.append((requirement, {"python": standings}))

    text = render(fabricate.result(rows, ("python",)))

    assert len(text) <= LIMIT
    assert re.search(r"… and \d+ more\.", text)
    assert f"{count} violated" in text


def test_satisfied_rows_are_left_out_first(fabricate: Fabricate) -> None:
    rows = []
    for number in range(900):
        requirement = fabricate.requirement(f"ACC-{number}", number * 10 + 1)
        outcome = Outcome.FAILED if number == 500 else Outcome.PASSED
        case = fabricate.case(outcome, actual="y")
        rows.append(
            (requirement, {"python": [fabricate.standing(requirement, case, system="python")]})
        )

    text = render(fabricate.result(rows, ("python",)))

    assert "| ACC-500 |" in text
    assert "| ACC-499 |" not in text
    assert "Not shown: 899 satisfied requirements." in text


@given(MARKUP | ANY)
def test_escaped_text_holds_no_markup(text: str) -> None:
    escaped = _escape(" ".join(text.split()))
    html = MarkdownIt("gfm-like", {"linkify": False}).render(f"- {escaped}\n")

    assert set(re.findall(r"<(\w+)", html)) <= {"ul", "li"}
    assert not re.search(r"@\w", html)


@pytest.mark.requirement("REPORT-8")
@given(MARKUP | ANY)
def test_no_text_breaks_out_of_its_place(fabricate: Fabricate, text: str) -> None:
    shown = render(fabricate.hostile(text))
    html = MarkdownIt("gfm-like", {"linkify": False}).render(shown)

    assert shown.encode("utf-8")
    expected = {"p", "strong", "h3", "ul", "li", "code", "pre", "details", "summary"}
    expected |= {"table", "thead", "tbody", "tr", "th", "td"}
    assert set(re.findall(r"<(\w+)", html)) <= expected
    assert html.count("<tr>") == 3
    assert html.count("<details>") == html.count("</details>")
