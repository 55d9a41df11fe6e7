"""The mark that every process of a run carries, so that none of them can be lost."""

from __future__ import annotations

import itertools
import os
import secrets
from pathlib import Path

VARIABLE = "ADJUDGE_RUN"
RUN = secrets.token_hex(8)
"""This process's own run."""

_numbers = itertools.count(1)


def new() -> str:
    """Return a mark that no other process tree carries."""
    return f"{RUN}.{next(_numbers)}"


def value(mark: str) -> str:
    """Return what `ADJUDGE_RUN` must hold for a process marked `mark`.

    A run inside a run keeps the outer mark, so that ending the outer one ends both.
    """
    outer = os.environ.get(VARIABLE, "")
    return f"{outer}:{mark}" if outer else mark


def carried(pid: int) -> frozenset[str]:
    """Return the marks that the process `pid` carries; none if it can't be read."""
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return frozenset()
    prefix = f"{VARIABLE}=".encode()
    for entry in environment.split(b"\0"):
        if entry.startswith(prefix):
            text = entry.removeprefix(prefix).decode("ascii", "replace")
            return frozenset(text.split(":"))
    return frozenset()
