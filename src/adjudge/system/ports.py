"""Free ports that two runs never hand out at the same time."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Below the ranges from which Linux and macOS choose the ports of outgoing connections.
_FIRST, _LAST = 20000, 32000
_TRIES = 200


@contextmanager
def reserved() -> Iterator[int]:
    """Yield a TCP port that nobody listens on and that no other run of Adjudge was given.

    Raises:
        SystemFailureError: no free port was found.
    """
    folder = Path(tempfile.gettempdir()) / f"adjudge-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    for port in random.sample(range(_FIRST, _LAST), _TRIES):
        descriptor = _lock(folder / str(port))
        if descriptor is None:
            continue
        try:
            if _is_free(port):
                yield port
                return
        finally:
            os.close(descriptor)
    raise SystemFailureError(
        f"none of {_TRIES} ports between {_FIRST} and {_LAST} is free",
        next_step="end some of the programs that listen on them",
    )


def _lock(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _is_free(port: int) -> bool:
    """Tell whether the port can be bound on every address; the loopback alone is not enough."""
    for family, address in ((socket.AF_INET, ""), (socket.AF_INET, "127.0.0.1")):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                return False
    return True
