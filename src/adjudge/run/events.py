"""What a run tells while it works; renderings listen, nothing flows back."""

from __future__ import annotations

from dataclasses import dataclass

from adjudge.checks.model import Outcome
from adjudge.run.result import Result


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan stands: how many checks must run, and how many already have their evidence."""

    to_run: int
    reused: int


@dataclass(frozen=True, slots=True)
class CheckStarted:
    """A check began to execute."""

    check: str
    requirement: str
    title: str
    system: str


@dataclass(frozen=True, slots=True)
class CheckProgressed:
    """A check says how far it is."""

    check: str
    system: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckFinished:
    """A check ended; `seconds` is the wall-clock time of all its runs."""

    check: str
    requirement: str
    system: str
    outcome: Outcome
    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The run is over; `result` is all that any report is made from."""

    result: Result


Event = Planned | CheckStarted | CheckProgressed | CheckFinished | Finished
