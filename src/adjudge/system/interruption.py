"""Ending a run at once: no process of it starts any more, and those that live are killed."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system import marks
from adjudge.system.descendants import descendants

if TYPE_CHECKING:
    from collections.abc import Iterator

_interrupted = threading.Event()


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Make a run that `interrupt` can end; an earlier interruption is forgotten."""
    _interrupted.clear()
    yield


def interrupt() -> None:
    """Let no process of the run start any more, and kill those that live.

    Whoever waits for one of them sees it end, and returns.
    """
    _interrupted.set()
    for pid in descendants(os.getpid()):
        if any(mark.startswith(f"{marks.RUN}.") for mark in marks.carried(pid)):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def is_interrupted() -> bool:
    """Tell whether the run has been interrupted, so that nothing needs to end gracefully."""
    return _interrupted.is_set()


def refuse_if_interrupted() -> None:
    """Raise if the run has been interrupted.

    Raises:
        SystemFailureError: it has.
    """
    if is_interrupted():
        raise SystemFailureError("the run was interrupted", next_step="run it again")
