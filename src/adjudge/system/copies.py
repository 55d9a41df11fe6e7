"""Private copies of a built tree: one for each check, pooled, and repaired before they are reused.

Mounting an overlay would be quicker still, but an overlay refuses what other file systems allow
(renaming a folder, keeping two hard links equal), and a refusal of ours must never look like a
fault of the system.
"""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adjudge.errors import SystemFailureError
from adjudge.system import folders
from adjudge.system.folders import Facts

_MOST_REPAIRS = 500


@dataclass(frozen=True, slots=True)
class Copy:
    """One private copy, with the facts of every path in it when it was as built."""

    folder: Path
    facts: Mapping[str, Facts]


class Copies:
    """A pool of private copies of one built tree; safe to use from several threads."""

    def __init__(self, original: Path, folder: Path) -> None:
        self.original = original
        self.folder = folder
        self._facts = folders.scan(original)
        self._free: list[Copy] = []
        self._lock = threading.Lock()
        self._made = 0

    def take(self) -> Copy:
        """Return a copy that is exactly what was built; give it back with `give`.

        Raises:
            SystemFailureError: the tree could not be copied, or was changed after it was built.
        """
        with self._lock:
            copy = self._free.pop() if self._free else None
        if copy is not None:
            repaired = self._repaired(copy)
            if repaired is not None:
                return repaired
            folders.remove(copy.folder)
        return self._make()

    def give(self, copy: Copy) -> None:
        """Take a copy back; what was changed in it is repaired when it is wanted again."""
        with self._lock:
            self._free.append(copy)

    def _make(self) -> Copy:
        with self._lock:
            self._made += 1
            target = self.folder / f"tree-{self._made}"
        duplicate(self.original, target)
        if folders.scan(self.original) != self._facts:
            raise self._tampered()
        return Copy(target, folders.scan(target))

    def _repaired(self, copy: Copy) -> Copy | None:
        """Return the copy with everything as built again, or None if it is beyond repair."""
        try:
            now = folders.scan(copy.folder)
            changed = sorted(
                path
                for path in now.keys() | copy.facts.keys()
                if now.get(path) != copy.facts.get(path)
            )
            if not changed:
                return copy
            if len(changed) > _MOST_REPAIRS:
                return None
            touched = self._repair(copy, changed)
            fresh = {path: folders.facts(copy.folder / path) for path in touched}
            return Copy(copy.folder, {**copy.facts, **fresh})
        except (OSError, shutil.Error):
            return None

    def _repair(self, copy: Copy, changed: list[str]) -> list[str]:
        """Write the changed paths anew, outer ones first, then give folders their old times.

        Returns the paths, of those that belong there, whose facts are new.
        """
        for path in changed:
            self._write_anew(path, copy.folder / path)
        touched = {str(Path(path).parent) for path in changed} | set(changed)
        belonging = sorted(touched & self._facts.keys(), reverse=True)
        for path in belonging:
            if _is_folder(self.original / path):
                shutil.copystat(self.original / path, copy.folder / path)
        return belonging

    def _write_anew(self, path: str, target: Path) -> None:
        source = self.original / path
        if path not in self._facts:
            folders.remove(target)
        elif not _is_folder(source):
            folders.remove(target)
            shutil.copy2(source, target, follow_symlinks=False)
            if folders.facts(source) != self._facts[path]:
                raise self._tampered()
        elif not _is_folder(target):
            folders.remove(target)
            target.mkdir()

    def _tampered(self) -> SystemFailureError:
        return SystemFailureError(
            f"the built tree at {self.original} was changed while checks ran",
            next_step="find the command that writes to the folder of the build instead of its own, then run again",
        )


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _shared(source: Path, target: Path) -> bool:
    """Copy with the program that can share blocks; tell whether it is there and could."""
    command = ["cp", "-a", "--reflink=auto", "--", str(source), str(target)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def duplicate(source: Path, target: Path) -> None:
    """Copy a folder with its links, modes and times, sharing blocks where the disk can.

    Raises:
        SystemFailureError: something could not be copied.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if _shared(source, target):
        return
    folders.remove(target)
    try:
        shutil.copytree(source, target, symlinks=True)
    except (OSError, shutil.Error) as error:
        raise SystemFailureError(
            f"the tree could not be copied to {target}: {error}",
            next_step="free space in the folder for temporary files, or set TMPDIR to another",
        ) from error
