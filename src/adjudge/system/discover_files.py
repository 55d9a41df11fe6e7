"""A bounded look at a repository's files, none of which is executed or followed out of it."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from adjudge.findings import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_FILES = 20_000
_MOST_BYTES = 256 * 1024
_LEFT_OUT = {"node_modules", "venv", "env", "dist", "build", "target", "vendor", "__pycache__"}
_NOT_PRODUCT = {"tests", "test", "testing", "examples", "example", "docs", "scripts", "benchmarks"}
_HIDDEN = {".kiro", ".specify"}
_MANIFESTS = ("Procfile", "manage.py", "pyproject.toml", "package.json", "go.mod", "Cargo.toml")


@dataclass(frozen=True)
class Files:
    """The files of a repository; paths are POSIX and relative to `root`."""

    root: Path

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The paths of all ordinary files, sorted, without those of dependencies and builds."""
        return tuple(
            sorted(name for name, _ in zip(self._walk(), range(_MOST_FILES), strict=False))
        )

    def _walk(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self.root):
            folders[:] = sorted(
                f for f in folders if f not in _LEFT_OUT and (f[0] != "." or f in _HIDDEN)
            )
            for file in sorted(files):
                name = (Path(folder) / file).relative_to(self.root).as_posix()
                if name.isprintable():
                    yield name

    def named(self, pattern: str) -> list[str]:
        """Return the paths that the regular expression describes completely."""
        return [name for name in self.names if re.fullmatch(pattern, name)]

    def read(self, name: str) -> str:
        """Return the beginning of a file; nothing, if it is no ordinary file that can be read."""
        path = self.root / name
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                return ""
            with path.open("rb") as file:
                content = file.read(_MOST_BYTES)
        except OSError:
            return ""
        # No argument of a process may hold a zero byte.
        return content.decode("utf-8", "replace").replace("\0", "\ufffd")

    def at(self, name: str, text: str = "") -> Location:
        """Return where `text` first stands in a file, or the file's first line."""
        content = self.read(name)
        return Location(name, content.count("\n", 0, max(content.find(text), 0)) + 1)


def is_product(name: str) -> bool:
    """Tell whether a file belongs to the product and not to its tests or documentation."""
    return _NOT_PRODUCT.isdisjoint(PurePosixPath(name).parts[:-1])


def folder_of(name: str) -> str:
    """Return the folder of a path, `.` for the root."""
    return PurePosixPath(name).parent.as_posix()


def home_of(name: str, files: Files) -> str:
    """Return the nearest folder around a file that looks like a project of its own."""
    known = set(files.names)
    for folder in PurePosixPath(name).parents:
        if any((folder / manifest).as_posix() in known for manifest in _MANIFESTS):
            return folder.as_posix()
    return "."
