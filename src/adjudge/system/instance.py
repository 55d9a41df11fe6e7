"""One started system: from its command line to its last process."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system import clocks, environment, folders, placeholders, ports, process, readiness
from adjudge.system.configuration import System
from adjudge.system.interruption import is_interrupted
from adjudge.system.journal import Journal
from adjudge.system.stage import Instance, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from adjudge.system.configuration import Command

_LAST_LINES = 20
_LOG_BOUND = 8 * 1024**2
_TRIES = 3
_LOOK_SECONDS = 0.25
_TAKEN = re.compile(
    r"address already in use|EADDRINUSE|only one usage of each socket", re.IGNORECASE
)


class _PortTakenError(Exception):
    """The system ended because somebody else had taken its port."""


@dataclass(frozen=True, slots=True)
class Running:
    """A started system with what keeps it; `instance` is what checks are given."""

    system: System
    instance: Instance
    process: process.Process
    journal: Journal
    environment: Mapping[str, str]

    def alive(self) -> bool:
        """Tell whether the started process has not ended."""
        return not self.process.ended()

    def reset(self) -> bool:
        """Run the reset commands; tell whether all of them succeeded."""
        return self.alive() and all(_carry_out(self, command) for command in self.system.reset)


@contextmanager
def started(
    system: System,
    project: Path,
    scratch: Path,
    report: Callable[[str], None] = lambda _: None,
    *,
    clock: bool = False,
) -> Iterator[Running]:
    """Start a system and wait until it is ready; on leaving, nothing of it is left.

    Args:
        system: how to start, to await and to stop it.
        project: the root of the private copy in which it runs.
        scratch: an existing folder below which the instance gets one of its own.
        report: told what is waited for.
        clock: whether its clock is going to be moved, if the configuration says how.

    Raises:
        SystemFailureError: it ended or was not ready in time; with its last lines.
    """
    for attempt in range(1, _TRIES + 1):
        with ExitStack() as stack:
            try:
                wanted = system if clock else replace(system, clock=None)
                running = _start(wanted, project, scratch, report, stack)
            except _PortTakenError as error:
                if attempt == _TRIES:
                    raise SystemFailureError(
                        f"system {system.name} found its port taken {_TRIES} times",
                        next_step="make it listen on {port}, which is free, and on no other",
                        transcript=str(error),
                    ) from error
                continue
            yield running
            return


def _start(
    system: System,
    project: Path,
    scratch: Path,
    report: Callable[[str], None],
    stack: ExitStack,
) -> Running:
    own = scratch / f"{system.name}-{secrets.token_hex(4)}"
    own.mkdir()
    stack.callback(folders.remove, own)
    variables = _variables(system, project, own, stack.enter_context(ports.reserved()))
    running = _launch(system, project, own, variables, stack)
    stack.callback(_stop, running)
    stack.enter_context(_bounded(running))
    try:
        _await(running, report)
    except SystemFailureError as error:
        raise _explained(error, running) from error
    running.journal.stop_watching()
    return running


def _variables(system: System, project: Path, scratch: Path, port: int) -> dict[str, str]:
    known = {
        "port": str(port),
        "scratch": str(scratch),
        "project": str(project),
        "directory": str(project / system.directory),
        "python": sys.executable,
    }
    base = placeholders.fill(system.base or "http://127.0.0.1:{port}", known)
    return known | {"base": base.rstrip("/")}


def _launch(
    system: System, project: Path, scratch: Path, variables: Mapping[str, str], stack: ExitStack
) -> Running:
    folder = project / system.directory
    given = environment.for_checks(system, scratch, variables)
    place = clocks.Place(variables, folder, given, system.limits)
    prepared = stack.enter_context(clocks.prepared(system.clock, place, scratch))
    given = {**given, **prepared.environment}
    argv = [placeholders.fill(word, variables) for word in system.start]
    started_process = process.spawn(argv, cwd=folder, environment=given, stderr=subprocess.STDOUT)
    log = scratch.with_suffix(".log")
    journal = Journal(started_process.stdout, log, _LOG_BOUND)
    clock = prepared.clock(started_process)
    instance = Instance(variables["base"], folder, scratch, log, variables, clock)
    return Running(system, instance, started_process, journal, given)


def _await(running: Running, report: Callable[[str], None]) -> None:
    ready = running.system.ready
    if ready is None:
        return
    instance = running.instance
    what, is_ready = readiness.condition(
        ready, instance.variables, running.journal, instance.directory, running.environment
    )
    if not readiness.wait(what, is_ready, running.process.ended, ready.seconds, report):
        code = running.process.end()
        running.journal.finish()
        transcript = running.journal.tail(_LAST_LINES)
        if _TAKEN.search(transcript):
            raise _PortTakenError(transcript)
        raise SystemFailureError(
            f"it ended with exit code {code} before it was ready",
            next_step="see its last lines; run the command of `start` yourself",
        )


def _explained(error: SystemFailureError, running: Running) -> SystemFailureError:
    running.process.end()
    running.journal.finish()
    command = " ".join(running.system.start)
    return SystemFailureError(
        f"system {running.system.name} could not be started with “{command}”: {error.message}",
        next_step=error.next_step,
        transcript=running.journal.tail(_LAST_LINES),
    )


@contextmanager
def _bounded(running: Running) -> Iterator[None]:
    """Kill the system when it occupies more memory than it may."""
    over = threading.Event()

    def watch() -> None:
        limit = running.system.limits.memory
        while not over.wait(_LOOK_SECONDS) and not running.process.ended():
            if running.process.memory(limit) > limit:
                running.process.send(process.signal_number("SIGKILL"))
                return

    watcher = threading.Thread(target=watch, name=f"memory of {running.system.name}", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _stop(running: Running) -> None:
    """Ask the system to end, wait for the time of grace, and end what is left."""
    try:
        if running.alive() and not is_interrupted():
            if running.instance.clock is not None:
                running.instance.clock.release()  # what ends by a timer would wait for ever
            _ask_to_end(running)
    finally:
        running.process.end()
        running.journal.finish()
        running.journal.path.unlink(missing_ok=True)


def _ask_to_end(running: Running) -> None:
    stop = running.system.stop
    if stop.command:
        _carry_out(running, stop.command)
    else:
        running.process.send(process.signal_number(stop.signal))
    deadline = time.monotonic() + stop.grace
    while running.alive() and time.monotonic() < deadline:
        time.sleep(0.005)


def _carry_out(running: Running, command: Command) -> bool:
    """Run a command for a running system; tell whether it succeeded within the system's bounds."""
    argv = [placeholders.fill(word, running.instance.variables) for word in command]
    limits = running.system.limits
    done = process.run(
        argv,
        cwd=running.instance.directory,
        environment=running.environment,
        limits=Limits(limits.seconds, limits.memory, limits.output),
    )
    return done.exit_code == 0 and done.exceeded is None
