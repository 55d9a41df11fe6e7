"""What came of executing one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adjudge.checks.model import Fault
from adjudge.system.stage import Exceeded, Limits


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception: the names of its class and bases, its message, where it came from."""

    names: tuple[str, ...]
    message: str
    place: str
    trace: str


@dataclass(frozen=True, slots=True)
class Observed:
    """What a row's command or call did.

    A command has an `exit_code`; a call either `raised` or returned a `value`. `undecided` says
    why what was observed decides nothing, `not_run` why nothing was executed, and then `fault`
    whose fault that is.
    """

    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0
    exit_code: int | None = None
    value: Any = None
    raised: Raised | None = None
    undecided: str = ""
    not_run: str = ""
    fault: Fault = Fault.SYSTEM


def bound(exceeded: Exceeded, limits: Limits) -> str:
    """Say which bound ended a process."""
    return {
        Exceeded.TIME: f"it did not end within {limits.seconds:g} s",
        Exceeded.MEMORY: f"it used more than {limits.memory} bytes of memory",
        Exceeded.OUTPUT: f"it wrote more than {limits.output} bytes",
    }[exceeded]


def readable(output: bytes) -> str:
    r"""Decode an output; a byte that is not UTF-8 becomes `\xff`."""
    return output.decode("utf-8", "backslashreplace")
