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
    argv: Sequence[str], *, cwd: Path, environment: Mapping[str, str], limits: Limits
) -> Iterator[Conversation]:
    """Start a process to talk with; on leaving, it and everything that it started is ended.

    Args:
        argv: the program and its arguments; its standard input is the socket of the messages.
        cwd: where it runs.
        environment: all that it is given.
        limits: the bounds of the whole conversation; the output of all turns counts.

    Raises:
        SystemFailureError: the program does not exist or can't be executed.
    """
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            process = spawn(argv, cwd=cwd, environment=environment, stdin=theirs.fileno())
        with process, Conversation(process, ours, limits) as conversation:
            yield conversation


class Conversation:
    """The turns of one process."""

    def __init__(self, process: Process, channel: socket.socket, limits: Limits) -> None:
        self._process = process
        self._channel = channel
        self._limits = limits
        self._room = limits.output
        self._exceeded: Exceeded | None = None
        self._received = bytearray()
        self._stdout, self._stderr = bytearray(), bytearray()
        self._written = {
            process.stdout.fileno(): self._stdout,
            process.stderr.fileno(): self._stderr,
        }
        self._selector = selectors.DefaultSelector()
        channel.setblocking(False)
        for descriptor in (channel.fileno(), *self._written):
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
        unsent = memoryview(message)
        next_look = started + _BRIEFLY
        while b"\n" not in self._received and self._exceeded is None and not self._gone():
            unsent = self._send(unsent)
            now = time.monotonic()
            if now - self._process.started >= self._limits.seconds:
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
            return unsent[self._channel.send(unsent) :]
        except BlockingIOError:
            return unsent
        except OSError:  # it has gone; its end is noticed apart from this
            return unsent[len(unsent) :]

    def _measure(self) -> None:
        if self._process.memory(self._limits.memory) > self._limits.memory:
            self._exceeded = Exceeded.MEMORY

    def _listen(self, seconds: float) -> bool:
        """Wait for something to read and take it; tell whether there was anything."""
        remaining = self._process.started + self._limits.seconds - time.monotonic()
        ready = self._selector.select(max(min(seconds, remaining), 0))
        return sum(self._take(key.fd) for key, _ in ready) > 0

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
        elif descriptor in self._written:
            self._written[descriptor] += chunk[: self._room]
            if len(chunk) > self._room:
                self._exceeded = Exceeded.OUTPUT
            self._room = max(self._room - len(chunk), 0)
        else:
            self._received += chunk
        return bool(chunk)

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
