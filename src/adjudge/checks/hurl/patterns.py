"""Regular expressions, in bounded time.

Hurl uses Rust's `regex`, which has no look-around and never backtracks; the `regex` package reads
a superset of that notation, Unicode classes included, and can be given a time limit instead.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from adjudge.checks.hurl.errors import EvaluationError
from adjudge.checks.hurl.tree import Pattern

SECONDS = 5.0
"""Longest time that one search may take."""

Compiled = regex.Pattern[str]


def compile_pattern(pattern: Pattern | str) -> Compiled:
    """Compile an expression; in a `Pattern` a slash stands behind a backslash.

    Raises:
        EvaluationError: it is not a regular expression.
    """
    source = pattern.source.replace("\\/", "/") if isinstance(pattern, Pattern) else pattern
    return _compile(source)


@lru_cache(maxsize=256)
def _compile(source: str) -> Compiled:
    try:
        return regex.compile(source.replace(r"\z", r"\Z"), regex.VERSION0)
    except (regex.error, OverflowError, RecursionError) as error:
        message = f"`{source}` is not a regular expression: {error}"
        raise EvaluationError(message, blameless=True) from error


def search(pattern: Compiled, text: str) -> regex.Match[str] | None:
    """Find the first match in `text`.

    Raises:
        EvaluationError: the search took longer than `SECONDS`.
    """
    try:
        return pattern.search(text, timeout=SECONDS)
    except TimeoutError as error:
        raise _slow(pattern) from error


def substitute(pattern: Compiled, replacement: str, text: str) -> str:
    """Replace every match; `$1` and `${name}` in the replacement stand for groups, as in Rust.

    Raises:
        EvaluationError: the search took longer than `SECONDS`, or there is no such group.
    """
    template = replacement.replace("\\", r"\\").replace("$$", "\0")
    template = regex.sub(r"\$(?:\{(\w+)\}|(\w+))", r"\\g<\1\2>", template).replace("\0", "$")
    try:
        return pattern.sub(template, text, timeout=SECONDS)
    except TimeoutError as error:
        raise _slow(pattern) from error
    except (regex.error, IndexError) as error:
        message = f"`{replacement}` names a group that `{pattern.pattern}` does not have"
        raise EvaluationError(message, blameless=True) from error


def _slow(pattern: Compiled) -> EvaluationError:
    message = f"`{pattern.pattern}` took longer than {SECONDS:g} s"
    return EvaluationError(message, blameless=True)
