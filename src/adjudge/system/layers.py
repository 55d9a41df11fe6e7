"""Git indexes of Adjudge's own: what stands in a working tree or a commit, as git objects.

The user's index is copied for what it knows of unchanged files, new objects go to the project's
cache, and what was learnt is kept there for the next run. The cache may be deleted at any time.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.system.git import Git
from adjudge.system.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable


GITLINK = "160000"
SYMLINK = "120000"
_CROWDED = 100
_held: dict[Path, int] = {}
_holding = threading.Lock()


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a tree: its git mode, its object and its path, relative to the project.

    `unwatched` says that the user told git not to look at the file (`--assume-unchanged`).
    """

    mode: str
    object: str
    path: str
    layer: Layer = field(compare=False, repr=False)
    unwatched: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Layer:
    """One index, read from the folder of `repository`.

    `prefix` is the folder's path in the project: empty, or ending with a slash for a repository
    inside the project.
    """

    repository: Repository
    git: Git
    prefix: str

    @classmethod
    def new(cls, folder: Path, place: Path, prefix: str = "") -> Layer:
        """Return a layer with an empty index; `place` is the project's git cache.

        Raises:
            SystemFailureError: git is missing or failed.
        """
        _hold(place)
        repository = Repository.around(folder)
        with _holding:  # or two threads would each make a folder, and one of them vanish
            index = Path(_folder_of_indexes().name) / secrets.token_hex(8)
        return cls(repository, repository.separated(index, place), prefix)

    @property
    def index(self) -> Path:
        """The file that holds the index."""
        return Path(self.git.environment["GIT_INDEX_FILE"])

    def add(self, paths: set[str], *, force: bool = False) -> None:
        """Bring the index up to date with the working tree below the paths.

        Args:
            paths: relative to the folder; those that don't exist are forgotten.
            force: also add what git ignores.

        Raises:
            SystemFailureError: git could not read something.
        """
        folder = self.repository.folder
        there = {path for path in paths if os.path.lexists(folder / path)}
        if there:
            flags = ["--force"] if force else []
            specs = [*map(_literal, sorted(there)), ":(exclude,top,glob)**/.adjudge/**"]
            self.git.run("add", "--all", "--sparse", *flags, "--", *specs)
        if gone := sorted(paths - there):
            specs = list(map(_literal, gone))
            self.git.run("rm", "-r", "--quiet", "--cached", "--ignore-unmatch", "--", *specs)

    def watch(self, entries: Iterable[Entry]) -> None:
        """Clear the flags by which the user asked git not to look at files.

        Raises:
            SystemFailureError: git failed.
        """
        stdin = b"".join(self._name(entry) + b"\0" for entry in entries)
        for flag in ("--no-assume-unchanged", "--no-skip-worktree"):
            self.git.run("update-index", flag, "-z", "--stdin", stdin=stdin)

    def entries(self) -> tuple[Entry, ...]:
        """Return every file of the index below the folder."""
        listing = self.git.run("ls-files", "--stage", "-v", "-z")
        return tuple(self._entry(line) for line in listing.split(b"\0") if line)

    def write(self, entries: Iterable[Entry], folder: Path) -> None:
        """Write files of this layer below `folder`, from the top of the repository on.

        Raises:
            SystemFailureError: git could not write them.
        """
        stdin = b"".join(self._name(entry) + b"\0" for entry in entries)
        self.git.run("checkout-index", "-z", "--stdin", f"--prefix={folder}/", stdin=stdin)

    def keep(self, saved: Path) -> None:
        """Keep the index for the next run, with its time, by which git knows what to look at."""
        if self.index.exists():
            partial = saved.with_name(f"{self.index.name}.partial")
            shutil.copy2(self.index, partial)
            partial.replace(saved)

    def _name(self, entry: Entry) -> bytes:
        return os.fsencode(entry.path.removeprefix(self.prefix))

    def _entry(self, line: bytes) -> Entry:
        about, _, path = line.partition(b"\t")
        tag, mode, name, _ = about.decode("ascii").split(" ")
        unwatched = tag.islower() or tag == "S"
        return Entry(mode, name, self.prefix + os.fsdecode(path), self, unwatched)


def of_working_tree(
    folder: Path, paths: set[str], place: Path, prefix: str = ""
) -> tuple[Entry, ...]:
    """Return what stands below some paths of a folder, as `git add` would see it.

    Args:
        folder: the folder.
        paths: relative to it.
        place: the folder of the project's git cache.
        prefix: the folder's path in the project, with a slash at its end, if it is not the root.

    Raises:
        SystemFailureError: git is missing or failed.
    """
    layer = Layer.new(folder, place, prefix)
    saved = _known_index(layer, place)
    layer.add(paths)
    entries = layer.entries()
    if unwatched := [entry for entry in entries if entry.unwatched]:
        layer.watch(unwatched)
        layer.add(paths)
        entries = layer.entries()
    layer.keep(saved)
    return entries


def of_ignored(folder: Path, paths: set[str], place: Path) -> tuple[Entry, ...]:
    """Return everything below some paths, also what git ignores; as for `of_working_tree`."""
    layer = Layer.new(folder, place)
    saved = place / "index-of-ignored"
    _copied(saved, layer.index)
    layer.add(paths, force=True)
    layer.keep(saved)
    return layer.entries()


def of_commit(folder: Path, commit: str, place: Path, prefix: str = "") -> tuple[Entry, ...]:
    """Return what a commit, given by its ID, holds below a folder; as for `of_working_tree`."""
    layer = Layer.new(folder, place, prefix)
    layer.git.run("read-tree", commit)
    return layer.entries()


@cache
def _folder_of_indexes() -> tempfile.TemporaryDirectory[str]:
    # Not the run's scratch folder: a run that finds everything unchanged starts no guard.
    return tempfile.TemporaryDirectory(prefix="adjudge-indexes-")


def _hold(place: Path) -> None:
    """Keep other runs from emptying the cache; empty it first if it is crowded and unused."""
    with _holding:
        if place in _held:
            return
        place.mkdir(parents=True, exist_ok=True)
        lock = os.open(place / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        sample = place / "objects" / "17"  # one of 256, as `git gc --auto` looks at it
        if sample.is_dir() and len(list(sample.iterdir())) > _CROWDED:
            _empty(place, lock)
        fcntl.flock(lock, fcntl.LOCK_SH)
        _held[place] = lock


def _empty(place: Path, lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:  # somebody uses it; a later run will find it unused
        return
    for saved in place.glob("index-*"):
        saved.unlink()
    shutil.rmtree(place / "objects")


def _known_index(layer: Layer, place: Path) -> Path:
    """Begin with what an earlier run made of the user's index, or with that; return its name.

    What is tracked although it is ignored stands nowhere else than in the user's index, so what
    was made from another state of it can't be used.
    """
    repository = layer.repository
    saved = place / f"index-of-user-{repository.identity_of_index()}"
    for source in (saved, repository.index):
        if source is not None and _copied(source, layer.index):
            break
    for old in set(place.glob("index-of-user-*")) - {saved}:
        old.unlink(missing_ok=True)
    return saved


def _copied(source: Path, target: Path) -> bool:
    """Copy a file with its time; tell whether it was there, since another run may remove it."""
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        return False
    return True


def _literal(path: str) -> str:
    """Return the pathspec that matches the path alone, whatever characters it has."""
    return f":(literal){path}"
