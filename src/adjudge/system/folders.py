"""Folders that programs under judgment write to: what is in them, and getting rid of them."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Facts = tuple[int, int, int, int, int]
"""Of one path: inode, mode, size, and the times of its last change of content and of status.

No program can set the last one, so equal facts prove an equal file.
"""


def scan(folder: Path) -> dict[str, Facts]:
    """Return the facts of every path below the folder, and of itself under `.`.

    Raises:
        OSError: a folder can't be listed.
    """
    top = os.fspath(folder)
    cut = len(top) + 1
    found = {".": facts(folder)}
    waiting = [top]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                found[entry.path[cut:]] = _facts(entry.stat(follow_symlinks=False))
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return found


def facts(path: Path) -> Facts:
    """Return the facts of one path; of a link, its own."""
    return _facts(path.lstat())


def _facts(status: os.stat_result) -> Facts:
    return (
        status.st_ino,
        status.st_mode,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def remove(path: Path) -> None:
    """Remove a file or a folder, also one whose folders were made unreadable; links stay links."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():
        _open_up(path)
        shutil.rmtree(path, ignore_errors=True)


def _open_up(folder: Path) -> None:
    """Give the owner back the right to list and to change every folder."""
    folder.chmod(stat.S_IRWXU)
    for entry in list(folder.iterdir()):
        if entry.is_dir() and not entry.is_symlink():
            _open_up(entry)
