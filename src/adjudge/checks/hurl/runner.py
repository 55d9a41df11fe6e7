"""Runs the entries of a file, one after the other, as Hurl does."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from adjudge.checks.hurl import requests
from adjudge.checks.hurl.cases import Place, expectations, hidden, masked
from adjudge.checks.hurl.client import Client, UnreachableError
from adjudge.checks.hurl.cookies import Jar
from adjudge.checks.hurl.errors import EvaluationError, RefusedError
from adjudge.checks.hurl.evaluation import Scope
from adjudge.checks.hurl.judging import judge
from adjudge.checks.hurl.messages import Outgoing
from adjudge.checks.hurl.printer import request_line
from adjudge.checks.hurl.queries import Answered
from adjudge.checks.hurl.settings import UNLIMITED, Settings, settings_of
from adjudge.checks.hurl.transcript import Transcript
from adjudge.checks.model import CaseResult, Fault, Outcome
from adjudge.errors import SystemFailureError
from adjudge.system.stage import Clock

if TYPE_CHECKING:
    from adjudge.checks.hurl.messages import Answer
    from adjudge.checks.hurl.tree import Entry, HurlFile

_REDIRECTIONS = range(300, 400)
_BECOME_GET = range(301, 304)
_STILL = (
    "; if it waits for time to pass, which a delay alone lets pass here, write {clock: running}, "
    'or monotonic = "real" in the `clock` of the system'
)
_SKIPPED = "its options leave this request out"


class _OverdueError(Exception):
    """The time of the whole check is over."""


@dataclass(slots=True)
class Runner:
    """Runs one file.

    `deadline` is on the monotonic clock. `clock` is moved by a delay instead of waiting, where
    there is one. `base` is the system's own address, `log_tail` returns
    the last lines that the system wrote.
    """

    client: Client
    scope: Scope
    transcript: Transcript
    place: Place
    base: str
    deadline: float
    report: Callable[[str], None]
    log_tail: Callable[[], str]
    clock: Clock | None = None

    def run(self, file: HurlFile) -> list[CaseResult]:
        """Run all entries; after one that does not pass, the others are masked."""
        jar = Jar()
        cases: list[CaseResult] = []
        breaker: CaseResult | None = None
        for number, entry in enumerate(file.entries, 1):
            if breaker is not None:
                cases += masked(entry, breaker, self.place)
                continue
            self.report(f"request {number} of {len(file.entries)}")
            results = self._entry(entry, jar)
            cases += results
            breaker = next((case for case in results if _breaks(case)), None)
        return cases

    def _entry(self, entry: Entry, jar: Jar) -> list[CaseResult]:
        try:
            settings = settings_of(entry, self.scope)
            if settings.skip or settings.repeats == 0:
                self.transcript.note(f"skipped: {request_line(entry.request)}")
                return self._skipped(entry)
            self._delay(settings.delay)
            return self._repeat(entry, settings, jar)
        except EvaluationError as error:
            return self._broken(entry, Outcome.INCONCLUSIVE, error.message, Fault.SPECIFICATION)
        except _OverdueError:
            reason = "the time of this check was over before this request"
            return self._broken(entry, Outcome.INCONCLUSIVE, reason, Fault.ENVIRONMENT)
        except SystemFailureError as error:
            return self._broken(entry, Outcome.INCONCLUSIVE, error.message, Fault.ENVIRONMENT)

    def _repeat(self, entry: Entry, settings: Settings, jar: Jar) -> list[CaseResult]:
        cases: list[CaseResult] = []
        # A variable may ask for repetition without end; the time of the check ends it.
        for _ in count() if settings.repeats == UNLIMITED else range(settings.repeats):
            results = self._retry(entry, settings, jar)
            cases += results
            if not _passed(results):
                break
        return cases

    def _retry(self, entry: Entry, settings: Settings, jar: Jar) -> list[CaseResult]:
        attempt = 0
        while True:
            results = self._attempt(entry, settings, jar)
            if _passed(results) or attempt == settings.retries:
                return results
            attempt += 1
            self.transcript.note(f"retry {attempt} after {settings.interval:g} s")
            try:
                self._pause(settings.interval)
            except _OverdueError:
                return results

    def _attempt(self, entry: Entry, settings: Settings, jar: Jar) -> list[CaseResult]:
        try:
            outgoing = requests.build(entry.request, settings, self.scope)
            answers = self._follow(outgoing, settings, jar)
        except RefusedError as error:
            reason = f"{error.message}: {error.next_step}" if error.next_step else error.message
            return self._broken(entry, Outcome.NOT_RUN, reason, Fault.SPECIFICATION)
        except UnreachableError as error:
            return self._unreachable(entry, error, settings)
        answered = Answered(answers, settings.coerce)
        return judge(entry, answered, self.scope, self.place)

    def _follow(self, outgoing: Outgoing, settings: Settings, jar: Jar) -> tuple[Answer, ...]:
        answers: list[Answer] = []
        while True:
            answer = self._send(outgoing, settings, jar)
            answers.append(answer)
            target = next(iter(answer.values("Location")), "")
            if not settings.location or answer.status not in _REDIRECTIONS or not target:
                return tuple(answers)
            if len(answers) > settings.redirects != UNLIMITED:
                message = f"more than {settings.redirects} redirections"
                raise UnreachableError(message)
            outgoing = _redirected(outgoing, answer, target, trusted=settings.trusted)

    def _send(self, outgoing: Outgoing, settings: Settings, jar: Jar) -> Answer:
        cookies = jar.header(outgoing.url)
        sent = _with_cookies(outgoing, cookies) if cookies else outgoing
        answer = self.client.send(
            sent,
            seconds=min(self._remaining(), settings.seconds or float("inf")),
            connect=settings.connect,
            verify=not settings.insecure,
        )
        jar.store(outgoing.url, answer.values("Set-Cookie"))
        return answer

    def _remaining(self) -> float:
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise _OverdueError
        return remaining

    def _delay(self, seconds: float) -> None:
        if self.clock is None or seconds <= 0:
            self._pause(seconds)
            return
        # A server closes what was idle for so long, perhaps while the next request is on its way.
        self.client.hang_up()
        try:
            self.clock.advance(seconds)
        except ValueError as error:
            raise EvaluationError(str(error)) from error
        self.transcript.note(f"the system's clock was moved forward by {seconds:,g} s")

    def _pause(self, seconds: float) -> None:
        if seconds <= 0:
            return
        if seconds > self._remaining():
            raise _OverdueError
        time.sleep(seconds)

    def _skipped(self, entry: Entry) -> list[CaseResult]:
        """Say of all that a request left out was to show that it is not known."""
        named = expectations(entry) if entry.response is not None else ()
        return [
            each.case(self.place, Outcome.NOT_RUN, reason=_SKIPPED, fault=Fault.SPECIFICATION)
            for each in named
        ]

    def _broken(
        self, entry: Entry, outcome: Outcome, reason: str, fault: Fault
    ) -> list[CaseResult]:
        named = expectations(entry)
        first = named[0].case(self.place, outcome, reason=reason, fault=fault)
        return [first, *(hidden(rest, first, self.place) for rest in named[1:])]

    def _unreachable(
        self, entry: Entry, error: UnreachableError, settings: Settings
    ) -> list[CaseResult]:
        """Judge that no response came: only what the system must answer for is a failure."""
        self.transcript.note(error.message)
        if error.slow and settings.seconds is None:
            reason = f"{error.message}{_STILL if self.clock else ''}"
            return self._broken(entry, Outcome.INCONCLUSIVE, reason, Fault.ENVIRONMENT)
        if elsewhere := _elsewhere(self.base):
            return self._broken(entry, Outcome.INCONCLUSIVE, elsewhere, Fault.BINDING)
        named = expectations(entry)
        first = named[0].case(
            self.place,
            Outcome.FAILED,
            expected="a response",
            actual=error.message,
            reason="" if error.slow else self._last_words(),
            cause=f"no response: {error.message}",
        )
        return [first, *(hidden(rest, first, self.place) for rest in named[1:])]

    def _last_words(self) -> str:
        state = "still accepts" if _accepts(self.base) else "no longer accepts"
        tail = self.log_tail()
        written = f"; the last that it wrote:\n{tail}" if tail else ""
        return f"the system {state} connections{written}"


def _breaks(case: CaseResult) -> bool:
    """Tell whether nothing after the case can be trusted; a request left out breaks nothing."""
    return case.outcome is not Outcome.PASSED and case.reason != _SKIPPED


def _passed(cases: list[CaseResult]) -> bool:
    return all(case.outcome is Outcome.PASSED for case in cases)


def _elsewhere(base: str) -> str:
    """Say where the system listens instead, if it does on this machine's other address only."""
    parts = urlsplit(base)
    others = {"127.0.0.1": "[::1]", "::1": "127.0.0.1"}
    other = others.get(parts.hostname or "")
    there = f"{parts.scheme}://{other}:{parts.port}"
    if other is None or _accepts(base) or not _accepts(there):
        return ""
    return (
        f"the system does not listen at {base} but at {there}: set `base` of the system "
        f"in adjudge.toml to {parts.scheme}://{other}:{{port}}"
    )


