"""Dates in the notation of Rust's chrono, of which Python's is the larger part.

Source: https://docs.rs/chrono/latest/chrono/format/strftime/index.html
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adjudge.checks.hurl.errors import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Callable

_DIRECTIVE = re.compile(r"%(?:[-_0]?[a-zA-Z%+]|\.?[369]?f|:{1,3}z)")
_SHORT = {
    "%F": "%Y-%m-%d",
    "%T": "%H:%M:%S",
    "%R": "%H:%M",
    "%D": "%m/%d/%y",
    "%h": "%b",
    "%e": "%d",
    "%:z": "%z",
    "%::z": "%z",
    "%C": "",
    "%P": "%p",
    "%s": "",
    "%+": "",
}
_COMMON = set("aAbBdHIjmMpSuUVwWyYzZGgf%")
_FRACTION = re.compile(r"%(\.?)([369]?)f")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)


def is_iso(text: str) -> bool:
    """Tell whether a text is a date and time of RFC 3339."""
    if _ISO.fullmatch(text) is None:
        return False
    try:
        _from_iso(text)
    except ValueError:
        return False
    return True


def _from_iso(text: str) -> datetime:
    # Python keeps six digits of a second and refuses what chrono only rounds.
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.upper()))


def check_format(pattern: str) -> None:
    """Make sure that a format can be followed.

    Raises:
        EvaluationError: it has a directive that is not supported.
    """
    for directive in _DIRECTIVE.findall(pattern):
        plain = directive.replace("-", "").replace("_", "")
        known = directive in _SHORT or _FRACTION.fullmatch(directive) is not None
        if not known and (len(plain) != len("%x") or plain[1] not in _COMMON):
            message = f"the date directive `{directive}` is not supported"
            raise EvaluationError(message, blameless=True)


def read_date(text: str, pattern: str) -> datetime:
    """Read a date; as in Hurl, an offset in the text is ignored and the time taken as UTC.

    Raises:
        EvaluationError: the text is not of that form.
    """
    check_format(pattern)
    try:
        if pattern == "%+":
            found = _from_iso(text)
        elif pattern == "%s":
            found = datetime.fromtimestamp(int(text), UTC)
        else:
            found = datetime.strptime(text, _for_reading(pattern))  # noqa: DTZ007  the zone is UTC by Hurl's rule, set below
    except (ValueError, OverflowError, OSError) as error:
        raise EvaluationError(f"`{text[:80]}` is no date of the form `{pattern}`") from error
    return found.replace(tzinfo=UTC)


def _for_reading(pattern: str) -> str:
    def translate(match: re.Match[str]) -> str:
        directive = match[0]
        fraction = _FRACTION.fullmatch(directive)
        if fraction:
            return f"{fraction[1]}%f"
        return _SHORT.get(directive, directive.replace("%-", "%").replace("%_", "%"))

    return _DIRECTIVE.sub(translate, pattern)


def write_date(date: datetime, pattern: str) -> str:
    """Write a date.

    Raises:
        EvaluationError: the format has a directive that is not supported.
    """
    check_format(pattern)
    return _DIRECTIVE.sub(lambda match: _written(date, match[0]), pattern)


def _fraction(date: datetime, point: str, digits: str) -> str:
    # chrono's `%.f` writes as many groups of three digits as are needed, and nothing for none.
    shown = f"{date.microsecond:06}000"
    if digits or not point:
        return point + shown[: int(digits or 9)]
    if not date.microsecond:
        return ""
    return point + (shown[:6] if date.microsecond % 1000 else shown[:3])


def _written(date: datetime, directive: str) -> str:
    fraction = _FRACTION.fullmatch(directive)
    if fraction:
        return _fraction(date, fraction[1], fraction[2])
    special: dict[str, Callable[[], str]] = {
        "%+": date.isoformat,
        "%s": lambda: str(int(date.timestamp())),
        "%C": lambda: f"{date.year // 100:02}",
        "%P": lambda: date.strftime("%p").lower(),
        "%e": lambda: f"{date.day:2}",
        "%:z": lambda: "+00:00",
        "%::z": lambda: "+00:00:00",
    }
    if directive in special:
        return special[directive]()
    return date.strftime(_SHORT.get(directive, directive))
