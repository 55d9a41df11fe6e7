from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from adjudge.evidence.bounds import ATTACHMENTS, CASE, TRANSCRIPT, bound, shorten

if TYPE_CHECKING:
    from tests.evidence.conftest import Make


@given(st.text(max_size=60), st.integers(2, 40))
def test_a_shortened_text_keeps_both_ends(text: str, limit: int) -> None:
    short = shorten(text, limit)

    assert (short == text) == (len(text) <= limit)
    assert short[: limit // 2] == text[: limit // 2]
    assert short[-(limit // 2) :] == text[-(limit // 2) :]


def test_only_what_is_too_long_is_touched(make: Make) -> None:
    evidence = make.evidence(make.case(actual="x" * CASE), transcript="x" * TRANSCRIPT)

    assert bound(evidence) == evidence


def test_every_text_of_a_case_is_bounded(make: Make) -> None:
    long = "x" * (CASE * 3)
    case = make.case(name=long, expected=long, actual=long, reason=long, cause=long)

    (kept,) = bound(make.evidence(case, reason=long)).cases

    texts = (kept.name, kept.expected, kept.actual, kept.reason, kept.cause)
    assert max(map(len, texts)) < CASE + 60


def test_an_attachment_is_kept_whole_or_not_at_all(make: Make) -> None:
    evidence = make.evidence(make.case(), attachments={"large": "x" * ATTACHMENTS, "small": "yes"})

    assert bound(evidence).attachments == {"small": "yes"}
