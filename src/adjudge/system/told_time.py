"""What a started system takes for the time, as it tells it."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adjudge.errors import ObservationError, SystemFailureError
from adjudge.system import placeholders, process
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adjudge.system.configuration import Shown

_SECONDS = 5.0
_MOST_BYTES = 65536
_MOST_MILLISECONDS = 10**11
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_HTTP = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", re.ASCII)
_EPOCH = re.compile(r"(?<![\d.])\d{10,13}(?:\.\d+)?(?![\d.])", re.ASCII)
_HELP = 'say where the system tells its time: `shown_by = {url = "/time"}` in its `clock`'


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer over HTTP: its status, its `Date` and its body."""

    status: int
    date: str
    body: str


def exchange(method: str, url: str) -> Exchange:
    """Send one request without a body and return the answer; redirections are not followed.

    Raises:
        OSError: no answer came.
        http.client.HTTPException: the answer was none.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=_SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, headers={"Connection": "close"})
        answer = connection.getresponse()
        body = answer.read(_MOST_BYTES).decode("utf-8", "replace")
        return Exchange(answer.status, answer.headers.get("Date", ""), body)
    finally:
        connection.close()


def told(
    shown: Shown | None, variables: Mapping[str, str], cwd: Path, environment: Mapping[str, str]
) -> float:
    """Ask a system for its time, in seconds since 1970.

    Args:
        shown: where it tells it; else the `Date` header of its answers does (RFC 9110, 6.6.1).
        variables: the values of the placeholders.
        cwd: where a command runs.
        environment: what a command is given.

    Raises:
        ObservationError: it tells none; with what would help.
    """
    if shown is None:
        return _by_date(variables["base"])
    if shown.url:
        url = placeholders.fill(shown.url, variables)
        return _by_body(f"{variables['base']}{url}" if url.startswith("/") else url)
    argv = [placeholders.fill(word, variables) for word in shown.command]
    try:
        done = process.run(
            argv, cwd=cwd, environment=environment, limits=Limits(_SECONDS, output=_MOST_BYTES)
        )
    except SystemFailureError as error:
        raise ObservationError(error.message, next_step=error.next_step) from error
    if done.exit_code != 0 or done.exceeded is not None:
        message = f"“{' '.join(argv)}” ended with {done.exceeded or done.exit_code}"
        raise ObservationError(message, next_step="correct `shown_by` of its `clock`")
    return _read(done.stdout.decode("utf-8", "replace"), f"what “{' '.join(argv)}” writes")


def _by_date(base: str) -> float:
    answer = _answer("HEAD", base)
    try:
        return parsedate_to_datetime(answer.date).timestamp()
    except ValueError:
        message = f"the answers of {base} carry no `Date`, so nothing shows what its time is"
        raise ObservationError(message, next_step=_HELP) from None


def _by_body(url: str) -> float:
    return _read(_answer("GET", url).body, f"the answer of {url}")


def _answer(method: str, url: str) -> Exchange:
    try:
        return exchange(method, url)
    except (OSError, http.client.HTTPException) as error:
        message = f"{url} does not answer when asked for its time: {error}"
        raise ObservationError(message, next_step=_HELP) from error


def _read(text: str, what: str) -> float:
    found = find_time(text)
    if found is None:
        message = f"{what} holds no time"
        step = "let it tell seconds since 1970, or a date and time as in 2026-11-22T19:00:00Z"
        raise ObservationError(message, next_step=step)
    return found


def find_time(text: str) -> float | None:
    """Return the first time that a text tells, in seconds since 1970, or nothing.

    It may be ISO 8601 (without a zone: UTC), the form of HTTP's `Date`, or seconds or
    milliseconds since 1970 with at least ten digits.
    """
    try:
        if match := _ISO.search(text):
            moment = datetime.fromisoformat(match[0])
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        if match := _HTTP.search(text):
            return parsedate_to_datetime(match[0]).timestamp()
    except ValueError:
        return None
    if match := _EPOCH.search(text):
        number = float(match[0])
        return number / 1000 if number >= _MOST_MILLISECONDS else number
    return None
