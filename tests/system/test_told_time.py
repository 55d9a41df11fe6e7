from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.system.told_time import find_time

MOMENTS = st.integers(10**9, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(MOMENTS)
def test_every_form_of_a_moment_is_found_in_a_text(moment: datetime) -> None:
    expected = moment.timestamp()

    for text in (
        moment.isoformat(),
        f"it is {moment:%Y-%m-%d %H:%M:%S} now",
        f'{{"now": "{moment:%Y-%m-%dT%H:%M:%SZ}"}}',
        format_datetime(moment, usegmt=True),
        f'{{"now": {expected:.3f}}}',
        str(int(expected)),
        str(int(expected * 1000)),
    ):
        assert find_time(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text", ["", "noon", "900", "12345678901234567890", "2026-13-45T99:99:99Z", "99.1234567890123"]
)
def test_what_is_no_moment_is_not_taken_for_one(text: str) -> None:
    assert find_time(text) is None


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    assert isinstance(find_time(text), float | None)
