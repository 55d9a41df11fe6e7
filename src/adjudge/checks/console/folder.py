"""The folder in which a session starts, with the files that its block asks for."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

from adjudge.checks.console.options import EMPTY, Options
from adjudge.spec.files import FileNameError, beside, inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adjudge.spec.model import Check
    from adjudge.system.stage import Stage


@contextlib.contextmanager
def prepared(check: Check, options: Options, stage: Stage) -> Iterator[Path]:
    """Lend the folder in which the session starts.

    Raises:
        SystemFailureError: the system's tree could not be built.
        FileNameError: a folder or fixture is missing or leads out of where it belongs.
        OSError: a file could not be written.
    """
    empty = options.folder == EMPTY
    with stage.directory(empty=empty) as directory:
        start = directory if empty else inside(directory, options.folder)
        if not start.is_dir():
            raise FileNameError(f"the system has no folder “{options.folder}”")
        for fixture in fixtures(check, options, stage.folder):
            _copy(fixture, inside(start, fixture.name))
        for name, text in options.files.items():
            path = inside(start, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        yield start


def fixtures(check: Check, options: Options, folder: Path) -> tuple[Path, ...]:
    """Find the fixtures that a block names beside its document.

    Raises:
        FileNameError: one is missing, leads out of the project or holds a symbolic link.
    """
    found = tuple(beside(check.location.file, folder, name) for name in options.fixtures)
    for path in found:
        for part in members(path):
            if part.is_symlink() or not part.is_file():
                raise FileNameError(f"“{part.name}” is neither a regular file nor a folder")
    return found


def members(path: Path) -> tuple[Path, ...]:
    """Return every file below a folder in a stable order, or a file itself."""
    if not path.is_dir():
        return (path,)
    return tuple(part for part in sorted(path.rglob("*")) if part.is_symlink() or not part.is_dir())


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)
