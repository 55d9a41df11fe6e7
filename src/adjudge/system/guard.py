"""The guard: a tiny process that outlives Adjudge just long enough to clean up after it."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from adjudge.system import guard_program, marks

_lock = threading.Lock()
_watched: list[Path] = []


def watch() -> Path:
    """Return this run's scratch folder; from the first call on, the guard watches over it.

    Should this process end in any way, SIGKILL included, the guard kills every process that
    carries the run's mark and removes the folder.
    """
    if not _watched:
        with _lock:
            if not _watched:
                _watched.append(_start())
    return _watched[0]


def _start() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="adjudge-")).resolve()
    read, write = os.pipe()  # neither end is inherited, so nobody else keeps the guard waiting
    program = [sys.executable, "-I", "-S", guard_program.__file__, f"{marks.RUN}.", str(folder)]
    guard = subprocess.Popen(
        program,
        stdin=read,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    )
    os.close(read)
    atexit.register(_dismiss, guard, write, os.getpid())
    return folder


def _dismiss(guard: subprocess.Popen[bytes], write: int, owner: int) -> None:
    """Let the guard do its work at an ordinary end, and see it done."""
    if os.getpid() != owner:
        return
    os.close(write)
    with contextlib.suppress(subprocess.TimeoutExpired):
        guard.wait(timeout=10)
