"""The folder of the ledger: its guide, its lock, and the file that holds the head."""

from __future__ import annotations

import fcntl
import json
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adjudge.errors import LedgerError
from adjudge.evidence.rows import Head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 60.0
"""Seconds to wait for another process that is appending."""
_GUIDE = """\
This folder belongs to Adjudge. `ledger.db` holds the evidence of every check that ran: append-only,
each row sealed to the one before. `ledger.head` names its last row. Nothing here is needed to build
the project, and the folder can be removed at any time: the checks then run again.
`adjudge ledger verify` tells whether anything was edited.
"""

_FILES = {"README.md": _GUIDE, ".gitignore": "*\n"}
_NEW = ".head.new"


def refuse_links(path: Path) -> None:
    """Make sure that nothing of the ledger at `path` leads elsewhere.

    The folder may come with a repository that somebody else wrote; through a link in it, we
    would write to any file that its author names.

    Raises:
        LedgerError: the folder or a file of it is a symbolic link.
    """
    folder = path.parent
    suffixes = (path.suffix, f"{path.suffix}-wal", f"{path.suffix}-shm", ".lock", ".head", _NEW)
    files = [f"{path.stem}{suffix}" for suffix in suffixes]
    for place in (folder, *(folder / name for name in (*files, *_FILES))):
        if place.is_symlink():
            raise LedgerError(
                f"{place}: a symbolic link, which could lead anywhere",
                next_step="remove the link, then run again",
            )


def prepare(folder: Path) -> None:
    """Make the folder, with a guide for whoever finds it, and keep it out of version control.

    Raises:
        OSError: it can't be made.
    """
    ours = not folder.exists() or folder.name == ".adjudge"
    folder.mkdir(parents=True, exist_ok=True)
    # A folder that somebody else made for other things gets no files of ours but the ledger.
    for name, text in _FILES.items() if ours else ():
        if not (folder / name).exists():
            (folder / name).write_text(text, encoding="utf-8")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from appending to the ledger at `path`.

    Raises:
        LedgerError: another process kept the lock for too long.
        OSError: the folder can't be written.
    """
    descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def read_head(path: Path) -> Head | None:
    """Return the head that the last append left beside the ledger, or None if it is gone."""
    try:
        kept = json.loads(path.with_suffix(".head").read_bytes())
        return Head(int(kept["sequence"]), str(kept["seal"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_head(path: Path, head: Head) -> None:
    """Replace the head beside the ledger, completely or not at all; the lock must be held."""
    target = path.with_suffix(".head")
    draft = path.with_suffix(_NEW)
    text = json.dumps({"sequence": head.sequence, "seal": head.seal}) + "\n"
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        # After a power failure an empty head would look like somebody's edit.
        os.fsync(stream.fileno())
    draft.replace(target)


def _acquire(descriptor: int, path: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise LedgerError(
                    f"{path}: another process has been writing for {PATIENCE:.0f} s",
                    next_step="end the other `adjudge`, then run again",
                ) from None
            time.sleep(0.01)
        else:
            return
