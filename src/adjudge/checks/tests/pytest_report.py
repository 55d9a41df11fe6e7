"""Reads what the injected pytest plugin wrote, and says of each test what it is evidence of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from adjudge.checks.model import Fault, Outcome
from adjudge.checks.tests.records import (
    DETAIL,
    LARGEST_REPORT,
    Place,
    Record,
    SuiteReport,
    UnreadableReportError,
    read_bounded,
)

if TYPE_CHECKING:
    from pathlib import Path

_MOST_PROCESSES = 1_000
_PARAMETERS = re.compile(r"\[.*\]$", re.DOTALL)


class _Start(msgspec.Struct, tag="start", tag_field="event"):
    worker: bool
    pytest: str
    python: str


class _Item(msgspec.Struct, tag="item", tag_field="event"):
    id: str
    file: str = ""
    line: int = 0
    name: str = ""
    function: str = ""
    requirements: list[str] = []
    deselected: bool = False


class _Uncollected(msgspec.Struct, tag="uncollected", tag_field="event"):
    id: str
    skipped: bool
    text: str


class _Phase(msgspec.Struct, tag="phase", tag_field="event"):
    id: str
    when: str
    outcome: str
    expected_failure: bool = False
    plain: bool = False
    reason: str = ""
    message: str = ""
    file: str = ""
    line: int = 0
    text: str = ""
    seconds: float = 0.0

    @property
    def failed_call(self) -> bool:
        """Tell whether the test's own body failed, other than by passing unexpectedly."""
        return self.when == "call" and self.outcome == "failed" and not self.unexpected_pass

    @property
    def unexpected_pass(self) -> bool:
        """Tell whether a test that was expected to fail passed; strict or not."""
        strict = self.outcome == "failed" and self.plain and self.message.startswith("[XPASS")
        return strict or (self.outcome == "passed" and self.expected_failure)


class _Finish(msgspec.Struct, tag="finish", tag_field="event"):
    status: int


_Event = _Start | _Item | _Uncollected | _Phase | _Finish
_DECODER = msgspec.json.Decoder(_Event)


@dataclass
class _Test:
    """All that was told about one node ID, by every session and worker."""

    item: _Item
    phases: list[_Phase] = field(default_factory=list)


def read(folder: Path, place: Place) -> SuiteReport:
    """Read the reports of all processes in `folder`.

    Raises:
        UnreadableReportError: there is none, or one of a session is cut off or not ours.
    """
    events: list[_Event] = []
    remaining = LARGEST_REPORT
    for path in sorted(folder.glob("*.jsonl"))[:_MOST_PROCESSES]:
        data = read_bounded(path, remaining)
        remaining -= len(data)
        events += _events(data, path.name)
    if not any(isinstance(event, _Start) and not event.worker for event in events):
        raise UnreadableReportError(
            "pytest left no report",
            next_step="run the suite's command by hand; it must start pytest with PYTEST_ADDOPTS"
            " and PYTHONPATH of its environment intact",
        )
    return _report(events, place)


