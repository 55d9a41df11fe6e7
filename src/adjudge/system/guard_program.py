"""What the guard runs: waits for Adjudge to die, then ends and removes what it left behind.

It runs with `python -I -S`, so it imports the standard library alone, and as little of it as it
can. Arguments: the mark of the run, and the folder to remove. Standard input is a pipe that
nobody writes to: its end is the death of Adjudge, however that came about.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time


def _marked(mark: bytes) -> list[int]:
    """Every process whose environment carries the run's mark, but for this one."""
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208 pathlib would double the start of this program
        if name.isdigit() and int(name) != os.getpid():
            try:
                with open(f"/proc/{name}/environ", "rb") as file:  # noqa: PTH123 as above
                    if mark in file.read():
                        found.append(int(name))
            except OSError:
                continue
    return found


def _end_all(mark: bytes) -> None:
    """Kill what carries the mark until nothing does, for half a minute at most."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        alive = _marked(mark)
        if not alive:
            return
        for pid in alive:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        time.sleep(0.01)


def _remove_shared(mark: str) -> None:
    """Remove the shared memory and the semaphores whose names carry the run's mark."""
    folder = "/dev/shm"  # noqa: S108 where the C library keeps them
    if os.path.isdir(folder):  # noqa: PTH112 as above
        for name in os.listdir(folder):  # noqa: PTH208 as above
            if mark in name:
                try:
                    os.unlink(f"{folder}/{name}")  # noqa: PTH108 as above
                except OSError:
                    continue


def main(mark: str, folder: str) -> None:
    """Wait for the end of standard input, then clean up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 4096):
        pass
    if os.path.isdir("/proc/self"):  # noqa: PTH112 as above
        _end_all(mark.encode())
    _remove_shared(mark)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
