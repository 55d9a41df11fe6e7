"""One runner: a process that is asked one thing after the other over a private channel."""

from __future__ import annotations

import contextlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from adjudge.errors import AdjudgeError
from adjudge.system.session import converse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from adjudge.system.session import Conversation, Turn
    from adjudge.system.stage import Limits


class RunnerError(AdjudgeError):
    """A runner ended, exceeded a bound or answered with something else; it can't be asked again."""


class Runner:
    """A started runner.

    Args:
        argv: its program.
        folder: where it runs.
        environment: all that it is given.
        limits: its bounds; those of time and output hold for each question.
        helps: answers what the runner asks in its turn before it answers itself.

    Raises:
        SystemFailureError: there is no such interpreter.
    """

    def __init__(
        self,
        argv: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        limits: Limits,
        helps: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None,
    ) -> None:
        self._opened = contextlib.ExitStack()
        self._limits = limits
        self._helps = helps
        self._talk: Conversation = self._opened.enter_context(
            converse(argv, cwd=folder, environment=environment, limits=limits, each_turn=True)
        )

    def close(self) -> None:
        """End the process and everything that it started."""
        self._opened.close()

    def ask(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask one thing and return the answer.

        Raises:
            RunnerError: there was none; the message says why, and the process is ended.
        """
        try:
            reply = self._exchange(request)
            while "ask" in reply and self._helps is not None:
                reply = self._exchange(self._helps(reply))
        except RunnerError:
            self.close()
            raise
        return reply

    def _exchange(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        token = secrets.token_hex(8)
        turn = self._talk.say(json.dumps({**request, "token": token}).encode() + b"\n")
        if turn.exceeded is not None:
            raise RunnerError(f"it exceeded its bound of {_bound(turn, self._limits)}")
        if turn.reply is None:
            raise RunnerError(f"its process ended with exit code {turn.exit_code}{_last(turn)}")
        try:
            reply: dict[str, Any] = json.loads(turn.reply)
            genuine = reply.pop("token", "") == token
        except (ValueError, AttributeError, TypeError, RecursionError):
            genuine = False
        if not genuine:
            raise RunnerError("something other than the runner answered on its private channel")
        return reply


def _bound(turn: Turn, limits: Limits) -> str:
    bounds = {"time": f"{limits.seconds:g} s", "output": f"{limits.output} bytes of output"}
    return bounds.get(str(turn.exceeded), f"{limits.memory} bytes of memory")


def _last(turn: Turn) -> str:
    """Return the last line that says something; Node's own last line is its version."""
    lines = turn.stderr.decode("utf-8", "replace").splitlines()
    said = [line.strip() for line in lines if line.strip() and not line.startswith("Node.js v")]
    return f": {said[-1]}" if said else ""
