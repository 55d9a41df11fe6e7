"""A failure of a command-line product as a `console` case."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from adjudge.system.driver import CommandAction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.checks.machine.repeating import Step


def console(told: Sequence[str], steps: Sequence[Step]) -> str:
    """Render steps as a session.

    Args:
        told: lines of text that say what the case shows.
        steps: of commands only, none of which looks into a result.

    Returns:
        The text; nothing where a step is something else.
    """
    if not steps or any(step.cells for step in steps):
        return ""
    lines = [f"$ : {shlex.quote(line)}" for line in told]
    for step in steps:
        if not isinstance(step.action, CommandAction):
            return ""
        lines += _command(step.action, otherwise=step.otherwise)
    return "\n".join(lines) + "\n"


def _command(action: CommandAction, *, otherwise: bool) -> Iterator[str]:
    command = shlex.join(action.argv)
    if otherwise:
        yield f"$ {command} >/dev/null 2>&1; test $? -ne {action.exit_code} && echo as specified"
        yield "as specified"
        return
    yield f"$ {command}"
    yield "..."
    if action.exit_code:
        yield f"[{action.exit_code}]"
