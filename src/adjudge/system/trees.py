"""The revision judged is a git tree: its digest, and its files in a folder of their own.

The user's index, objects and checkout are only read. The same content has the same digest
whether it is committed, staged or neither.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Self

from adjudge.codes.system import LEAVING_LINK
from adjudge.errors import FindingsError, SystemFailureError
from adjudge.findings import Location
from adjudge.system import cache, layers
from adjudge.system.layers import GITLINK, SYMLINK, Entry
from adjudge.system.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adjudge.system.configuration import System

WORKING_TREE = "working tree"
_NEVER = (".adjudge", "adjudge.toml")
_DEEPEST = 10


@dataclass(frozen=True)
class Tree:
    """All that one system may see of the project, at one revision."""

    snapshot: Snapshot
    entries: tuple[Entry, ...]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all paths, modes and contents, in hexadecimal."""
        text = "".join(f"{entry.mode} {entry.object} {entry.path}\0" for entry in self.entries)
        return hashlib.sha256(os.fsencode(text)).hexdigest()

    def materialise(self, folder: Path) -> None:
        """Write the files into `folder`, which must not exist yet.

        Raises:
            SystemFailureError: git could not write them.
        """
        aside = folder.with_name(f"{folder.name}-{secrets.token_hex(4)}")
        top = aside / Repository.around(self.snapshot.root).prefix
        top.mkdir(parents=True)
        by_layer = sorted(self.entries, key=lambda entry: id(entry.layer))
        for _, group in groupby(by_layer, key=lambda entry: id(entry.layer)):
            entries = list(group)
            prefix = entries[0].layer.prefix
            entries[0].layer.write(entries, top / prefix if prefix else aside)
        for entry in self.entries:
            if entry.mode == GITLINK:
                (top / entry.path).mkdir(parents=True, exist_ok=True)
        top.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)


@dataclass(frozen=True)
class Snapshot:
    """The project at one revision.

    `revision` is the full ID of a commit, or `working tree`. `ignored` holds what systems
    include although git ignores it; it always comes from the working tree.
    """

    root: Path
    revision: str
    place: Path
    visible: tuple[Entry, ...]
    ignored: tuple[Entry, ...]

    @classmethod
    def take(
        cls,
        root: Path,
        systems: Iterable[System],
        *,
        revision: str = "",
        place: Path | None = None,
    ) -> Self:
        """Read the working tree, or the commit that `revision` names.

        Args:
            root: the project's folder.
            systems: whose files are wanted; the rest of the working tree is not looked at.
            revision: anything that git understands; the working tree if empty.
            place: where indexes and new objects go; by default, the project's cache.

        Raises:
            SystemFailureError: git is missing or failed, or there is no such revision.
        """
        place = place or cache.of_project(cache.default_folder(), root) / "git"
        systems = tuple(systems)
        if revision:
            commit = Repository.around(root).commit(revision)
            found = layers.of_commit(root, commit, place)
        else:
            commit = WORKING_TREE
            paths = {path for s in systems for path in (s.directory, *s.also)}
            found = layers.of_working_tree(root, paths, place)
        visible = tuple(_unfolded(found, root, place, from_commit=bool(revision)))
        included = {path for s in systems for path in s.include}
        extra = layers.of_ignored(root, included, place) if included else ()
        ignored = tuple(_unfolded(extra, root, place, from_commit=False))
        return cls(root, commit, place, visible, ignored)

    def tree(self, system: System, documents: Iterable[str] = ()) -> Tree:
        """Return what one system may see.

        Args:
            system: names its folder and what else belongs to it.
            documents: paths of the specification, which is no part of a system unless the
                system names one of them in `also` or `include`.

        Raises:
            FindingsError: symbolic links lead out of the project.
            SystemFailureError: its folder holds no files. Only the project itself may be empty: a
                specification can be written before there is a system.
        """
        named = {*system.also, *system.include}
        hidden = {*_NEVER, *documents} - named
        found = {
            entry.path: entry
            for entries, scope in (
                (self.ignored, system.include),
                (self.visible, (system.directory, *system.also)),
            )
            for entry in entries
            if _within(entry.path, scope) and not _within(entry.path, hidden)
        }
        if not found and system.directory != ".":
            raise SystemFailureError(
                f"system {system.name} has no files in “{system.directory}” ({self.revision})",
                next_step="correct `directory` in adjudge.toml; what git ignores is seen only if `include` names it",
            )
        entries = tuple(found[path] for path in sorted(found))
        _refuse_leaving_links(entries)
        return Tree(self, entries)


def _unfolded(
    entries: Iterable[Entry], root: Path, place: Path, *, from_commit: bool, depth: int = 0
) -> Iterator[Entry]:
    """Yield entries, each repository inside the project replaced by its own entries."""
    for entry in entries:
        inner = root / entry.path
        if entry.mode != GITLINK or depth > _DEEPEST or not (inner / ".git").exists():
            yield entry
            continue
        own = _place_of(inner, place)
        if from_commit:
            commit = Repository.around(inner).commit(entry.object)
            nested = layers.of_commit(inner, commit, own, f"{entry.path}/")
        else:
            nested = layers.of_working_tree(inner, {"."}, own, f"{entry.path}/")
        yield from _unfolded(nested, root, place, from_commit=from_commit, depth=depth + 1)


def _place_of(inner: Path, place: Path) -> Path:
    """Return the cache of a repository inside the project, which has an index of its own."""
    return cache.of_project(place / "inner", inner)


def _within(path: str, folders: Iterable[str]) -> bool:
    return any(folder in (".", path) or path.startswith(f"{folder}/") for folder in folders)


def _refuse_leaving_links(entries: Sequence[Entry]) -> None:
    findings = [
        LEAVING_LINK.at(Location(entry.path), f"“{entry.path}” points at “{target}”")
        for entry in entries
        if entry.mode == SYMLINK and _leaves(entry.path, target := _target(entry))
    ]
    if findings:
        message = f"{findings[0].message}, which is outside the project"
        raise FindingsError(message, findings)


def _target(entry: Entry) -> str:
    return os.fsdecode(entry.layer.git.run("cat-file", "blob", entry.object))


def _leaves(path: str, target: str) -> bool:
    """Tell whether a symbolic link at `path` leads out of the project, judged by its text.

    Upward steps are counted from the link's own folder, which is no link itself. After a name
    they could start at the end of another link, so there they count as leaving.
    """
    parts = PurePosixPath(target).parts
    upward = next((n for n, part in enumerate(parts) if part != ".."), len(parts))
    depth = len(PurePosixPath(path).parts) - 1
    return target.startswith("/") or upward > depth or ".." in parts[upward:]