def _events(data: bytes, name: str) -> list[_Event]:
    """Decode one file; the last line of a worker that died may be cut off, of a session not."""
    events: list[_Event] = []
    for number, line in enumerate(data.splitlines(), 1):
        try:
            events.append(_DECODER.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UnreadableReportError(f"{name}:{number}: cut off or damaged: {error}") from error
    # A worker may die; what it began stays without a result. A session that ends is complete.
    session = not any(isinstance(event, _Start) and event.worker for event in events)
    if session and not (events and isinstance(events[-1], _Finish)):
        raise UnreadableReportError(
            f"{name}: pytest ended before its session was finished",
            next_step="look in the transcript for what ended the process",
        )
    return events


def _report(events: Sequence[_Event], place: Place) -> SuiteReport:
    tests: dict[str, _Test] = {}
    for event in events:
        if isinstance(event, _Item):
            tests.setdefault(event.id, _Test(event)).item.deselected &= event.deselected
        elif isinstance(event, _Phase):
            tests.setdefault(event.id, _Test(_unannounced(event.id))).phases.append(event)
    missed = {event.id: event for event in events if isinstance(event, _Uncollected)}
    starts = [event for event in events if isinstance(event, _Start)]
    tools = {"pytest": starts[0].pytest, "python": starts[0].python}
    return SuiteReport(
        tuple(_record(test, place) for test in tests.values()),
        tuple(_uncollected(event, place) for event in missed.values()),
        {tool: place.text(version, 100) for tool, version in tools.items()},
    )


def _unannounced(node: str) -> _Item:
    name = node.rpartition("::")[2]
    return _Item(node, name=name, function=_PARAMETERS.sub("", name))


def _uncollected(event: _Uncollected, place: Place) -> Record:
    how = "was skipped as a whole" if event.skipped else "could not be collected"
    return Record(
        place.text(event.id),
        (event.id,),
        Outcome.NOT_RUN,
        reason=f"{event.id} {how}: {place.text(event.text)}",
        detail="" if event.skipped else place.text(event.text, DETAIL),
        fault=Fault.BINDING if event.skipped else Fault.ENVIRONMENT,
    )


def _record(test: _Test, place: Place) -> Record:
    item, phases = test.item, test.phases
    outcome, fault, reason = _judge(test)
    failure = next((p for p in phases if p.failed_call), None)
    message = place.text(failure.message) if failure else ""
    where = place.file(failure.file) if failure else ""
    return Record(
        id=place.text(item.id),
        names=_names(item),
        outcome=outcome,
        marks=frozenset(item.requirements),
        file=place.file(item.file),
        line=max(item.line, 0),
        message=message,
        reason=place.text(reason),
        detail="\n".join(place.text(p.text, DETAIL) for p in phases if p.text)[:DETAIL],
        cause=_cause(message, where, failure.line) if failure else "",
        fault=fault,
        seconds=sum(max(p.seconds, 0.0) for p in phases),
    )


def _cause(message: str, file: str, line: int) -> str:
    first = message.strip().partition("\n")[0]
    return f"{file}:{line}: {first}" if file else first


def _names(item: _Item) -> tuple[str, ...]:
    """Return the node ID, with and without its parameters, the names, and what contains it."""
    base = _PARAMETERS.sub("", item.id) if item.name.endswith("]") else item.id
    parts = base.split("::")
    containers = ("::".join(parts[:n]) for n in range(len(parts), 0, -1))
    return tuple(dict.fromkeys((item.id, *containers, item.name, item.function)))


_Rule = tuple[Callable[[_Test], object], Outcome, Fault, Callable[[_Test], str]]


def _having(**wanted: object) -> Callable[[_Test], list[_Phase]]:
    """Return what finds the phases of a test whose fields have these values."""

    def found(test: _Test) -> list[_Phase]:
        return [p for p in test.phases if all(getattr(p, k) == v for k, v in wanted.items())]

    return found


def _told(words: str, **wanted: object) -> Callable[[_Test], str]:
    """Return what adds, after `words`, what pytest said of such a phase."""
    found = _having(**wanted)

    def told(test: _Test) -> str:
        phase = next(iter(found(test)), None)
        if phase is None or (phase.expected_failure and not phase.reason):
            return words
        said = phase.reason or phase.message
        return f"{words}: {said.removeprefix('Skipped: ')}"

    return told


def _unfinished(test: _Test) -> bool:
    setups = sum(p.when == "setup" for p in test.phases)
    teardowns = sum(p.when == "teardown" for p in test.phases)
    passed = any(p.when == "call" and p.outcome == "passed" for p in test.phases)
    return not passed or not setups or setups != teardowns


_RULES: tuple[_Rule, ...] = (
    (_having(failed_call=True), Outcome.FAILED, Fault.SYSTEM, lambda _: ""),
    (
        lambda test: not test.phases and test.item.deselected,
        Outcome.NOT_RUN,
        Fault.BINDING,
        lambda _: "it was deselected by the suite's own command or configuration",
    ),
    (
        lambda test: not test.phases,
        Outcome.NOT_RUN,
        Fault.ENVIRONMENT,
        lambda _: "it was collected and never started",
    ),
    (
        _having(when="setup", outcome="failed"),
        Outcome.NOT_RUN,
        Fault.BINDING,
        _told("its setup failed", when="setup", outcome="failed"),
    ),
    (
        lambda test: any(p.expected_failure and "[NOTRUN]" in p.reason for p in test.phases),
        Outcome.NOT_RUN,
        Fault.BINDING,
        _told("it is expected to fail, and was not run", outcome="skipped"),
    ),
    (
        _having(outcome="skipped", expected_failure=True),
        Outcome.INCONCLUSIVE,
        Fault.BINDING,
        _told("it is expected to fail, and did", outcome="skipped"),
    ),
    (
        _having(outcome="skipped"),
        Outcome.NOT_RUN,
        Fault.BINDING,
        _told("it was skipped", outcome="skipped"),
    ),
    (
        _having(unexpected_pass=True),
        Outcome.INCONCLUSIVE,
        Fault.BINDING,
        lambda _: "it is expected to fail, and passed; remove its xfail mark",
    ),
    (
        _having(outcome="rerun"),
        Outcome.INCONCLUSIVE,
        Fault.SYSTEM,
        lambda _: "it failed, and passed when it was repeated",
    ),
    (
        _having(when="teardown", outcome="failed"),
        Outcome.INCONCLUSIVE,
        Fault.BINDING,
        _told("it passed, but its teardown failed", when="teardown", outcome="failed"),
    ),
    (
        _unfinished,
        Outcome.NOT_RUN,
        Fault.ENVIRONMENT,
        lambda _: "it was started and never finished",
    ),
)
"""The first rule that applies decides; a test that none applies to has passed."""


def _judge(test: _Test) -> tuple[Outcome, Fault, str]:
    for applies, outcome, fault, reason in _RULES:
        if applies(test):
            return outcome, fault, reason(test)
    return Outcome.PASSED, Fault.SYSTEM, ""
