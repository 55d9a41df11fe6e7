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

    from adjudge.system.binding import Bindings
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


class Clock(Protocol):
    """The clock of a started system, which goes forward only; safe to use from many threads.

    Whether it moves at all is tried before anything is believed: the first use of any of these
    moves it forward by half a minute and compares what the system then takes for the time.
    """

    @property
    def works(self) -> bool:
        """Tell whether the clock was seen to move."""
        ...

    @property
    def reason(self) -> str:
        """Say why it can't be moved and what would help; nothing where it works."""
        ...

    def hold(self) -> bool:
        """Let time stand still, so that from now on it passes by `advance` alone.

        Then what is asked at exactly 15:00 is asked at exactly 15:00, however slow the machine
        is. Timers within the system stand still with it.

        Returns:
            Whether it does; a test clock of the system's own goes on as it always does.

        Raises:
            SystemFailureError: the clock can't be moved.
        """
        ...

    def release(self) -> None:
        """Let time run on from where it stands."""
        ...

    def advance(self, seconds: float) -> None:
        """Move the clock forward.

        Raises:
            SystemFailureError: it can't be moved; the message says why.
            ValueError: `seconds` is negative, not finite, or more than a century.
        """
        ...


@dataclass(frozen=True, slots=True)
class Instance:
    """A started system.

    `variables` fill the placeholders of the configuration and of the checks: `port`, `base`
    (the URL without a final slash) and `scratch` among them. `log` is what the system writes.
    `clock` is there where it was asked for at the start and the system's table has a `clock`.
    """

    base: str
    directory: Path
    scratch: Path
    log: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    clock: Clock | None = None


class Stage(Protocol):
    """One check's private place: its own copy of the tree, its own started system, its bounds.

    Leaving a context manager removes what it made. Every method is safe to call from the thread
    that runs the check; a stage is never shared between checks.
    """

    system: System
    suites: Mapping[str, Suite]
    bindings: Bindings
    """What connects machines of the specification to the system."""
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

    def start(self, *, clock: bool = False) -> AbstractContextManager[Instance]:
        """Start the system and wait until it is ready; stop it on leaving.

        Args:
            clock: start it so that its clock can be moved, if the configuration says how. It is
                then never one that checks share, and a little slower.

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
