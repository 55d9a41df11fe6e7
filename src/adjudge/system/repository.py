"""What a folder is to git: in a repository or not, and where that keeps its things."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from adjudge.errors import SystemFailureError
from adjudge.system import locks
from adjudge.system.git import Git


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository around a folder.

    `prefix` is the folder's path in it, empty or ending with a slash. `objects` and `index` are
    the repository's own, for reading only; None where the folder is in no repository, or in one
    that ignores it.
    """

    folder: Path
    prefix: str = ""
    objects: Path | None = None
    index: Path | None = None

    @classmethod
    def around(cls, folder: Path) -> Self:
        """Find the repository around a folder.

        Raises:
            SystemFailureError: git is missing, or refuses to read the repository.
        """
        git = Git(folder)
        wanted = ["--show-prefix", "--git-path", "objects", "--git-path", "index"]
        done = git.attempt("rev-parse", "--is-inside-work-tree", *wanted)
        lines = os.fsdecode(done.stdout).split("\n")
        if done.returncode != 0 and b"not a git repository" not in done.stderr:
            git.run("rev-parse", "--is-inside-work-tree")
        if lines[0] != "true" or git.succeeds("check-ignore", "--quiet", str(folder.resolve())):
            return cls(folder)
        return cls(folder, lines[1], folder / lines[2], folder / lines[3])

    @property
    def exists(self) -> bool:
        """Tell whether there is a repository at all."""
        return self.objects is not None

    def commit(self, revision: str) -> str:
        """Return the full ID of the commit that `revision` names.

        Raises:
            SystemFailureError: there is no such commit, or no repository.
        """
        if not self.exists:
            raise SystemFailureError(
                f"{self.folder} is not in a git repository, so there is no revision “{revision}”",
                next_step="judge the working tree instead, without naming a revision",
            )
        wanted = f"{revision}^{{commit}}"
        done = Git(self.folder).attempt(
            "rev-parse", "--verify", "--quiet", "--end-of-options", wanted
        )
        if done.returncode != 0 or revision.startswith("-"):
            raise SystemFailureError(
                f"“{revision}” is not a commit of the repository at {self.folder}",
                next_step="name a commit, a branch or a tag that `git log` knows; fetch it first if it is remote",
            )
        return done.stdout.decode("ascii").split()[-1]

    def identity_of_index(self) -> str:
        """Return a text that changes whenever the user's index does."""
        if self.index is None or not self.index.exists():
            return "none"
        status = self.index.stat()
        return f"{status.st_ino}-{status.st_size}-{status.st_mtime_ns}"

    def separated(self, index: Path, place: Path) -> Git:
        """Return git that writes to an index and to objects of its own.

        Args:
            index: the file to use as the index.
            place: an existing folder that keeps objects from run to run, and the repository
                itself where the folder is in none.

        Raises:
            SystemFailureError: git failed.
        """
        objects = place / "objects"
        objects.mkdir(exist_ok=True)
        own = {"GIT_INDEX_FILE": str(index), "GIT_OBJECT_DIRECTORY": str(objects)}
        if self.objects is not None:
            alternates = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": _quoted(self.objects)}
            return Git(self.folder, own | alternates)
        repository = place / "repository"
        with locks.held(place / "init.lock"):
            if not (repository / "HEAD").exists():
                Git(self.folder).run("init", "--quiet", "--bare", str(repository))
        here = {"GIT_DIR": str(repository), "GIT_WORK_TREE": str(self.folder.resolve())}
        return Git(self.folder, own | here)


def _quoted(path: Path) -> str:
    """Write a path as git reads it in a list that is separated by colons."""
    text = str(path.resolve())
    if ":" not in text and not text.startswith('"'):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
