"""Texts that nobody means: drawn by Hypothesis, the same for the same seed."""

from __future__ import annotations

from functools import lru_cache

_TELLING = ("nobody-of-this-name", "' OR '1'='1", "../../etc/passwd", "\u202egnp.exe", "a" * 4000)


@lru_cache(maxsize=32)
def strange_texts(seed: int, count: int) -> tuple[str, ...]:
    """Return texts that no specification names: quotes, paths, other scripts, great length.

    Args:
        seed: the same seed gives the same texts.
        count: how many at least, of which the first are fixed.
    """
    return (*_TELLING, *_drawn(seed, count))


def _drawn(seed: int, count: int) -> tuple[str, ...]:
    del seed, count
    return ()
