"""Programs run in the system's copy: an event is a command line, its outcome an exit code."""

from __future__ import annotations

import shlex
import time
from typing import TYPE_CHECKING

from adjudge.errors import UnsendableError
from adjudge.system import templates
from adjudge.system.driver import CommandAction
from adjudge.system.drivers.done import Done

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adjudge.system.binding import Act, Program
    from adjudge.system.stage import Stage
    from adjudge.system.templates import Lookup

_KEPT = 10_000


class Programs:
    """Runs programs in one folder; safe to use from many threads."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage = stage
        self._folder = folder

    def act(self, act: Act, lookup: Lookup) -> Done:
        """Fill a command line and run it."""
        program: Program = act  # type: ignore[assignment]  # the driver gives each actor its own kind
        argv = [templates.fill(word, lookup) for word in program.argv]
        stdin = templates.fill(program.stdin, lookup) if program.stdin is not None else ""
        return self.run(argv, stdin)

    def run(self, argv: Sequence[str], stdin: str = "") -> Done:
        """Run a program to its end.

        Raises:
            SystemFailureError: it does not exist or can't be executed.
            UnsendableError: an argument has no form on a command line.
        """
        if any("\0" in word for word in argv):
            raise UnsendableError("no argument of a program can hold a NUL character")
        begun = time.monotonic()
        done = self._stage.run(
            _encodable(argv), cwd=self._folder, stdin=stdin.encode("utf-8", "surrogatepass")
        )
        ended = time.monotonic()
        out, err = (data.decode("utf-8", "replace") for data in (done.stdout, done.stderr))
        shown = shlex.join(argv)
        action = CommandAction(tuple(argv), done.exit_code, out[:_KEPT], err[:_KEPT])
        failure = f"it exceeded its bound of {done.exceeded}" if done.exceeded else ""
        if not failure and done.exit_code < 0:
            failure = f"ended by signal {-done.exit_code}: {_last_line(err)}"
        return Done(
            shown,
            done.exit_code,
            text=out,
            message=err,
            failure=failure,
            action=action,
            begun=begun,
            ended=ended,
        )


def _encodable(argv: Sequence[str]) -> list[str]:
    try:
        for word in argv:
            word.encode()
    except UnicodeEncodeError as error:
        raise UnsendableError("a lone surrogate has no form on a command line") from error
    return list(argv)


def _last_line(text: str) -> str:
    return text.strip().rsplit("\n", 1)[-1]
