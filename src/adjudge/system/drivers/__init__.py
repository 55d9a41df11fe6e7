"""Drivers: a running system under the words of one machine; `lend` is the one entrance."""

from __future__ import annotations

from adjudge.system.drivers.lending import lend
from adjudge.system.drivers.problems import problems

__all__ = ["lend", "problems"]
