"""Finding, measuring and ending all that a process started, wherever it hid.

Linux hands the orphans of a subreaper's descendants to the subreaper (prctl(2)), so whatever
changes its session or forks twice becomes a child of Adjudge and is found by the mark in its
environment, or as a child that nobody here started. Elsewhere, the process group and psutil's view of the tree must do.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from adjudge.system import marks

if TYPE_CHECKING:
    from collections.abc import Callable

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE = 5.0


@cache
def adopt_orphans() -> bool:
    """Make this process the parent of every orphan below it; false where that can't be done."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def children(pid: int) -> list[int]:
    """Return the process IDs of the children of `pid`."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 a Path for each thread costs more than the listing
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{pid}/task/{task}/children").read_text(encoding="ascii")
                found.extend(int(word) for word in text.split())
    except OSError:
        if not Path("/proc/self/task").exists():
            with contextlib.suppress(psutil.Error):
                return [child.pid for child in psutil.Process(pid).children()]
    return found


def descendants(pid: int) -> list[int]:
    """Return all processes below `pid`, parents before children."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = children(waiting.pop())
        found.extend(below)
        waiting.extend(below)
    return found


def orphans(mark: str) -> list[int]:
    """Return the processes that became children of this one and carry `mark`."""
    return [pid for pid in children(os.getpid()) if mark in marks.carried(pid)]


def tree(pid: int, mark: str) -> list[int]:
    """Return every process that `pid` started and that still lives, directly or not."""
    found = dict.fromkeys(descendants(pid))
    for orphan in orphans(mark):
        if orphan != pid:
            found.update(dict.fromkeys([orphan, *descendants(orphan)]))
    return list(found)


def memory(pids: list[int], limit: int) -> int:
    """Return the bytes of memory that the processes occupy together.

    Shared pages are divided among their users only where the quick sum is over `limit`, since
    that takes the kernel a walk through each address space.
    """
    total = sum(map(_resident, pids))
    return total if total <= limit else sum(map(_proportional, pids))


def _resident(pid: int) -> int:
    try:
        return psutil.Process(pid).memory_info().rss
    except psutil.Error:
        return 0


def _proportional(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return _resident(pid)
    shares = [line.split() for line in text.splitlines() if line.startswith("Pss:")]
    return int(shares[0][1]) * 1024 if shares else 0


def end(pid: int, mark: str) -> None:
    """Kill the group of `pid` and all that it ever started, and wait until they are gone.

    `pid` itself must not have been waited for yet: until then its number and that of its group
    can't be given to somebody else.
    """
    victims: set[int] = set()
    deadline = time.monotonic() + _PATIENCE
    while True:
        _kill(os.killpg, pid)
        alive = set(tree(pid, mark))
        for victim in alive:
            _kill(os.kill, victim)
        victims = {v for v in victims | alive | set(_members(pid)) if v != pid and _remains(v)}
        if not (alive or victims) or time.monotonic() > deadline:
            return
        time.sleep(0.001)


def _kill(how: Callable[[int, int], None], pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        how(pid, signal.SIGKILL)


def _remains(pid: int) -> bool:
    """Tell whether the process is still there; one that has ended is waited for if it is ours."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == 0
    except ChildProcessError:
        return psutil.pid_exists(pid)


def _members(group: int) -> list[int]:
    """Return the children of this process that belong to the group, zombies included."""
    found = []
    for pid in children(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(pid) == group:
                found.append(pid)
    return found


class Household:
    """Counts the processes that are running, and clears up once there are none.

    What clears its environment and leaves its session belongs to nobody in particular: it is an
    unmarked child of this process, like any other. But when no process of ours is left, whatever
    became a child meanwhile, in a session that is not our own, was left behind by one of them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self._before: frozenset[int] = frozenset()

    def open(self) -> None:
        """Note that a process is about to be started."""
        with self._lock:
            if self._running == 0:
                self._before = frozenset(children(os.getpid()))
            self._running += 1

    def close(self) -> None:
        """Note that a process has ended; after the last one, end what all of them left."""
        with self._lock:
            self._running -= 1
            deadline = time.monotonic() + _PATIENCE
            while self._running == 0 and (left := self._left()) and time.monotonic() < deadline:
                for pid in left:
                    _kill(os.kill, pid)
                    _remains(pid)

    def _left(self) -> list[int]:
        found = []
        for pid in children(os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                if pid not in self._before and os.getsid(pid) != os.getsid(0):
                    found.append(pid)
        return found
