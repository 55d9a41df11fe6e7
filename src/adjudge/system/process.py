"""Running programs: the one place where Adjudge starts the processes of a system under judgment.

Each gets a session of its own, a complete environment, no terminal, and bounds on its time, its
memory and what it writes. When it ends, for whatever reason, everything that it started ends.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from typing import IO, TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system import descendants, guard, marks
from adjudge.system.interruption import is_interrupted, refuse_if_interrupted
from adjudge.system.stage import Completed, Exceeded, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

_CHUNK = 65536
_FIRST_LOOK = 0.02
_SLOWEST_LOOK = 0.2
_household = descendants.Household()


class Process:
    """A started process with its mark; leaving it as a context manager ends all of its tree."""

    def __init__(self, popen: subprocess.Popen[bytes], mark: str) -> None:
        self.popen = popen
        self.mark = mark
        self.started = time.monotonic()

    @property
    def pid(self) -> int:
        """The process's ID, which is also that of its group and its session."""
        return self.popen.pid

    @property
    def stdin(self) -> IO[bytes]:
        """What it reads, where the caller asked for a pipe."""
        return _piped(self.popen.stdin)

    @property
    def stdout(self) -> IO[bytes]:
        """What it writes to standard output, where the caller asked for a pipe."""
        return _piped(self.popen.stdout)

    @property
    def stderr(self) -> IO[bytes]:
        """What it writes to standard error, where the caller asked for a pipe."""
        return _piped(self.popen.stderr)

    def __enter__(self) -> Self:
        """Return the process itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process and everything that it started."""
        self.end()

    def ended(self) -> bool:
        """Tell whether the process itself has ended; its descendants may live on."""
        if self.popen.returncode is not None:
            return True
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        try:
            return os.waitid(os.P_PID, self.pid, options) is not None
        except ChildProcessError:
            return True

    def send(self, number: int) -> None:
        """Send a signal to the process and its group, as a terminal would."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def memory(self, limit: int) -> int:
        """Return the bytes of memory that the process and all below it occupy."""
        return descendants.memory([self.pid, *descendants.tree(self.pid, self.mark)], limit)

    def end(self) -> int:
        """Kill the process and everything that it started; return its exit code."""
        if self.popen.returncode is None:
            descendants.end(self.pid, self.mark)
            self.popen.wait()
            _household.close()
        for stream in (self.popen.stdin, self.popen.stdout, self.popen.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return self.popen.returncode


def _piped(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        message = "the process was not started with a pipe here"
        raise ValueError(message)
    return stream


def spawn(
    argv: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    stdout: int | IO[bytes] = subprocess.PIPE,
    stderr: int | IO[bytes] = subprocess.PIPE,
) -> Process:
    """Start a process in a session of its own; the caller must `end` it.

    Programs that run beside it in a session of their own must be started here too: what is
    otherwise found running when the last process has ended is taken for one left behind.

    Args:
        argv: the program, looked up on the PATH of `environment`, and its arguments.
        cwd: where it runs.
        environment: all that it is given, but for the mark of this run.
        stdin: as for `subprocess`; never the terminal's.
        stdout: as for `subprocess`.
        stderr: as for `subprocess`.

    Raises:
        SystemFailureError: the program does not exist or can't be executed, or the run was
            interrupted; a result that an interruption cut short must not count.
    """
    refuse_if_interrupted()
    descendants.adopt_orphans()
    guard.watch()
    mark = marks.new()
    marked = {**environment, marks.VARIABLE: marks.value(mark)}
    with _starting(argv[0], cwd):
        program = [_program(argv[0], cwd, environment), *argv[1:]]
        popen = subprocess.Popen(
            program,
            cwd=cwd,
            env=marked,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            bufsize=0,
            start_new_session=True,
        )
    process = Process(popen, mark)
    if is_interrupted():  # too late for the look at what was running then
        process.end()
        refuse_if_interrupted()
    return process


@contextlib.contextmanager
def _starting(name: str, cwd: Path) -> Iterator[None]:
    """Count a process that is started, and say in plain words why it can't be."""
    _household.open()
    try:
        yield
    except (OSError, ValueError) as error:
        _household.close()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SystemFailureError(
            f"“{name}” can't be executed in {cwd}: {reason}",
            next_step="install the program, or correct its name in adjudge.toml or in the check",
        ) from error
    except BaseException:
        _household.close()
        raise


def _program(name: str, cwd: Path, environment: Mapping[str, str]) -> str:
    """Find the program; a name with a slash starts at `cwd`, any other is looked up on PATH."""
    if "/" in name:
        return os.path.join(cwd, name)  # noqa: PTH118 a Path would fold `./x/../y`, which a symlink makes another file
    for folder in environment.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(cwd, folder, name)  # noqa: PTH118 as above
        if folder and os.access(path, os.X_OK) and not os.path.isdir(path):  # noqa: PTH112 as above
            return path
    raise FileNotFoundError(2, "not found on PATH", name)


