"""What a suite told about its tests, whichever format it told it in."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from adjudge.checks.model import Fault, Outcome
from adjudge.errors import AdjudgeError

MESSAGE = 4_000
DETAIL = 12_000
LARGEST_REPORT = 64 * 1024**2
"""Bytes of reports that are read of one run of a suite."""


class UnreadableReportError(AdjudgeError):
    """A suite left no report, or one that is cut off or not in its format."""


@dataclass(frozen=True, slots=True)
class Record:
    """One test and how it ended.

    `id` is what a person reads, `names` is everything that a selection may call it. `file` is
    relative to the project, empty where the suite does not say, and `line` counts from 1.
    `message` is what went wrong, `reason` why the test decides nothing, `detail` what it printed
    about a failure; `cause` is equal for failures with one cause.
    """

    id: str
    names: tuple[str, ...]
    outcome: Outcome
    marks: frozenset[str] = frozenset()
    file: str = ""
    line: int = 0
    message: str = ""
    reason: str = ""
    detail: str = ""
    cause: str = ""
    fault: Fault = Fault.SYSTEM
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SuiteReport:
    """Every test of one run of a suite.

    `uncollected` are files that could not be loaded: whatever they hold did not run, and which
    requirements it is marked with is unknown.
    """

    records: tuple[Record, ...]
    uncollected: tuple[Record, ...] = ()
    tools: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """The private copy in which a suite ran: tells its paths as paths of the project.

    `tree` is the copy of the folder `directory` of the project; `redact` hides secrets.
    """

    tree: Path
    directory: str
    redact: Callable[[str], str]

    @property
    def project(self) -> Path:
        """The root of the private copy."""
        return Path(os.path.normpath(self.tree / os.path.relpath(".", self.directory)))

    def file(self, path: str) -> str:
        """Return a file that the suite named, relative to the project; empty if it is outside."""
        if not path or "\0" in path:
            return ""
        root = os.path.realpath(self.tree) if path.startswith("/") else ""
        relative = os.path.relpath(os.path.realpath(path), root) if root else path
        joined = posixpath.normpath(posixpath.join(self.directory, relative))
        return "" if joined.startswith("..") else joined

    def text(self, text: str, limit: int = MESSAGE) -> str:
        """Return a text of the suite without secrets and paths of this run, cut to `limit`."""
        sound = text[:limit].encode("utf-8", "replace").decode("utf-8")
        for folder in (self.tree, self.project):
            for root in (os.path.realpath(folder), str(folder)):
                sound = sound.replace(f"{root}/", "")
        return self.redact(sound)


def read_bounded(path: Path, limit: int = LARGEST_REPORT) -> bytes:
    """Read a report that a suite wrote; nothing but an ordinary file of bounded size is opened.

    Raises:
        UnreadableReportError: it is no ordinary file, or larger than `limit` bytes.
    """
    # A link could lead out of the run's own folder, a pipe would block for ever.
    if path.is_symlink() or not path.is_file():
        raise UnreadableReportError(f"the report {path.name} is not an ordinary file")
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise UnreadableReportError(f"the report {path.name} is larger than {limit} bytes")
    return data
