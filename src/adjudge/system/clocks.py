"""From the `clock` of a configuration to the clock of one started system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system import descendants, faketime, preloaded, told_time
from adjudge.system.clock import MovedClock, NoClock
from adjudge.system.own_clock import CommandMover, RequestMover
from adjudge.system.process import Process
from adjudge.system.stage import Clock, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.system.configuration import ClockSource


@dataclass(frozen=True, slots=True)
class Place:
    """Where a system runs: its placeholders, its folder, its environment, its bounds."""

    variables: Mapping[str, str]
    folder: Path
    environment: Mapping[str, str]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a system needs from its start on, and its clock once it is started."""

    clock: Callable[[Process], Clock | None]
    environment: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def prepared(source: ClockSource | None, place: Place, folder: Path) -> Iterator[Prepared]:
    """Prepare the start of a system whose clock will be moved, for as long as it runs.

    Args:
        source: how its clock is moved, if it is at all.
        place: where the system runs.
        folder: an existing folder that lives as long as the system.
    """
    if source is None:
        yield Prepared(lambda _: None)
    elif not source.library:
        own = _own_clock(source, place)
        yield Prepared(lambda _: own)
    else:
        with ExitStack() as stack:
            yield _by_library(source, place, folder, stack)


def _own_clock(source: ClockSource, place: Place) -> Clock:
    mover = (
        RequestMover(source.request, place.variables)
        if source.request
        else CommandMover(
            source.command, place.variables, place.folder, place.environment, place.limits
        )
    )
    return MovedClock(mover, _told(source, place), base=place.variables["base"])


def _by_library(source: ClockSource, place: Place, folder: Path, stack: ExitStack) -> Prepared:
    try:
        preload = stack.enter_context(
            faketime.prepared(folder, place.environment, timers=source.timers)
        )
    except SystemFailureError as error:
        missing = NoClock(error.message, error.next_step)
        return Prepared(lambda _: missing)

    def clock(process: Process) -> Clock:
        def pids() -> list[int]:
            return [process.pid, *descendants.tree(process.pid, process.mark)]

        return MovedClock(
            preload.file,
            _told(source, place),
            lambda: preloaded.unreached(faketime.NAME, pids),
            place.variables["base"],
        )

    return Prepared(clock, preload.environment)


def _told(source: ClockSource, place: Place) -> Callable[[], float]:
    # Never in the environment of a library: a command would then tell its own moved time.
    return lambda: told_time.told(source.shown, place.variables, place.folder, place.environment)
