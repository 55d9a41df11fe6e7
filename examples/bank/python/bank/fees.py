"""What sending money abroad costs."""

from __future__ import annotations

LOWEST, HIGHEST = 2, 50


def fee(amount: int) -> int:
    """Return one in a hundred, rounded up, within the lowest and the highest fee."""
    hundredth = -(-amount // 100)
    return min(max(hundredth, LOWEST), HIGHEST)
