"""The revision judged is a git tree: its digest, and its files in a folder of their own.

A snapshot is a git index of Adjudge's own, filled from the working tree or from a commit, with
new objects kept aside. The user's index, objects and checkout are only read. The same content has
the same digest whether it is committed or not.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Self

from adjudge.codes.system import LEAVING_LINK
from adjudge.errors import FindingsError, SystemFailureError
from adjudge.findings import Location
from adjudge.system import cache, guard
from adjudge.system.git import Git

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adjudge.system.configuration import System

WORKING_TREE = "working tree"
_OWN = (".adjudge", "adjudge.toml", ".git")
_LINK = "120000"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a tree: its git mode, its object and its path, relative to the project."""

    mode: str
    object: str
    path: str


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
        self.snapshot.write(self.entries, folder)


@dataclass(frozen=True)
class Snapshot:
    """The project at one revision.

    `revision` is the full ID of a commit, or `working tree`. `git` uses this snapshot's index.
    """

    root: Path
    revision: str
    git: Git

    @classmethod
    def take(
        cls,
        root: Path,
        systems: Iterable[System],
        *,
        revision: str = "",
        folder: Path | None = None,
    ) -> Self:
        """Read the working tree, or the commit that `revision` names.

        Args:
            root: the project's folder.
            systems: whose files are wanted; the rest of the working tree is not looked at.
            revision: anything that git understands; the working tree if empty.
            folder: where the index and new objects go; by default, the project's cache.

        Raises:
            SystemFailureError: git is missing or failed, or there is no such revision.
        """
        place = folder or cache.of_project(cache.default_folder(), root) / "git"
        place.mkdir(parents=True, exist_ok=True)
        git = _prepared(root, place)
        if revision:
            commit = _commit(git, revision)
            git.run("read-tree", commit)
        else:
            commit = WORKING_TREE
            _add(git, {path for s in systems for path in (s.directory, *s.also)})
        _add(git, {path for s in systems for path in s.include}, force=True)
        return cls(root, commit, git)

    def tree(self, system: System, documents: Iterable[str] = ()) -> Tree:
        """Return what one system may see.

        Args:
            system: names its folder and what else belongs to it.
            documents: paths of the specification, which is no part of a system unless the
                system names one of them in `also` or `include`.

        Raises:
            FindingsError: symbolic links lead out of the project.
            SystemFailureError: there are no files.
        """
        named = {*system.also, *system.include}
        scope = [PurePosixPath(path) for path in (system.directory, *named)]
        hidden = [PurePosixPath(path) for path in {*_OWN, *documents} - named]
        entries = tuple(
            entry
            for entry in self.entries
            if _within(entry.path, scope) and not _within(entry.path, hidden)
        )
        if not entries:
            raise SystemFailureError(
                f"system {system.name} has no files in “{system.directory}” ({self.revision})",
                next_step="correct `directory` in adjudge.toml; what git ignores is seen only if `include` names it",
            )
        self._refuse_leaving_links(entries)
        return Tree(self, entries)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every file of the snapshot below the project's root."""
        listing = self.git.run("ls-files", "--stage", "-z")
        return tuple(_entry(line) for line in listing.split(b"\0") if line)

    def write(self, entries: Sequence[Entry], folder: Path) -> None:
        """Write the files into `folder`, which must not exist yet.

        Raises:
            SystemFailureError: git could not write them.
        """
        aside = folder.with_name(f"{folder.name}.partial")
        paths = b"".join(os.fsencode(entry.path) + b"\0" for entry in entries)
        self.git.run("checkout-index", "-z", "--stdin", f"--prefix={aside}/", stdin=paths)
        # git writes paths from the top of the repository, of which the project may be a part
        prefix = self.git.text("rev-parse", "--show-prefix")
        (aside / prefix).rename(folder)
        shutil.rmtree(aside, ignore_errors=True)

    def _refuse_leaving_links(self, entries: Sequence[Entry]) -> None:
        findings = [
            LEAVING_LINK.at(Location(entry.path), f"“{entry.path}” points at “{target}”")
            for entry in entries
            if entry.mode == _LINK
            and _leaves(entry.path, target := os.fsdecode(self._content(entry)))
        ]
        if findings:
            message = f"{findings[0].message}, which is outside the project"
            raise FindingsError(message, findings)

    def _content(self, entry: Entry) -> bytes:
        return self.git.run("cat-file", "blob", entry.object)


def _entry(line: bytes) -> Entry:
    about, _, path = line.partition(b"\t")
    mode, name, _ = about.decode("ascii").split(" ")
    return Entry(mode, name, os.fsdecode(path))


def _within(path: str, folders: Sequence[PurePosixPath]) -> bool:
    pure = PurePosixPath(path)
    return any(pure.is_relative_to(folder) for folder in folders)


def _leaves(path: str, target: str) -> bool:
    """Tell whether a symbolic link at `path` leads out of the project, judged by its text."""
    depth = len(PurePosixPath(path).parts) - 1
    if target.startswith("/"):
        return True
    for part in PurePosixPath(target).parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            return True
    return False


def _prepared(root: Path, place: Path) -> Git:
    """Return git with an index and an object folder of Adjudge's own for the project."""
    plain = Git(root)
    index = guard.watch() / f"index-{secrets.token_hex(4)}"
    own = {"GIT_INDEX_FILE": str(index)}
    if not _is_versioned(plain, root):
        repository = place / "repository"
        if not repository.exists():
            plain.run("init", "--quiet", "--bare", str(repository))
        return Git(root, own | {"GIT_DIR": str(repository), "GIT_WORK_TREE": str(root.resolve())})
    objects = place / "objects"
    objects.mkdir(exist_ok=True)
    own["GIT_OBJECT_DIRECTORY"] = str(objects)
    own["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = _quoted(root / _git_path(plain, "objects"))
    users = root / _git_path(plain, "index")
    if users.exists():
        # The time of the index tells git which entries it must not trust, so it is copied too.
        shutil.copy2(users, index)
    return Git(root, own)


def _is_versioned(git: Git, root: Path) -> bool:
    inside = git.attempt("rev-parse", "--is-inside-work-tree").stdout.strip() == b"true"
    return inside and not git.succeeds("check-ignore", "--quiet", str(root.resolve()))


def _git_path(git: Git, name: str) -> Path:
    return Path(git.text("rev-parse", "--git-path", name))


def _quoted(path: Path) -> str:
    """Write a path as git reads it in a list that is separated by colons."""
    text = str(path.resolve())
    if ":" not in text and not text.startswith('"'):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _commit(git: Git, revision: str) -> str:
    wanted = f"{revision}^{{commit}}"
    done = git.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
    if done.returncode != 0:
        raise SystemFailureError(
            f"“{revision}” is not a commit of the repository at {git.directory}",
            next_step="name a commit, a branch or a tag that `git log` knows; fetch it first if it is remote",
        )
    return done.stdout.decode("ascii").split()[-1]


def _add(git: Git, paths: set[str], *, force: bool = False) -> None:
    """Bring the index up to date with the working tree below the paths."""
    there = sorted(path for path in paths if _exists(git.directory / path))
    gone = sorted(set(paths) - set(there))
    if there:
        flags = ["--force"] if force else []
        git.run("add", "--all", *flags, "--", *map(_literal, there))
    if gone:
        git.run("rm", "-r", "--quiet", "--cached", "--ignore-unmatch", "--", *map(_literal, gone))


def _literal(path: str) -> str:
    """Return the pathspec that matches the path alone, whatever characters it has."""
    return f":(literal){path}"


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()
