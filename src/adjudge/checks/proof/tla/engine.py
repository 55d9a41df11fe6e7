"""What a checker of TLA+ is asked and what it answers; `tlc` and `tla_checker` are the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from adjudge.checks.model import Fault
from adjudge.checks.proof.tla.model import Claim

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from adjudge.system.stage import Stage


MOST_STATES = 10_000_000


class Ending(StrEnum):
    """How a run of a checker ended."""

    HELD = "held"
    """Every reachable state was visited and every claim held."""
    BROKEN = "broken"
    """A behaviour was found that breaks a claim."""
    UNDECIDED = "undecided"
    """Anything else: it could not be read, was cut short, or said what nobody understands."""


@dataclass(frozen=True, slots=True)
class Job:
    """One run: the modules by name, which of them is checked, the configuration, its bound.

    `deadlock` asks to find states without a next one; `configuration` makes only `claims`.
    `states` is how many states are enough, for a checker that can be told; beyond, the run is
    undecided.
    """

    modules: Mapping[str, str]
    root: str
    configuration: str
    claims: tuple[Claim, ...]
    deadlock: bool
    seconds: float
    states: int = MOST_STATES


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a counterexample: the step that led to it, where that is written, its values.

    `module` and `line` are of the action in the module's own text; the line is 0 if not known.
    """

    action: str
    values: tuple[str, ...] = ()
    module: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a module's text; line and column count from 1."""

    module: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run showed.

    `claim` is the broken one; None with `BROKEN` is a deadlock, if `deadlocked`, and otherwise
    one of the properties that were checked together. `generated` is None where the checker does
    not count it.
    """

    ending: Ending
    claim: Claim | None = None
    deadlocked: bool = False
    trace: tuple[Step, ...] = ()
    distinct: int = 0
    generated: int | None = None
    reason: str = ""
    place: Place | None = None
    fault: Fault = Fault.ENVIRONMENT
    seconds: float = 0.0


class Engine(Protocol):
    """A checker of TLA+ on this machine."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def identity(self) -> Mapping[str, str]:
        """The versions of what decides, known without running anything."""
        ...

    def opened(self, stage: Stage) -> AbstractContextManager[Checker]:
        """Lend the checker for the runs of one check.

        Raises:
            SystemFailureError: it can't be used; says what would help.
        """
        ...

    def refuses(self, job: Job) -> Mapping[Claim, str]:
        """Say which claims of a job can't be decided by this checker, and why."""
        ...


class Checker(Protocol):
    """A checker that was opened."""

    @property
    def tools(self) -> Mapping[str, str]:
        """The versions that it told of itself."""
        ...

    def check(self, job: Job) -> Ran:
        """Run one job to its end, within its bounds."""
        ...
