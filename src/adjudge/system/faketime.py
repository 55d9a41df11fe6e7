"""libfaketime: the library that gives the processes of one system another time.

It is a program's own tool, loaded by the dynamic linker through `LD_PRELOAD`. What the time is, it
reads from a file at each question, so that writing the file moves the clock of a running system.
Source of the variables and of the file's form: libfaketime's README, sections 4 and 5.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import secrets
import sysconfig
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "ADJUDGE_LIBFAKETIME"
"""The variable of the caller's environment that names the library's file."""
NAME = "libfaketime"
_FILE = f"{NAME}MT.so.1"
_FOLDERS = (
    "usr/lib/*/faketime",
    "usr/lib/faketime",
    "usr/lib64/faketime",
    "usr/local/lib/faketime",
)
_SHARED = Path("/dev/shm")  # noqa: S108  where the C library keeps shared memory, not a temporary file
_SHARED_BYTES = 4096


def library() -> Path:
    """Find the library: where the variable says, else where Debian and others put it.

    Raises:
        SystemFailureError: it is not there; the next step tells how to install it.
    """
    step = f"apt-get install faketime, or name the file of {_FILE} in {VARIABLE}"
    named = os.environ.get(VARIABLE)
    if named:
        path = Path(named).absolute()
        if not path.is_file():
            raise SystemFailureError(f"{VARIABLE} names no file: {named}", next_step=step)
    else:
        found = _candidates()
        if not found:
            raise SystemFailureError(f"{NAME} is not installed", next_step=step)
        path = found[0]
    if not set(": ").isdisjoint(str(path)):
        message = f"the linker can't load {path}: its path has a space or a colon"
        raise SystemFailureError(message, next_step=f"name another file in {VARIABLE}")
    return path


def _candidates() -> list[Path]:
    """Return where the library lies, that for this machine's own architecture first."""
    own = str(sysconfig.get_config_var("MULTIARCH") or "")
    found = [path for folder in _FOLDERS for path in sorted(Path("/").glob(f"{folder}/{_FILE}"))]
    return sorted(found, key=lambda path: own not in path.parts)


@dataclass(slots=True)
class TimeFile:
    """The file that the library reads; `offset` is how far ahead the time is, in seconds.

    Once it is held, `instant` is the time that it stands at, in seconds since 1970.
    """

    path: Path
    offset: float = 0.0
    instant: float | None = None

    def write(self) -> None:
        """Write what the time is; a reader sees the old or the new, never a part."""
        text = f"{self.offset:+.6f}" if self.instant is None else f"{self.instant:.6f}"
        new = self.path.with_suffix(".new")
        new.write_text(f"{text}\n", encoding="ascii")
        new.replace(self.path)

    def move(self, seconds: float) -> None:
        """Move the time forward."""
        if self.instant is None:
            self.offset += seconds
        else:
            self.instant += seconds
        self.write()

    def hold(self) -> bool:
        """Let the time stand still at the next whole second, as most systems count in those."""
        if self.instant is None:
            self.instant = float(math.ceil(time.time() + self.offset))
            self.write()
        return True

    def release(self) -> None:
        """Let the time run on from where it stands."""
        if self.instant is not None:
            self.offset, self.instant = self.instant - time.time(), None
            self.write()


@dataclass(frozen=True, slots=True)
class Preload:
    """What makes processes take their time from a file."""

    file: TimeFile
    environment: Mapping[str, str]


@contextmanager
def prepared(folder: Path, given: Mapping[str, str], *, timers: bool) -> Iterator[Preload]:
    """Prepare the environment of a system whose clock will be moved; it starts with the real time.

    Args:
        folder: an existing folder for the file.
        given: the environment that the system is given otherwise.
        timers: whether the monotonic clock, which timers go by, moves too.

    Raises:
        SystemFailureError: the library is not there.
    """
    preloaded = [str(library()), *given.get("LD_PRELOAD", "").split()]
    file = TimeFile(folder / "faketime")
    file.write()
    with _shared() as shared:
        yield Preload(
            file,
            {
                "LD_PRELOAD": " ".join(preloaded),
                "FAKETIME_TIMESTAMP_FILE": str(file.path),
                "FAKETIME_NO_CACHE": "1",
                "FAKETIME_FMT": "%s",
                # Times of files come from the real clock whatever is done; held, all would be equal.
                "NO_FAKE_STAT": "1",
                **({} if timers else {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}),
                **shared,
            },
        )


@contextmanager
def _shared() -> Iterator[Mapping[str, str]]:
    """Lend the semaphore and the memory that the library would make and, killed, leave behind."""
    if not _SHARED.is_dir():
        yield {}
        return
    name = f"adjudge-{marks.RUN}.{secrets.token_hex(4)}"  # by its mark, the guard finds it too
    memory = _SHARED / name
    try:
        # All bits set say that no process has started yet: the first then notes its start, and all
        # clocks count from there. Were it zeros, the monotonic clock would jump when time is held.
        memory.write_bytes(b"\xff" * _SHARED_BYTES)
        memory.chmod(0o600)
        _make_semaphore(f"/{name}")
        yield {"FAKETIME_SHARED": f"/{name} /{name}"}
    finally:
        for path in (memory, _SHARED / f"sem.{name}"):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _make_semaphore(name: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.sem_open.restype = ctypes.c_void_p
    libc.sem_close.argtypes = [ctypes.c_void_p]
    made = libc.sem_open(name.encode(), os.O_CREAT | os.O_EXCL, 0o600, 1)
    if not made:
        number = ctypes.get_errno()
        raise SystemFailureError(
            f"the semaphore that {NAME} needs can't be made: {os.strerror(number)}",
            next_step=f"let Adjudge write to {_SHARED}",
        )
    libc.sem_close(made)
