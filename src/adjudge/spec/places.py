"""Where the documents of a project's specification are."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from adjudge.codes import documents as codes
from adjudge.findings import Finding, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from adjudge.codes.model import Code

CONVENTIONAL = ("spec", "specs", ".specify/memory/constitution.md", ".kiro/specs", "openspec")
"""Where specifications stand in the native dialect, Spec Kit, Kiro and OpenSpec."""
SUFFIXES = (".md", ".markdown")
_SKIPPED = frozenset({"node_modules", "__pycache__"})
_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Places:
    """The documents found: POSIX paths relative to the project, sorted, each file once."""

    paths: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def find(root: Path, patterns: Sequence[str] = ()) -> Places:
    """Find the Markdown files that the patterns name, or those in the usual places.

    Args:
        root: the project's folder.
        patterns: files, folders (with all that is below) or globs, relative to the project;
            `**` stands for any folders. Without any, the usual places that exist are searched.

    Returns:
        Where they are. What lies outside the project, can't be opened, or matches nothing is in
        its findings.
    """
    finder = _Finder(root)
    found: set[str] = set()
    for pattern in patterns or [place for place in CONVENTIONAL if (root / place).exists()]:
        before = len(finder.findings)
        matches = set(finder.matching(pattern))
        if patterns and not matches and len(finder.findings) == before:
            finder.report(codes.NOTHING_MATCHES, pattern, f'"{pattern}" matches no Markdown file')
        found |= matches
    if not patterns and not found and not finder.findings:
        finder.report(codes.NO_SPECIFICATION, ".", "the project has no specification")
    return Places(tuple(finder.distinct(found)), tuple(finder.findings))


class _Finder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.findings: list[Finding] = []

    def report(self, code: Code, path: str, message: str) -> None:
        self.findings.append(code.at(Location(path), message))

    def matching(self, pattern: str) -> Iterator[str]:
        path = PurePosixPath(pattern)
        if path.is_absolute() or ".." in path.parts:
            self.report(codes.OUTSIDE_PROJECT, pattern, f'"{pattern}" leads out of the project')
        elif not _GLOB.search(pattern) or (self.root / path).exists():
            yield from self._named(str(path))
        else:
            start = _literal(path.parts)
            below = self._below(start) if (self.root / start).is_dir() else ()
            yield from (found for found in below if _matches(path.parts, found.split("/")))

    def _named(self, path: str) -> Iterator[str]:
        place = self.root / path
        if place.is_dir():
            yield from self._below(path)
        elif (place.exists() or place.is_symlink()) and self._inside(path):
            yield path

    def _inside(self, path: str) -> bool:
        """Report a path that a link leads out of the project."""
        real = os.path.realpath(self.root / path)
        if real == self.real_root or real.startswith(self.real_root.rstrip(os.sep) + os.sep):
            return True
        self.report(codes.OUTSIDE_PROJECT, path, f'"{path}" leads out of the project')
        return False

    def _below(self, folder: str) -> Iterator[str]:
        """Walk a folder; each real folder is entered once, so links can't make a circle."""
        waiting, entered = [folder], set[str]()
        while waiting:
            here = waiting.pop()
            real = os.path.realpath(self.root / here)
            if real in entered or not self._inside(here):
                continue
            entered.add(real)
            for entry in self._entries(here):
                path = entry.name if here == "." else f"{here}/{entry.name}"
                if entry.is_dir():
                    if not entry.name.startswith(".") and entry.name not in _SKIPPED:
                        waiting.append(path)
                elif entry.name.lower().endswith(SUFFIXES) and (
                    not entry.is_symlink() or self._inside(path)
                ):
                    yield path

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.root / folder) as entries:
                return list(entries)
        except OSError as error:
            message = f'the folder "{folder}" can\'t be read: {error.strerror}'
            self.report(codes.UNREADABLE_DOCUMENT, folder, message)
            return []

    def distinct(self, paths: set[str]) -> Iterator[str]:
        """Keep one path of each file that links give several."""
        seen: set[str] = set()
        for path in sorted(paths):
            real = os.path.realpath(self.root / path)
            if real not in seen:
                seen.add(real)
                yield path


def _literal(parts: Sequence[str]) -> str:
    """The folder in front of the first part that holds a wildcard."""
    plain = [not _GLOB.search(part) for part in parts]
    count = plain.index(False) if False in plain else len(parts)
    return "/".join(parts[:count]) or "."


def _matches(parts: Sequence[str], path: Sequence[str]) -> bool:
    """Match a path against a glob; a folder that it matches stands for all below."""
    if not parts:
        return True
    if parts[0] == "**":
        return any(_matches(parts[1:], path[n:]) for n in range(len(path) + 1))
    return bool(path) and fnmatchcase(path[0], parts[0]) and _matches(parts[1:], path[1:])
