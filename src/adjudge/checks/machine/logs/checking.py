"""One log held against one machine."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.checks.machine.logs import json_lines, spans
from adjudge.checks.machine.logs.problem import LineError
from adjudge.checks.machine.logs.standing import Form, Standing
from adjudge.codes.logs import LOG_DISAGREES, LOG_UNDECIDED
from adjudge.findings import Finding, Location
from adjudge.machine.linearize import UndecidedError
from adjudge.machine.possible import TooManyStatesError
from adjudge.machine.python_code import UndefinedError
from adjudge.machine.replay import Rejection, Replay
from adjudge.machine.terms import Value

if TYPE_CHECKING:
    from io import BufferedReader

    from adjudge.machine.engine import Model
    from adjudge.machine.replay import LogEvent
    from adjudge.system.log_binding import LogBinding

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class LogResult:
    """What became of a log: the events that were followed, and what ended that.

    `ignored` counts spans of names that nothing maps. `states`, `candidates` and `allowed` are as
    in `Rejection`.
    """

    form: Form
    standing: Standing
    events: int
    ignored: int
    seconds: float
    finding: Finding | None = None
    states: tuple[Mapping[str, Value], ...] = ()
    candidates: int = 0
    allowed: tuple[str, ...] = field(default=())


def check(
    file: BufferedReader, name: str, model: Model, requirement: str, binding: LogBinding | None
) -> LogResult:
    """Follow a log until its end, or to the first event that the specification does not allow.

    Args:
        file: the log, read once and as a stream.
        name: what it is called in findings.
        model: the machine.
        requirement: the requirement that carries the machine.
        binding: what maps spans to events.
    """
    return _Check(name, model, requirement).run(file, binding)


class _Check:
    def __init__(self, name: str, model: Model, requirement: str) -> None:
        self._name = name
        self._requirement = requirement
        self._replay = Replay(model)
        self._events = 0
        self._line = 1
        self._began = time.monotonic()
        self._spans: spans.Spans | None = None

    def run(self, file: BufferedReader, binding: LogBinding | None) -> LogResult:
        try:
            rejection = self._follow(self._groups(file, binding))
        except LineError as error:
            return self._ended(Rejection(error.code, error.line, error.message))
        except (TooManyStatesError, UndecidedError, UndefinedError) as error:
            return self._ended(Rejection(LOG_UNDECIDED, self._line, error.message))
        if rejection is None and not self._events:
            what = "no span that is mapped to an event" if self._spans else "no event"
            rejection = Rejection(LOG_UNDECIDED, 1, f"the log has {what}")
        return self._ended(rejection)

    def _groups(self, file: BufferedReader, binding: LogBinding | None) -> Iterator[list[LogEvent]]:
        if b'"resourceSpans"' in file.peek(_HEAD)[:_HEAD]:
            self._spans = spans.Spans(binding)
            return self._spans.events(file)
        return json_lines.events(file)

    def _follow(self, groups: Iterator[list[LogEvent]]) -> Rejection | None:
        take = self._replay.take
        for group in groups:
            self._line = group[0].line
            rejection = take(group)
            if rejection is not None:
                return rejection
            self._events += len(group)
        return None

    def _ended(self, rejection: Rejection | None) -> LogResult:
        form = Form.SPANS if self._spans else Form.JSON_LINES
        ignored = self._spans.ignored if self._spans else 0
        seconds = time.monotonic() - self._began
        if rejection is None:
            return LogResult(form, Standing.ALLOWED, self._events, ignored, seconds)
        return LogResult(
            form,
            _standing(rejection),
            self._events,
            ignored,
            seconds,
            self._finding(rejection),
            rejection.states,
            rejection.candidates,
            rejection.allowed,
        )

    def _finding(self, rejection: Rejection) -> Finding:
        named = ", ".join(rejection.requirements) or self._requirement
        return rejection.code.at(
            Location(self._name, rejection.line),
            rejection.message,
            requirement=named if rejection.code is LOG_DISAGREES else "",
            expected=", ".join(rejection.allowed),
            actual=rejection.event,
        )


def _standing(rejection: Rejection) -> Standing:
    if rejection.code is LOG_DISAGREES:
        return Standing.NOT_ALLOWED
    if rejection.code is LOG_UNDECIDED:
        return Standing.UNDECIDED
    return Standing.UNREADABLE
