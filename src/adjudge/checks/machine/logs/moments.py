"""Moments as logs write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,12})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def moment(value: str | float) -> float | None:
    """Return a moment in seconds since 1970, or as it stands if it is a number; None if it is none.

    Args:
        value: RFC 3339 with its offset from UTC, or seconds on any clock.
    """
    if isinstance(value, int | float):
        return float(value)
    if not _RFC_3339.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        return None