def run(
    argv: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    stdin: bytes = b"",
    limits: Limits | None = None,
) -> Completed:
    """Run one process to its end, within bounds, leaving no descendant behind.

    Args:
        argv: the program, looked up on the PATH of `environment`, and its arguments.
        cwd: where it runs.
        environment: all that it is given.
        stdin: what it reads, then end of file.
        limits: its bounds; what it writes to both streams together counts.

    Raises:
        SystemFailureError: the program does not exist or can't be executed, or the run was
            interrupted; a result that an interruption cut short must not count.
    """
    source = subprocess.PIPE if stdin else subprocess.DEVNULL
    with spawn(argv, cwd=cwd, environment=environment, stdin=source) as process:
        completed = _Conversation(process, stdin, limits or Limits()).completed()
    refuse_if_interrupted()
    return completed


class _Conversation:
    """Feeds a process, gathers what it writes, and watches its bounds."""

    def __init__(self, process: Process, stdin: bytes, limits: Limits) -> None:
        self.process = process
        self.limits = limits
        self.exceeded: Exceeded | None = None
        self.room = limits.output
        self.unwritten = memoryview(stdin)
        self.gathered: dict[int, bytearray] = {}
        self.selector = selectors.DefaultSelector()
        self.next_look = process.started + _FIRST_LOOK
        self.out, self.error = process.stdout.fileno(), process.stderr.fileno()
        for descriptor in (self.out, self.error):
            os.set_blocking(descriptor, False)
            self.gathered[descriptor] = bytearray()
            self.selector.register(descriptor, selectors.EVENT_READ)
        if stdin:
            os.set_blocking(process.stdin.fileno(), False)
            self.selector.register(process.stdin.fileno(), selectors.EVENT_WRITE)
        self.exit = _exit_descriptor(process.pid)
        if self.exit is not None:
            self.selector.register(self.exit, selectors.EVENT_READ)

    def completed(self) -> Completed:
        """Talk until the process ends or exceeds a bound; end it and return what it left."""
        try:
            while self.exceeded is None and not self.process.ended():
                self._step()
            code = self._end()
        finally:
            self.selector.close()
            if self.exit is not None:
                os.close(self.exit)
        seconds = time.monotonic() - self.process.started
        stdout, stderr = bytes(self.gathered[self.out]), bytes(self.gathered[self.error])
        return Completed(code, stdout, stderr, seconds, self.exceeded)

    def _end(self) -> int:
        """Take what is in the pipes before the descendants that could write more are killed."""
        self._drain()
        descendants.end(self.process.pid, self.process.mark)
        self._drain()
        return self.process.end()

    def _drain(self) -> None:
        for stream in self.gathered:
            while self.room and self._gather(stream):
                pass

    def _step(self) -> None:
        now = time.monotonic()
        deadline = self.process.started + self.limits.seconds
        if now >= deadline:
            self.exceeded = Exceeded.TIME
            return
        if now >= self.next_look:
            self._look(now)
        for key, _ in self.selector.select(self._pause(min(deadline, self.next_look) - now)):
            if key.fd in self.gathered:
                self._gather(key.fd)
            elif key.fd != self.exit:
                self._feed(key.fd)

    def _pause(self, seconds: float) -> float:
        # Without a descriptor that tells the exit, only looking often enough finds it.
        return max(seconds, 0.0) if self.exit is not None else min(max(seconds, 0.0), 0.005)

    def _look(self, now: float) -> None:
        """Compare the memory with its bound, and look again soon, then less and less often."""
        if self.process.memory(self.limits.memory) > self.limits.memory:
            self.exceeded = Exceeded.MEMORY
        age = now - self.process.started
        self.next_look = now + min(max(age / 4, _FIRST_LOOK), _SLOWEST_LOOK)

    def _gather(self, descriptor: int) -> bool:
        """Read once; tell whether there may be more."""
        try:
            chunk = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return False
        if not chunk:
            with contextlib.suppress(KeyError):
                self.selector.unregister(descriptor)
            return False
        self.gathered[descriptor] += chunk[: self.room]
        if len(chunk) > self.room:
            self.exceeded = Exceeded.OUTPUT
        self.room = max(self.room - len(chunk), 0)
        return True

    def _feed(self, descriptor: int) -> None:
        try:
            written = os.write(descriptor, self.unwritten[:_CHUNK])
        except BlockingIOError:
            return
        except OSError:  # it does not want to read any more, which is its right
            written = len(self.unwritten)
        self.unwritten = self.unwritten[written:]
        if not self.unwritten:
            self.selector.unregister(descriptor)
            self.process.stdin.close()


def _exit_descriptor(pid: int) -> int | None:
    """Return a descriptor that becomes readable when the process ends, where there is one."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def signal_number(name: str) -> int:
    """Return the number of a signal named as in `SIGTERM` or `TERM`.

    Raises:
        ValueError: there is no such signal.
    """
    full = name if name.startswith("SIG") else f"SIG{name}"
    try:
        return signal.Signals[full].value
    except KeyError:
        raise ValueError(name) from None
