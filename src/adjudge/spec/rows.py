"""The rows of a `cases` block: inline, from a file beside the document, or the files of a folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from adjudge.findings import Location
from adjudge.spec.files import FileNameError, beside, project_of
from adjudge.spec.row_formats import EXTENSIONS, FORMATS, Numbered, RowsError

if TYPE_CHECKING:
    from pathlib import Path

MAXIMAL_ROWS = 100_000
MAXIMAL_BYTES = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Row:
    """One case: its values by column, and where it is written."""

    values: Mapping[str, Any]
    location: Location


class UnreadableRowsError(Exception):
    """The rows can't be read; the message says why and `location` where."""

    def __init__(self, message: str, location: Location) -> None:
        super().__init__(message)
        self.location = location


def parsed(text: str, form: str, start: Location) -> tuple[Row, ...]:
    """Read rows from a text in one of `FORMATS`, whose first line stands at `start`.

    Raises:
        UnreadableRowsError: the text is not in that format, or holds too many rows.
    """
    try:
        return _bounded(FORMATS[form](text), start)
    except RowsError as error:
        location = Location(start.file, start.line + error.line - 1)
        raise UnreadableRowsError(error.message, location) from error


def from_file(document: Location, folder: Path, name: str, form: str) -> tuple[Row, ...]:
    """Read the rows of a file that a document names.

    Args:
        document: where the name is written.
        folder: the folder of the document.
        name: the file, relative to that folder.
        form: one of `FORMATS`, or empty to go by the file's extension.

    Raises:
        UnreadableRowsError: the file is missing, too large, or not in its format.
    """
    try:
        path = _regular(beside(document.file, folder, name))
        text = path.read_text(encoding="utf-8-sig")
    except (FileNameError, OSError, UnicodeDecodeError) as error:
        raise UnreadableRowsError(str(error), document) from error
    form = form or EXTENSIONS.get(path.suffix.lower(), "")
    if not form:
        known = ", ".join(FORMATS)
        message = f"the name “{name}” does not tell the format; add `format:` with one of {known}"
        raise UnreadableRowsError(message, document)
    return parsed(text, form, Location(_shown(document.file, folder, path)))


def _regular(path: Path) -> Path:
    if not path.is_file() or path.stat().st_size > MAXIMAL_BYTES:
        raise FileNameError(f"“{path.name}” is no regular file of at most {MAXIMAL_BYTES} bytes")
    return path


def from_folder(document: Location, folder: Path, pattern: str) -> tuple[Row, ...]:
    """Make a row of every file that a pattern such as `folder/*.json` matches.

    The columns are `name`, `stem`, `path` (from the document's folder) and `sha256`.

    Raises:
        UnreadableRowsError: the pattern leads out of the project, or a file can't be read.
    """
    parent, _, last = pattern.rpartition("/")
    try:
        base = beside(document.file, folder, parent or ".")
        names = sorted(path.name for path in base.glob(last) if path.is_file())
        paths = [f"{parent}/{name}" if parent else name for name in names]
        return tuple(_file_row(document.file, folder, path) for path in _few(paths))
    except (FileNameError, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableRowsError(f"“{pattern}”: {error}", document) from error


def _few(paths: list[str]) -> list[str]:
    if len(paths) > MAXIMAL_ROWS:
        raise FileNameError(f"more than {MAXIMAL_ROWS} files match")
    return paths


def _file_row(document: str, folder: Path, written: str) -> Row:
    path = _regular(beside(document, folder, written))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    values = {"name": path.name, "stem": path.stem, "path": written, "sha256": digest}
    return Row(values, Location(_shown(document, folder, path)))


def _shown(document: str, folder: Path, path: Path) -> str:
    """Return a file's path in the project."""
    return path.relative_to(project_of(document, folder)).as_posix()


def _bounded(rows: Iterable[Numbered], start: Location) -> tuple[Row, ...]:
    found = tuple(
        Row(values, Location(start.file, start.line + line - 1))
        for line, values in islice(rows, MAXIMAL_ROWS + 1)
    )
    if len(found) > MAXIMAL_ROWS:
        raise UnreadableRowsError(f"there are more than {MAXIMAL_ROWS} rows", start)
    return found


def typed(rows: Iterable[Row], types: Mapping[str, str]) -> tuple[Row, ...]:
    """Convert the texts of columns to the types that the block gives them.

    Raises:
        UnreadableRowsError: a text is not of its column's type.
    """
    if not types:
        return tuple(rows)
    return tuple(Row(_converted(row, types), row.location) for row in rows)


def _converted(row: Row, types: Mapping[str, str]) -> dict[str, Any]:
    values = dict(row.values)
    for column, name in types.items():
        value = values.get(column)
        if isinstance(value, str):
            try:
                values[column] = TYPES[name](value)
            except ValueError as error:
                message = f"“{value}” in the column “{column}” is not of type {name}"
                raise UnreadableRowsError(message, row.location) from error
    return values


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


TYPES: Mapping[str, Callable[[str], Any]] = {
    "text": str,
    "integer": int,
    "number": float,
    "boolean": _boolean,
    "json": json.loads,
}
"""The types that a column of texts can be given, by name."""
