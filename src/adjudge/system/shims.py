"""The system's own commands as programs on PATH."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from adjudge.system import placeholders

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adjudge.system.configuration import Command


def write(folder: Path, commands: Mapping[str, Command], variables: Mapping[str, str]) -> None:
    """Write an executable file for each command, with the placeholders filled.

    A command with a placeholder that has no value yet says so and fails when it is called.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, command in commands.items():
        path = folder / name
        path.write_text(
            _script(name, command, variables), encoding="utf-8", errors="surrogateescape"
        )
        path.chmod(0o755)


def _script(name: str, command: Command, variables: Mapping[str, str]) -> str:
    missing = [n for word in command for n in placeholders.names(word) if n not in variables]
    if missing:
        problem = f"{name}: {{{missing[0]}}} has no value: the system is not started"
        return f"#!/bin/sh\necho {shlex.quote(problem)} >&2\nexit 126\n"
    words = " ".join(shlex.quote(placeholders.fill(word, variables)) for word in command)
    return f'#!/bin/sh\nexec {words} "$@"\n'
