from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge import quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 s", 30.0),
        ("30s", 30.0),
        ("500 ms", 0.5),
        ("2 min", 120.0),
        ("1.5 h", 5400.0),
        (" 1 d ", 86400.0),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, expected: float) -> None:
    assert quantities.seconds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("512 MiB", 512 * 2**20), ("1 GB", 10**9), ("1.5 KiB", 1536), ("7 B", 7)],
)
def test_a_size_is_a_number_and_a_unit(text: str, expected: int) -> None:
    assert quantities.size(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "30", "s", "30  s", "-1 s", "1e3 s", "30 sec", "30 S", "0 s", "٣ s", "1 MiB", "1,5 s"],
)
def test_anything_else_is_no_duration_and_the_message_names_it(text: str) -> None:
    with pytest.raises(quantities.QuantityError) as caught:
        quantities.seconds(text)

    assert f"“{text}”" in str(caught.value)


@pytest.mark.parametrize("text", ["512", "1 mb", "1 Mb", "0 B", "0.1 B", "1 s", "9" * 5000 + " B"])
def test_anything_else_is_no_size(text: str) -> None:
    with pytest.raises(quantities.QuantityError):
        quantities.size(text)


@given(st.text() | st.from_regex(r"[0-9]{1,4}(\.[0-9])? ?(ms|s|min)", fullmatch=True))
def test_any_text_is_a_positive_duration_or_an_error(text: str) -> None:
    with contextlib.suppress(quantities.QuantityError):
        assert quantities.seconds(text) > 0
