"""Private copies of a built tree: one for each check, pooled, and reused only when unchanged."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adjudge.errors import SystemFailureError

Facts = tuple[int, int, int, int, int]
"""Of one path: inode, mode, size, and the times of its last change of content and of status.

No program can set the last one, so equal facts prove an equal file.
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """One private copy, with the facts of every path in it when it was made."""

    folder: Path
    facts: Mapping[str, Facts]


class Copies:
    """A pool of private copies of one built tree; safe to use from several threads."""

    def __init__(self, original: Path, folder: Path) -> None:
        self.original = original
        self.folder = folder
        self._free: list[Copy] = []
        self._lock = threading.Lock()
        self._made = 0

    def take(self) -> Copy:
        """Return a copy that is exactly what was built; give it back with `give`.

        Raises:
            SystemFailureError: the tree could not be copied.
        """
        while True:
            with self._lock:
                copy = self._free.pop() if self._free else None
            if copy is None:
                return self._make()
            if scan(copy.folder) == copy.facts:
                return copy
            shutil.rmtree(copy.folder, ignore_errors=True)

    def give(self, copy: Copy) -> None:
        """Take a copy back; whether it may be used again is decided when it is wanted."""
        with self._lock:
            self._free.append(copy)

    def _make(self) -> Copy:
        with self._lock:
            self._made += 1
            target = self.folder / f"tree-{self._made}"
        duplicate(self.original, target)
        return Copy(target, scan(target))


def duplicate(source: Path, target: Path) -> None:
    """Copy a folder with its links, modes and times, sharing blocks where the disk can.

    Raises:
        SystemFailureError: something could not be copied.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    command = ["cp", "-a", "--reflink=auto", "--", str(source), str(target)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode == 0:
        return
    shutil.rmtree(target, ignore_errors=True)
    try:
        shutil.copytree(source, target, symlinks=True)
    except (OSError, shutil.Error) as error:
        raise SystemFailureError(
            f"the tree could not be copied to {target}: {error}",
            next_step="free space in the folder for temporary files, or set TMPDIR to another",
        ) from error


def scan(folder: Path) -> dict[str, Facts]:
    """Return the facts of every path below the folder, and of the folder itself."""
    found: dict[str, Facts] = {}
    waiting = [str(folder)]
    while waiting:
        current = waiting.pop()
        found[current] = _facts(os.stat(current, follow_symlinks=False))  # noqa: PTH116 a Path for each of many thousand files costs more than the scan
        with os.scandir(current) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    found[entry.path] = _facts(entry.stat(follow_symlinks=False))
    return found


def _facts(status: os.stat_result) -> Facts:
    return (
        status.st_ino,
        status.st_mode,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )
