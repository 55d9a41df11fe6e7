"""Files that a specification names: beside the document, inside the project, never elsewhere."""

from __future__ import annotations

from pathlib import Path, PurePosixPath


class FileNameError(ValueError):
    """A named file can't be used; the message names it and says why."""


def project_of(document: str, folder: Path) -> Path:
    """Return the project's root, given a document's path in it and the folder that holds it."""
    depth = len(PurePosixPath(document).parent.parts)
    resolved = folder.resolve()
    return resolved.parents[depth - 1] if 0 < depth <= len(resolved.parents) else resolved


def beside(document: str, folder: Path, name: str) -> Path:
    """Find a file or folder that a document names, starting at the document's own folder.

    Args:
        document: the document's path in the project, with forward slashes.
        folder: the folder that holds the document.
        name: a relative path; `..` may not leave the project, and neither may a symbolic link.

    Raises:
        FileNameError: there is no such file, or it does not belong to the project.
    """
    if not name or "\0" in name or PurePosixPath(name).is_absolute():
        raise FileNameError(f"“{name}” is not a path relative to the document")
    try:
        path = (folder / name).resolve()
        exists = path.exists()
    except (OSError, RuntimeError) as error:
        raise FileNameError(f"“{name}” can't be looked up: {error}") from error
    if not path.is_relative_to(project_of(document, folder)):
        raise FileNameError(f"“{name}” leads out of the project")
    if not exists:
        raise FileNameError(f"there is no “{name}” in the folder of {document}")
    return path


def inside(folder: Path, name: str) -> Path:
    """Return a path below `folder`, which need not exist.

    Raises:
        FileNameError: the name is absolute, or leads out of the folder, through a link as well.
    """
    if not name or "\0" in name or PurePosixPath(name).is_absolute():
        raise FileNameError(f"“{name}” is not a relative path")
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise FileNameError(f"“{name}” leads out of its folder")
    return path
