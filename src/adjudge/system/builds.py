"""The built tree: written once and built once for each tree and build, then only copied."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system import environment, folders, guard, locks, placeholders, process
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adjudge.system.configuration import Command, System
    from adjudge.system.stage import Completed
    from adjudge.system.trees import Tree

_KEPT = 20
_LOG_BOUND = 16 * 1024**2
_LAST_LINES = 20
_FORMAT = 1


def built(
    system: System, tree: Tree, cache: Path, report: Callable[[str], None] = lambda _: None
) -> Path:
    """Return the folder that holds the system's tree with its build commands executed.

    Of several callers with the same tree, one builds and the others wait. The folder must not
    be written to; its log is `build.log` beside it.

    Raises:
        SystemFailureError: a build command failed or took too long; with its last lines. A
            failure is not kept: the next call tries again.
    """
    place = cache / "built" / _key(system, tree)
    with locks.held(place.with_suffix(".lock")):
        if not _is_intact(place):
            folders.remove(place)
            place.mkdir(parents=True)
            tree.materialise(place / "tree")
            _build(system, place, report)
            (place / "complete").write_bytes(_facts(place))
        os.utime(place / "complete")
    _forget_old(place.parent)
    return place / "tree"


def _is_intact(place: Path) -> bool:
    """Tell whether the tree is still what the build left, file by file."""
    try:
        return (place / "complete").read_bytes() == _facts(place)
    except OSError:
        return False


def _facts(place: Path) -> bytes:
    facts = sorted(folders.scan(place / "tree").items())
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogateescape")).hexdigest().encode()


def _key(system: System, tree: Tree) -> str:
    """Name everything that the result of a build depends on, as far as Adjudge can see."""
    parts = (
        _FORMAT,
        tree.digest,
        system.directory,
        system.build,
        sorted(system.environment.items()) if system.build else (),
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _build(system: System, place: Path, report: Callable[[str], None]) -> None:
    scratch = guard.watch() / f"build-{place.name}"
    scratch.mkdir(exist_ok=True)
    folder = place / "tree" / system.directory
    variables = {
        "directory": str(folder),
        "project": str(place / "tree"),
        "scratch": str(scratch),
        "python": sys.executable,
    }
    deadline = time.monotonic() + system.build_seconds
    with (place / "build.log").open("wb") as log:
        for command in system.build:
            report(f"building: {' '.join(command)}")
            done = _step(system, command, folder, variables, deadline)
            log.write(done.stdout + done.stderr)
            if done.exceeded or done.exit_code != 0:
                folders.remove(place / "tree")
                raise _failed(system, command, done)
    folders.remove(scratch)


def _step(
    system: System, command: Command, folder: Path, variables: Mapping[str, str], deadline: float
) -> Completed:
    return process.run(
        [placeholders.fill(word, variables) for word in command],
        cwd=folder,
        environment=environment.for_building(system, Path(variables["scratch"]), variables),
        limits=Limits(max(deadline - time.monotonic(), 0.1), system.limits.memory, _LOG_BOUND),
    )


def _failed(system: System, command: Command, done: Completed) -> SystemFailureError:
    how = f"exceeded its {done.exceeded} limit" if done.exceeded else f"exit code {done.exit_code}"
    lines = (done.stdout + done.stderr).decode("utf-8", "replace").splitlines()
    return SystemFailureError(
        f"system {system.name} could not be built: “{' '.join(command)}” ended with {how}",
        next_step="run the command yourself in a clean checkout and mend what it says",
        transcript="\n".join(lines[-_LAST_LINES:]),
    )


def _forget_old(folder: Path) -> None:
    """Remove all but the most recently used built trees that nobody holds."""
    marks = sorted(folder.glob("*/complete"), key=lambda path: path.stat().st_mtime, reverse=True)
    day = 24 * 3600
    for mark in marks[_KEPT:]:
        if time.time() - mark.stat().st_mtime > day:
            mark.unlink(missing_ok=True)
            folders.remove(mark.parent)
