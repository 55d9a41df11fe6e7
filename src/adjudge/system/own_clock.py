"""Moving a test clock that a system itself offers, by a request or by a command."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adjudge.errors import SystemFailureError
from adjudge.system import placeholders, process
from adjudge.system.configuration import Command
from adjudge.system.stage import Limits
from adjudge.system.told_time import exchange

_SUCCESS = range(200, 300)


def amount(seconds: float) -> str:
    """Write a number of seconds for a request or a command: `900`, `0.5`."""
    return f"{seconds:.6f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class RequestMover:
    """A test clock of the system's own, moved by a request; it stands still only if it does anyway."""

    request: str
    variables: Mapping[str, str]

    def move(self, seconds: float) -> None:
        """Send the request; only a status of 2xx says that it was done."""
        known = {**self.variables, "seconds": amount(seconds)}
        method, _, target = placeholders.fill(self.request, known).partition(" ")
        url = f"{self.variables['base']}{target}" if target.startswith("/") else target
        try:
            status = exchange(method, url).status
        except (OSError, http.client.HTTPException) as error:
            raise SystemFailureError(f"{method} {url} was not answered: {error}") from error
        if status not in _SUCCESS:
            step = "correct `request` of its `clock` in adjudge.toml"
            raise SystemFailureError(f"{method} {url} was answered with {status}", next_step=step)

    def hold(self) -> bool:
        """Leave it as it is."""
        return False

    def release(self) -> None:
        """Leave it as it is."""


@dataclass(frozen=True, slots=True)
class CommandMover:
    """A test clock of the system's own, moved by a command."""

    command: Command
    variables: Mapping[str, str]
    cwd: Path
    environment: Mapping[str, str]
    limits: Limits

    def move(self, seconds: float) -> None:
        """Run the command; only an exit code of 0 says that it was done."""
        known = {**self.variables, "seconds": amount(seconds)}
        argv = [placeholders.fill(word, known) for word in self.command]
        done = process.run(argv, cwd=self.cwd, environment=self.environment, limits=self.limits)
        if done.exit_code != 0 or done.exceeded is not None:
            words = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
            raise SystemFailureError(
                f"“{' '.join(argv)}” ended with {done.exceeded or done.exit_code}",
                next_step="correct `command` of its `clock` in adjudge.toml",
                transcript=words,
            )

    def hold(self) -> bool:
        """Leave it as it is."""
        return False

    def release(self) -> None:
        """Leave it as it is."""
