"""Waiting until a started system can be used."""

from __future__ import annotations

import http.client
import re
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adjudge.errors import SystemFailureError
from adjudge.system import placeholders, process
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from adjudge.system.configuration import Ready
    from adjudge.system.journal import Journal

_FIRST_PAUSE = 0.005
_LONGEST_PAUSE = 0.25
_ONE_TRY = 5.0
_WORST_USABLE = 399


def condition(
    ready: Ready,
    variables: Mapping[str, str],
    journal: Journal,
    cwd: Path,
    environment: Mapping[str, str],
) -> tuple[str, Callable[[], bool]]:
    """Return what is waited for, in words, and the question whether it has come true.

    Args:
        ready: the one of four conditions to use.
        variables: the values of the placeholders.
        journal: where lines of the log are looked for.
        cwd: where a command runs.
        environment: what a command is given.
    """
    if ready.url:
        url = placeholders.fill(ready.url, variables)
        return f"{url} answers", lambda: _answers(url)
    if ready.port:
        port = int(placeholders.fill(ready.port, variables))
        hosts = _hosts(port, variables.get("base", ""))
        shown = " or ".join(hosts)
        return f"port {port} accepts connections at {shown}", lambda: _accepts(port, hosts)
    if ready.log:
        pattern = re.compile(ready.log)
        return f"a line of the log matches “{ready.log}”", lambda: journal.matches(pattern)
    argv = [placeholders.fill(word, variables) for word in ready.command]
    return f"“{' '.join(argv)}” succeeds", lambda: _succeeds(argv, cwd, environment)


def wait(
    what: str,
    is_ready: Callable[[], bool],
    has_ended: Callable[[], bool],
    seconds: float,
    report: Callable[[str], None],
) -> bool:
    """Wait until the system is ready; return false if it ended before.

    Args:
        what: the condition in words.
        is_ready: the condition.
        has_ended: whether there is nothing left to wait for.
        seconds: how long to wait at most.
        report: told once in a second what is waited for.

    Raises:
        SystemFailureError: the time was up.
    """
    started = time.monotonic()
    pause, told = _FIRST_PAUSE, 0
    while not has_ended():
        if is_ready():
            return not has_ended()
        waited = time.monotonic() - started
        if waited > seconds:
            raise SystemFailureError(
                f"it was not ready after {seconds:g} s: waited until {what}",
                next_step="see its last lines; raise `ready.timeout` in adjudge.toml if it only needs longer",
            )
        if int(waited) > told:
            told = int(waited)
            report(f"waiting {told} s until {what}")
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
    return False


def _answers(url: str) -> bool:
    """Tell whether a GET is answered with a status below 400; redirects are not followed."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=_ONE_TRY)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        return connection.getresponse().status <= _WORST_USABLE
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _hosts(port: int, base: str) -> tuple[str, ...]:
    """Return where a port is looked for: where checks will reach it, if they do at all.

    A system that listens on ::1 alone is not ready for checks that talk to 127.0.0.1.
    """
    parts = urlsplit(base)
    if parts.port == port and parts.hostname:
        return (parts.hostname,)
    return ("127.0.0.1", "::1")


def _accepts(port: int, hosts: tuple[str, ...]) -> bool:
    for host in hosts:
        try:
            socket.create_connection((host, port), timeout=_ONE_TRY).close()
        except OSError:
            continue
        return True
    return False


def _succeeds(argv: list[str], cwd: Path, environment: Mapping[str, str]) -> bool:
    limits = Limits(seconds=_ONE_TRY)
    done = process.run(argv, cwd=cwd, environment=environment, limits=limits)
    return done.exit_code == 0 and done.exceeded is None
