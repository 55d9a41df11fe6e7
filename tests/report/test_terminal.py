from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.model import Fault, Outcome
from adjudge.report.terminal import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.report.conftest import Fabricate

    from adjudge.run.result import Result

ANY = st.text(st.characters(exclude_categories=[]), max_size=20)


@pytest.mark.requirement("REPORT-7")
def test_the_terminal_shows_the_table_then_violations_then_the_rest(
    everything: Result, golden: Callable[[str, str], None]
) -> None:
    golden("terminal.txt", render(everything, colour=False, width=100, unicode=True))


@pytest.mark.requirement("REPORT-6")
def test_without_unicode_the_same_is_said_in_ascii(
    everything: Result, golden: Callable[[str, str], None]
) -> None:
    text = render(everything, colour=False, width=100, unicode=False)

    assert text.isascii()
    golden("terminal-ascii.txt", text)


@pytest.mark.requirement("REPORT-6")
def test_colour_adds_nothing_but_colour(everything: Result) -> None:
    plain = render(everything, colour=False, width=100, unicode=True)
    coloured = render(everything, colour=True, width=100, unicode=True)

    assert coloured != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_the_verdict_table_keeps_to_the_width(everything: Result) -> None:
    for width in (72, 100, 140):
        table = render(everything, colour=False, width=width, unicode=True).partition("\n\n")[0]

        assert max(map(len, table.splitlines())) <= width


def test_the_last_line_sums_the_run_up(everything: Result) -> None:
    last = render(everything, colour=False, width=100, unicode=True).splitlines()[-1]

    assert last == (
        "2 systems: "
        "2 violated, 2 inconclusive, 2 unverified, 2 stale, 2 waived, 4 satisfied, 2 not in force"
        " · 3.2 s · 4 checks executed, 3 reused · exit 1: a MUST is violated"
    )


def test_a_requirement_with_many_failures_does_not_flood_the_screen(fabricate: Fabricate) -> None:
    requirement = fabricate.requirement("ACC-1", 10)
    cases = [
        fabricate.case(Outcome.FAILED, name=f"row {number}", actual=f"{number} apples")
        for number in range(500)
    ]
    standing = fabricate.standing(requirement, *cases, system="python")
    result = fabricate.result([(requirement, {"python": [standing]})], ("python",))

    text = render(result, colour=False, width=100, unicode=True)

    assert len(text.splitlines()) < 60
    assert "... 487 lines more" in text


def test_what_a_reason_tells_in_full_is_not_told_again_as_a_difference(
    fabricate: Fabricate,
) -> None:
    requirement = fabricate.requirement("ACC-1", 10)
    case = fabricate.case(
        Outcome.FAILED,
        expected="it refuses",
        actual="it took",
        reason="pay(): it refuses, it took.",
    )
    standing = fabricate.standing(requirement, case, system="python")
    result = fabricate.result([(requirement, {"python": [standing]})], ("python",))

    text = render(result, colour=False, width=100, unicode=True)

    assert "pay(): it refuses, it took." in text
    assert "- expected, + actual" not in text


@pytest.mark.requirement("RUN-11", "RUN-12")
def test_what_could_not_be_used_has_its_last_words_shown_once(fabricate: Fabricate) -> None:
    case = fabricate.case(Outcome.NOT_RUN, fault=Fault.ENVIRONMENT, reason="it did not start")
    words = "first\n" * 20 + "no \x1b[2Jwater\n"
    table = [
        (r, {"python": [fabricate.standing(r, case, system="python", transcript=words)]})
        for r in (fabricate.requirement("ACC-1", 10), fabricate.requirement("ACC-2", 30))
    ]

    text = render(fabricate.result(table, ("python",)), colour=False, width=100, unicode=True)

    assert text.count("the last lines it wrote") == 1
    assert text.count("no \\x1b[2Jwater") == 1
    assert text.count("    first") < 20


def test_nothing_judged_is_still_a_report(fabricate: Fabricate) -> None:
    text = render(fabricate.result([]), colour=False, width=100, unicode=True)

    assert text.startswith("2 systems: no requirement · ")


@pytest.mark.requirement("REPORT-4")
@given(text=ANY, unicode=st.booleans(), width=st.integers(0, 200))
def test_nothing_the_system_says_reaches_the_terminal_as_a_control(
    fabricate: Fabricate, *, text: str, unicode: bool, width: int
) -> None:
    shown = render(fabricate.hostile(text), colour=False, width=width, unicode=unicode)

    assert not [c for c in shown if ord(c) < 32 and c not in "\n\t"]
    assert "\x7f" not in shown
    assert "\u202e" not in shown
    assert shown.encode("utf-8")
    assert unicode or shown.isascii()
