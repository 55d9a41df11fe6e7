"""What every checker of proofs is given: an environment that is the same everywhere, and its bounds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from adjudge.system.stage import Exceeded, Limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PASSED = ("PATH", "JAVA_HOME")


def surroundings(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the complete environment of a checker; nothing else is inherited.

    A proof is not about the system under judgment, so nothing of that system is in it.

    Args:
        home: a folder of its own, which also takes its temporary files.
        more: what the configuration adds.
    """
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    own = {"HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", "TZ": "UTC"}
    return {"PATH": os.defpath, **passed, **own, **(more or {})}


def bound(name: str, exceeded: Exceeded, limits: Limits) -> str:
    """Say which bound ended a checker."""
    return {
        Exceeded.TIME: f"{name} did not end within {limits.seconds:g} s",
        Exceeded.MEMORY: f"{name} used more than {limits.memory} bytes of memory",
        Exceeded.OUTPUT: f"{name} wrote more than {limits.output} bytes",
    }[exceeded]
