"""Files that a proof check names: those of its document's folder, or below it, and no links."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from adjudge.spec.files import FileNameError, inside

LARGEST = 1024**2
"""Most bytes of one module."""


def named_file(folder: Path, name: str) -> Path:
    """Find a file that a check names.

    Raises:
        FileNameError: it is missing, no regular file, too large, reached through a symbolic
            link, or not below the folder.
    """
    if ".." in PurePosixPath(name).parts:
        raise FileNameError(f"“{name}” leads out of the folder of its document")
    path = inside(folder, name)
    if path != folder.resolve() / PurePosixPath(name):
        raise FileNameError(f"“{name}” is reached through a symbolic link")
    if not path.is_file():
        raise FileNameError(f"there is no file “{name}” below the folder of the document")
    if path.stat().st_size > LARGEST:
        raise FileNameError(f"“{name}” is larger than {LARGEST} bytes")
    return path


def content(path: Path) -> str:
    """Read a module.

    Raises:
        FileNameError: it can't be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FileNameError(f"“{path.name}” is not UTF-8") from error
    except OSError as error:
        raise FileNameError(f"“{path.name}” can't be read: {error.strerror}") from error
