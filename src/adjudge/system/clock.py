"""Moving the clock of a started system, once it was seen to move."""

from __future__ import annotations

import math
import socket
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from adjudge.errors import ObservationError, SystemFailureError

if TYPE_CHECKING:
    from collections.abc import Callable

_PROBE = 30.0
_TOLERANCE = 2.0
_PATIENCE = 3.0
_LONGEST_PROBE = 20.0
_PAUSE = 0.05
_WAKING = 0.01
_CENTURY = 100 * 366 * 86400.0


class Mover(Protocol):
    """One way to move a clock; both raise `SystemFailureError` where it fails."""

    def move(self, seconds: float) -> None:
        """Move it forward."""
        ...

    def hold(self) -> bool:
        """Let it stand still; tell whether it does."""
        ...

    def release(self) -> None:
        """Let it run on."""
        ...


class NoClock:
    """The clock of a system that can't be moved, known before anything was tried."""

    works = False

    def __init__(self, why: str, next_step: str) -> None:
        self.reason = _explained(why, next_step)
        self._next_step = next_step

    def hold(self) -> bool:
        """Refuse."""
        raise SystemFailureError(self.reason, next_step=self._next_step)

    def release(self) -> None:
        """Do nothing: the real time runs on by itself."""

    def advance(self, seconds: float) -> None:
        """Refuse."""
        require_forward(seconds)
        self.hold()


class MovedClock:
    """A clock with a way to move it; see `adjudge.system.stage.Clock`.

    Args:
        mover: how it is moved.
        told: asks the system for its time, in seconds since 1970.
        obstacle: says what keeps the mover from reaching all of the system, if anything does.
        base: the system's URL; a connection there wakes it, so that it notices which timers are due.
    """

    def __init__(
        self,
        mover: Mover,
        told: Callable[[], float],
        obstacle: Callable[[], str] = lambda: "",
        base: str = "",
    ) -> None:
        self._mover = mover
        self._told = told
        self._obstacle = obstacle
        self._base = base
        self._lock = threading.RLock()

    @property
    def works(self) -> bool:
        """Tell whether the clock was seen to move."""
        return not self.reason

    @property
    def reason(self) -> str:
        """Say why it can't be moved and what would help."""
        with self._lock:
            return self._tested

    def hold(self) -> bool:
        """Let time stand still; tell whether it does."""
        with self._lock:
            self._require()
            return self._mover.hold()

    def release(self) -> None:
        """Let time run on."""
        with self._lock:
            self._mover.release()

    def advance(self, seconds: float) -> None:
        """Move the clock forward, and wake the system so that it looks at its timers."""
        require_forward(seconds)
        with self._lock:
            self._require()
            if obstacle := self._obstacle():  # it may have started more processes since
                raise SystemFailureError(_explained(obstacle, _OWN_CLOCK))
            if seconds > 0:
                self._mover.move(seconds)
                _wake(self._base)

    def _require(self) -> None:
        if self._tested:
            raise SystemFailureError(self._tested)

    @cached_property
    def _tested(self) -> str:
        """Move the clock once and see whether the system notices; say why not."""
        try:
            return self._try()
        except (ObservationError, SystemFailureError) as error:
            return _explained(error.message, error.next_step)

    def _try(self) -> str:
        if obstacle := self._obstacle():
            return _explained(obstacle, _OWN_CLOCK)
        before, began = self._told(), time.monotonic()
        self._mover.move(_PROBE)
        _wake(self._base)
        while True:
            # Servers renew the date of their answers once in a second, so the first may be old.
            moved, passed = self._told() - before, time.monotonic() - began
            if _is_probe(moved, passed):
                return ""
            if passed > _PATIENCE:
                why = f"moved by {_PROBE:g} s, it tells a time that is {moved:.0f} s later"
                return _explained(f"{why} ({passed:.0f} s passed)", _OWN_CLOCK)
            time.sleep(_PAUSE)


_OWN_CLOCK = (
    "let the system offer a clock of its own to tests and name it in adjudge.toml: "
    'clock = {request = "POST /test/clock?forward={seconds}"}'
)


def _explained(why: str, next_step: str) -> str:
    end = f"; {next_step}" if next_step else ""
    return f"the clock of this system cannot be moved: {why}{end}"


def _is_probe(moved: float, passed: float) -> bool:
    """Tell whether a system's time moved by the probe and, perhaps, by what passed meanwhile."""
    if passed > _LONGEST_PROBE:
        return False
    return _PROBE - _TOLERANCE <= moved <= _PROBE + passed + _TOLERANCE


def require_forward(seconds: float) -> float:
    """Return `seconds` if a clock can be moved by so much.

    Raises:
        ValueError: it is negative, not finite, or more than a century.
    """
    if not math.isfinite(seconds) or not 0 <= seconds <= _CENTURY:
        message = (
            f"a clock can't be moved by {seconds:g} s: it goes forward only, at most a century"
        )
        raise ValueError(message)
    return seconds


def _wake(base: str) -> None:
    """Connect and hang up: a system that waits for events then looks at the time again."""
    parts = urlsplit(base)
    if parts.hostname is None:
        return
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname, port), timeout=1).close()
    except OSError:
        return  # whoever talks to it next is told so
    time.sleep(_WAKING)
