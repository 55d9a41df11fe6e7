"""Durations and sizes as people write them: a number and a unit, never a bare number."""

from __future__ import annotations

import re

_DURATIONS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_SIZES = {
    "B": 1,
    "kB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
}
_QUANTITY = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s?([A-Za-z]+)", re.ASCII)


class QuantityError(ValueError):
    """A text is not the quantity that it should be; the message names the text and the units."""


def seconds(text: str) -> float:
    """Read a duration such as `30 s`, `500 ms` or `1.5 min` and return it in seconds.

    Raises:
        QuantityError: the text is anything else, zero included.
    """
    return _read(text, _DURATIONS, "a duration", "30 s")


def size(text: str) -> int:
    """Read a size such as `512 MiB` or `1 GB` and return it in bytes.

    Raises:
        QuantityError: the text is anything else, or less than one byte.
    """
    return int(_read(text, _SIZES, "a size", "512 MiB"))


def _read(text: str, units: dict[str, float] | dict[str, int], what: str, example: str) -> float:
    match = _QUANTITY.fullmatch(text.strip())
    factor = units.get(match[2]) if match else None
    if match is None or factor is None:
        known = ", ".join(units)
        message = f"“{text}” is not {what}: write a number and one of {known}, as in “{example}”"
        raise QuantityError(message)
    value = float(match[1]) * factor
    if value <= 0 or (units is _SIZES and value < 1):
        message = f"“{text}” is not {what} that can bound anything: it must be more than nothing"
        raise QuantityError(message)
    return value