def _accepts(base: str) -> bool:
    parts = urlsplit(base)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=1):
            return True
    except OSError:
        return False


def _with_cookies(outgoing: Outgoing, stored: str) -> Outgoing:
    own = [value for name, value in outgoing.headers if name.lower() == "cookie"]
    others = tuple(pair for pair in outgoing.headers if pair[0].lower() != "cookie")
    headers = (*others, ("Cookie", "; ".join([*own, stored])))
    return Outgoing(outgoing.method, outgoing.url, headers, outgoing.body)


def _redirected(outgoing: Outgoing, answer: Answer, target: str, *, trusted: bool) -> Outgoing:
    url = urljoin(outgoing.url, target)
    plain = answer.status in _BECOME_GET and outgoing.method != "HEAD"
    left = {"host"}
    if plain:
        left |= {"content-type", "content-length", "transfer-encoding"}
    if not trusted and urlsplit(url).netloc != urlsplit(outgoing.url).netloc:
        left |= {"authorization", "cookie"}
    headers = [pair for pair in outgoing.headers if pair[0].lower() not in left]
    headers.insert(0, ("Host", urlsplit(url).netloc))
    method, body = ("GET", b"") if plain else (outgoing.method, outgoing.body)
    return Outgoing(method, url, tuple(headers), body)
