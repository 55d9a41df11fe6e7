"""A checked log for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.machine.logs.standing import Standing
from adjudge.words import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.machine.terms import Value
    from adjudge.run.log import CheckedLog


def render(checked: CheckedLog) -> str:
    """Say what a log was held against, how far it goes, and what ended that."""
    result = checked.result
    lines = [f"{checked.machine} ({checked.requirement}): {_followed(checked)}"]
    if result.finding is not None:
        lines.append(result.finding.explain())
    if result.candidates:
        lines.append(f"possible before it ({plural(result.candidates, 'state')}):")
        lines += (f"  {_state(state)}" for state in result.states)
    if result.allowed:
        lines.append(f"allowed there: {', '.join(result.allowed)}")
    return "\n".join(lines) + "\n"


def _state(state: Mapping[str, Value]) -> str:
    return ", ".join(f"{name}={value}" for name, value in state.items())


def _followed(checked: CheckedLog) -> str:
    result = checked.result
    words = f"{plural(result.events, 'event')} allowed"
    if result.standing is not Standing.ALLOWED:
        words = f"{words}, then {result.standing}"
    if result.ignored:
        words += f"; {plural(result.ignored, 'span')} of other names"
    return words
