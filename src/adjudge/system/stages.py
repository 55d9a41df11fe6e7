"""The stages of one run: for each check a private place to act, made and removed here."""

from __future__ import annotations

import secrets
import sys
import threading
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system import builds, cache, environment, folders, guard, instance, process, shims
from adjudge.system.copies import Copies
from adjudge.system.secrets import Redactor
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from adjudge.system.binding import Bindings
    from adjudge.system.configuration import Configuration, Suite, System
    from adjudge.system.copies import Copy
    from adjudge.system.instance import Running
    from adjudge.system.stage import Completed, Instance
    from adjudge.system.trees import Tree


class Stages:
    """Gives every check of one run against one system its stage; safe to use from many threads.

    A context manager: on leaving it, systems that were kept for the next check are stopped.
    """

    def __init__(
        self,
        configuration: Configuration,
        system: System,
        tree: Tree,
        *,
        cache_folder: Path | None = None,
    ) -> None:
        self.configuration = configuration
        self.system = system
        self.tree = tree
        self.cache = cache_folder or cache.of_project(cache.default_folder(), tree.snapshot.root)
        self.folder = guard.watch() / f"{system.name}-{secrets.token_hex(4)}"
        self.redactor = Redactor(system.pass_environment)
        self._lock = threading.Lock()
        self._kept: dict[int, _Kept] = {}

    def __enter__(self) -> Self:
        """Make the folder in which everything happens."""
        self.folder.mkdir(parents=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the systems that were kept, and remove the folder."""
        with ExitStack() as stack:
            stack.callback(folders.remove, self.folder)
            for kept in self._kept.values():
                stack.callback(kept.stop)

    @contextmanager
    def stage(
        self, folder: Path, report: Callable[[str], None] = lambda _: None
    ) -> Iterator[LocalStage]:
        """Lend a stage to one check.

        Args:
            folder: the folder of the document that holds the check.
            report: tells a person how far the check is.
        """
        scratch = self.folder / f"check-{secrets.token_hex(4)}"
        scratch.mkdir()
        stage = LocalStage(self, folder, scratch, report)
        try:
            yield stage
        finally:
            stage.close()
            folders.remove(scratch)

    def copies(self, report: Callable[[str], None]) -> Copies:
        """Return the pool of copies of the built tree, building it on first use.

        Raises:
            SystemFailureError: the tree could not be built.
        """
        with self._lock:
            if self._copies is None:
                built = builds.built(self.system, self.tree, self.cache, report)
                self._copies = Copies(built, self.folder)
            return self._copies

    _copies: Copies | None = None

    def kept(self) -> _Kept:
        """Return the place of the system that this thread's checks share."""
        with self._lock:
            return self._kept.setdefault(threading.get_ident(), _Kept(self))


class _Kept:
    """A started system that checks of one thread share, reset between them."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self._stack = ExitStack()
        self._running: Running | None = None

    def running(self, report: Callable[[str], None]) -> Running:
        """Return the system as new: reset, or started again where that fails."""
        if self._running is not None and self._running.reset():
            return self._running
        self.stop()
        copies = self._stages.copies(report)
        copy = copies.take()
        self._stack.callback(copies.give, copy)
        self._running = self._stack.enter_context(
            instance.started(self._stages.system, copy.folder, self._stages.folder, report)
        )
        return self._running

    def stop(self) -> None:
        """Stop the system, if it runs."""
        self._running = None
        self._stack.close()


class LocalStage:
    """A stage of processes on this machine; see `adjudge.system.stage.Stage`."""

    def __init__(
        self, stages: Stages, folder: Path, scratch: Path, report: Callable[[str], None]
    ) -> None:
        self.system: System = stages.system
        self.suites: Mapping[str, Suite] = stages.configuration.suites
        self.bindings: Bindings = stages.configuration.bindings(stages.system)
        self.folder = folder
        self.scratch = scratch / "scratch"
        self.limits: Limits = stages.system.limits
        self.report = report
        self._stages = stages
        self._place = scratch
        self._lent = False
        self._numbers = 0
        self.scratch.mkdir()

    @cached_property
    def environment(self) -> Mapping[str, str]:
        """The complete environment of the check's processes; nothing else is inherited."""
        folder = self._place / "commands"
        home = self._place / "home"
        home.mkdir()
        variables = self._variables()
        shims.write(folder, self.system.commands, variables)
        return environment.for_checks(self.system, home, variables, folder)

    @contextmanager
    def directory(self, *, empty: bool = False) -> Iterator[Path]:
        """Lend a private copy of the system's built tree, or an empty folder."""
        if empty:
            self._numbers += 1
            folder = self._place / f"empty-{self._numbers}"
            folder.mkdir()
            try:
                yield folder
            finally:
                folders.remove(folder)
            return
        with self._copy() as copy:
            yield copy.folder / self.system.directory

    @contextmanager
    def start(self, *, clock: bool = False) -> Iterator[Instance]:
        """Start the system and wait until it is ready; stop it on leaving."""
        if not self.system.start:
            raise SystemFailureError(
                f"system {self.system.name} has no `start` in adjudge.toml, and this check needs it running",
                next_step="add `start` and `ready` to the system, or check its commands instead",
            )
        if self.system.reset and not clock:
            running = self._stages.kept().running(self.report)
            with self._connected(running):
                yield running.instance
            return
        with (
            self._copy() as copy,
            instance.started(
                self.system, copy.folder, self._place, self.report, clock=clock
            ) as running,
            self._connected(running),
        ):
            yield running.instance

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Completed:
        """Run one process to its end, within bounds, leaving no descendant behind."""
        return process.run(
            argv,
            cwd=cwd,
            environment={**self.environment, **(environment or {})},
            stdin=stdin,
            limits=_least(self.limits, limits or self.limits),
        )

    def redact(self, text: str) -> str:
        """Return `text` with every secret that the configuration passes on replaced."""
        return self._stages.redactor.redact(text)

    def close(self) -> None:
        """Give back what the stage holds."""
        home = self.__dict__.pop("_home", None)
        if home is not None:
            self._stages.copies(self.report).give(home)

    @cached_property
    def _home(self) -> Copy:
        """The copy in which the system's commands live while the check runs."""
        return self._stages.copies(self.report).take()

    @contextmanager
    def _copy(self) -> Iterator[Copy]:
        """Lend the home copy to the first who asks, and others to those who ask meanwhile."""
        if not self._lent:
            self._lent = True
            yield self._home
            return
        copies = self._stages.copies(self.report)
        copy = copies.take()
        try:
            yield copy
        finally:
            copies.give(copy)

    @contextmanager
    def _connected(self, running: Running) -> Iterator[None]:
        """Point the system's commands at a running instance."""
        environment = self.environment
        folder = Path(environment["PATH"].split(":")[0])
        shims.write(folder, self.system.commands, running.instance.variables)
        try:
            yield
        finally:
            shims.write(folder, self.system.commands, self._variables())

    def _variables(self) -> Mapping[str, str]:
        known = {"scratch": str(self.scratch), "python": sys.executable}
        if self.system.commands:
            project = self._home.folder
            known["project"] = str(project)
            known["directory"] = str(project / self.system.directory)
        return known


def _least(bounds: Limits, asked: Limits) -> Limits:
    return Limits(
        min(bounds.seconds, asked.seconds),
        min(bounds.memory, asked.memory),
        min(bounds.output, asked.output),
    )
