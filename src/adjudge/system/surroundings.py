"""What a system takes from the machine around it: secrets of the caller, and installed programs."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from adjudge.system.configuration import Command, Suite, System

_ROUNDS = 2**12
_ABSENT = "absent"


def passed_values(system: System) -> Mapping[str, str]:
    """Return a digest of each variable that is passed on from the caller, by name.

    The digests enter those of evidence, so that another value makes it stale. They are costly
    on purpose (scrypt, RFC 7914): nobody who reads a ledger may find a short secret by trying.
    """
    return {name: _guarded(name) for name in system.pass_environment}


def programs(system: System, suites: Iterable[Suite]) -> Mapping[str, str]:
    """Return what stands behind each program that the configuration starts from outside the tree.

    A program counts by its path, size and time: enough to notice an upgrade, without running
    anything. What it loads in its turn is not looked at.
    """
    own = [suite for suite in suites if suite.system in {"", system.name}]
    commands = [*_commands(system), *(suite.command for suite in own)]
    names = {command[0] for command in commands if command}
    return {name: identity(name) for name in sorted(names) if _is_outside(name, system)}


def _commands(system: System) -> Iterator[Command]:
    yield from system.build
    yield from system.reset
    yield from system.commands.values()
    yield from (system.start, system.stop.command)
    if system.ready is not None:
        yield system.ready.command


def _is_outside(name: str, system: System) -> bool:
    return (
        name == "{python}" or name.startswith("/") or not ("/" in name or name in system.commands)
    )


def identity(name: str) -> str:
    """Tell which installed program a name stands for, by its path, size and time of change."""
    found = sys.executable if name == "{python}" else shutil.which(name)
    if not found:
        return _ABSENT
    path = Path(os.path.realpath(found))
    try:
        status = path.stat()
    except OSError:
        return _ABSENT
    return f"{path} ({status.st_size} bytes of {status.st_mtime_ns})"


def _guarded(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        return _ABSENT
    salt = f"adjudge {name}".encode("utf-8", "surrogateescape")
    secret = value.encode("utf-8", "surrogateescape")
    return hashlib.scrypt(secret, salt=salt, n=_ROUNDS, r=8, p=1).hex()
