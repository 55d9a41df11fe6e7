"""The files that a block names: those of its document's folder, and no others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from adjudge.checks.hurl.errors import EvaluationError
from adjudge.spec.files import FileNameError, inside

LARGEST = 64 * 1024**2
"""Most bytes of one file that are sent or compared with."""


@dataclass(frozen=True, slots=True)
class Files:
    """Reads files below `folder`."""

    folder: Path

    def path(self, name: str) -> Path:
        """Return where the file stands.

        Raises:
            EvaluationError: it would be outside the folder, or there is no such file.
        """
        if ".." in PurePosixPath(name).parts:
            message = f"the file `{name}` must stand in the folder of its document"
            raise EvaluationError(message, blameless=True)
        try:
            path = inside(self.folder, name)
        except FileNameError as error:
            raise EvaluationError(f"the file can't be used: {error}", blameless=True) from error
        if not path.is_file():
            raise EvaluationError(f"there is no file `{name}` beside the document", blameless=True)
        return path

    def read(self, name: str) -> bytes:
        """Return the content of a file.

        Raises:
            EvaluationError: as for `path`, or it can't be read or is too large.
        """
        path = self.path(name)
        try:
            size = path.stat().st_size
            if size > LARGEST:
                message = f"the file `{name}` has {size} bytes; at most {LARGEST} are read"
                raise EvaluationError(message, blameless=True)
            return path.read_bytes()
        except OSError as error:
            message = f"the file `{name}` can't be read: {error.strerror}"
            raise EvaluationError(message, blameless=True) from error
