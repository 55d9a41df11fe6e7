"""A process that is spoken to while it runs: one message, one reply, and what was written between.

Messages travel over a socket that is the process's standard input. A socket can't be opened through
`/proc/PID/fd`, so a program that the process starts without it has no way to reply in its place.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.system.process import Process, spawn
from adjudge.system.stage import Exceeded, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Self

_CHUNK = 65536
_LOOK = 0.1
_BRIEFLY = 0.02


@dataclass(frozen=True, slots=True)
class Turn:
    """What a process did after one message.

    `reply` is one line without its end, or None where the process ended instead; then
    `exit_code` is as in `subprocess`. `exceeded` names the bound that ended it, if one did.
    """

    reply: bytes | None
    stdout: bytes
    stderr: bytes
    seconds: float
    exit_code: int | None = None
    exceeded: Exceeded | None = None


@contextlib.contextmanager
def converse(
    argv: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    limits: Limits,
    each_turn: bool = False,
) -> Iterator[Conversation]:
    """Start a process to talk with; on leaving, it and everything that it started is ended.

    Args:
        argv: the program and its arguments; its standard input is the socket of the messages.
        cwd: where it runs.
        environment: all that it is given.
        limits: the bounds of the whole conversation; the output of all turns counts.
        each_turn: let the bounds of time and output hold for each turn instead.

    Raises:
        SystemFailureError: the program does not exist or can't be executed.
    """
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            process = spawn(argv, cwd=cwd, environment=environment, stdin=theirs.fileno())
        with process, Conversation(process, ours, limits, each_turn=each_turn) as conversation:
            yield conversation


class Conversation:
    """The turns of one process."""

    def __init__(
        self, process: Process, channel: socket.socket, limits: Limits, *, each_turn: bool
    ) -> None:
        self._process = process
        self._channel = channel
        self._limits = limits
        self._each_turn = each_turn
        self._room = limits.output
        self._deadline = process.started + limits.seconds
        self._exceeded: Exceeded | None = None
        self._received = bytearray()
        self._stdout, self._stderr = bytearray(), bytearray()
        self._written = {
            process.stdout.fileno(): self._stdout,
            process.stderr.fileno(): self._stderr,
        }
        self._selector = selectors.DefaultSelector()
        channel.setblocking(False)
        self._selector.register(channel, selectors.EVENT_READ)
        for descriptor in self._written:
            os.set_blocking(descriptor, False)
            self._selector.register(descriptor, selectors.EVENT_READ)

    def __enter__(self) -> Self:
        """Return the conversation itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._selector.close()

    def say(self, message: bytes) -> Turn:
        """Send a message and listen until a line of reply has come, or none can come any more.

        All that the process wrote before it replied is in the turn. What its descendants
        write later belongs to a later turn. A process that has ended says nothing more.
        """
        started = time.monotonic()
        if self._process.popen.returncode is not None:
            return Turn(None, b"", b"", 0.0, self._process.popen.returncode, self._exceeded)
        if self._each_turn:
            self._room = self._limits.output
            self._deadline = started + self._limits.seconds
        unsent = memoryview(message)
        next_look = started + _BRIEFLY
        while b"\n" not in self._received and self._exceeded is None and not self._gone():
            unsent = self._send(unsent)
            now = time.monotonic()
            if now >= self._deadline:
                self._exceeded = Exceeded.TIME
            elif now >= next_look:
                self._measure()
                next_look = now + _LOOK
            self._listen(_BRIEFLY if unsent or now - started < _LOOK else _LOOK)
        return self._turn(started)

    def _gone(self) -> bool:
        return self._process.ended() and not self._listen(0)

    def _send(self, unsent: memoryview) -> memoryview:
        if not unsent:
            return unsent
        try:
            left = unsent[self._channel.send(unsent) :]
        except BlockingIOError:
            left = unsent
        except OSError:  # it has gone; its end is noticed apart from this
            left = unsent[len(unsent) :]
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if left else 0)
        with contextlib.suppress(KeyError):
            self._selector.modify(self._channel, events)
        return left

    def _measure(self) -> None:
        if self._process.memory(self._limits.memory) > self._limits.memory:
            self._exceeded = Exceeded.MEMORY

    def _listen(self, seconds: float) -> bool:
        """Wait for something to read and take it; tell whether there was anything."""
        remaining = max(self._deadline - time.monotonic(), 0)
        ready = self._selector.select(min(seconds, remaining))
        readable = [key.fd for key, events in ready if events & selectors.EVENT_READ]
        return sum(map(self._take, readable)) > 0

    def _take(self, descriptor: int) -> bool:
        try:
            chunk = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return False
        except ConnectionError:
            chunk = b""
        if not chunk:
            with contextlib.suppress(KeyError):
                self._selector.unregister(descriptor)
            return False
        self._written.get(descriptor, self._received).extend(chunk[: self._room])
        if len(chunk) > self._room:
            self._exceeded = Exceeded.OUTPUT
        self._room = max(self._room - len(chunk), 0)
        return True

    def _turn(self, started: float) -> Turn:
        while self._room and sum(map(self._take, self._written)):
            pass
        reply, end, rest = self._received.partition(b"\n")
        self._received = rest
        replied = bool(end) and self._exceeded is None
        stdout, stderr = bytes(self._stdout), bytes(self._stderr)
        self._stdout.clear()
        self._stderr.clear()
        return Turn(
            bytes(reply) if replied else None,
            stdout,
            stderr,
            seconds=time.monotonic() - started,
            exit_code=None if replied else self._process.end(),
            exceeded=self._exceeded,
        )
