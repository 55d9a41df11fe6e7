"""Running git on a project without touching the user's index, objects or checkout."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from adjudge.errors import SystemFailureError

_SETTINGS = (
    "core.fsmonitor=false",  # would start a daemon, or a program that the repository names
    "core.untrackedCache=false",
    "core.hooksPath=/dev/null",
    "core.looseCompression=0",  # what is written here is read once and thrown away
    "core.quotePath=false",
    "gc.auto=0",
    "advice.addEmbeddedRepo=false",
)


_PLACES = {
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
}


@dataclass(frozen=True, slots=True)
class Git:
    """A way to run git in `directory` with some of its variables set."""

    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, stdin: bytes = b"", check: bool = True) -> bytes:
        """Run a git command and return what it wrote to standard output.

        Raises:
            SystemFailureError: git is missing, or it failed and `check` is true.
        """
        done = self.attempt(*arguments, stdin=stdin)
        if check and done.returncode != 0:
            lines = done.stderr.decode("utf-8", "replace").strip()
            raise SystemFailureError(
                f"git {arguments[0]} failed in {self.directory}: {lines or 'no message'}",
                next_step="mend the repository until `git status` works there",
                transcript=lines,
            )
        return done.stdout

    def attempt(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run a git command and return it whatever its exit code.

        Raises:
            SystemFailureError: git is not installed.
        """
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        try:
            return subprocess.run(
                ["git", *settings, *arguments],  # noqa: S607 git is looked up as the user's shell would
                cwd=self.directory,
                env={**_inherited(), **self.environment},
                input=stdin,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise SystemFailureError(
                "git is not installed, and the tree under judgment is a git tree",
                next_step="install it; on Debian: apt-get install git",
            ) from None

    def succeeds(self, *arguments: str) -> bool:
        """Tell whether a git command exits with 0."""
        return self.attempt(*arguments).returncode == 0

    def text(self, *arguments: str) -> str:
        """Run a git command whose output is a line of text, and return that line.

        Raises:
            SystemFailureError: as for `run`.
        """
        return os.fsdecode(self.run(*arguments).removesuffix(b"\n"))


def _inherited() -> dict[str, str]:
    """Return the caller's environment without what a hook or an outer git may have set in it."""
    kept = {name: value for name, value in os.environ.items() if name not in _PLACES}
    return kept | {"LC_ALL": "C.UTF-8", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
