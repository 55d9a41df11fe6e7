"""What a check is given to act on: the seam between the kinds of checks and the system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from adjudge.system.configuration import Suite, System


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one process: wall-clock seconds, bytes of memory of its tree, bytes it may write."""

    seconds: float = 60.0
    memory: int = 2 * 1024**3
    output: int = 1024**2


class Exceeded(StrEnum):
    """The bound that ended a process."""

    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Completed:
    """A process that ended.

    `exit_code` is negative for a signal, as in `subprocess`. `exceeded` names the bound that
    ended it, if one did; then what was written so far is kept.
    """

    exit_code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    exceeded: Exceeded | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """A started system.

    `variables` fill the placeholders of the configuration and of the checks: `port`, `base`
    (the URL without a final slash) and `scratch` among them. `log` is what the system writes.
    """

    base: str
    directory: Path
    scratch: Path
    log: Path
    variables: Mapping[str, str] = field(default_factory=dict)


class Stage(Protocol):
    """One check's private place: its own copy of the tree, its own started system, its bounds.

    Leaving a context manager removes what it made. Every method is safe to call from the thread
    that runs the check; a stage is never shared between checks.
    """

    system: System
    suites: Mapping[str, Suite]
    folder: Path
    """The folder of the document that holds the check."""
    scratch: Path
    """An empty folder of this check's own."""
    limits: Limits
    """The system's bounds; a check may ask for less, never for more."""
    report: Callable[[str], None]
    """Tells a person how far the check is, in a few words."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The complete environment of the check's processes; nothing else is inherited."""
        ...

    def directory(self, *, empty: bool = False) -> AbstractContextManager[Path]:
        """Lend a private copy of the system's built tree, or an empty folder.

        Raises:
            SystemFailureError: the tree could not be built.
        """
        ...

    def start(self) -> AbstractContextManager[Instance]:
        """Start the system and wait until it is ready; stop it on leaving.

        Raises:
            SystemFailureError: it could not be built or did not get ready; with its last lines.
        """
        ...

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Completed:
        """Run one process to its end, within bounds, leaving no descendant behind.

        `environment` is added to the stage's own.

        Raises:
            SystemFailureError: the program does not exist or can't be executed.
        """
        ...

    def redact(self, text: str) -> str:
        """Return `text` with every secret that the configuration passes on replaced."""
        ...
