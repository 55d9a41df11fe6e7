"""Logs as OpenTelemetry traces: the JSON lines that the Collector's file exporter writes.

The form is that of the OTLP file exporter and of OTLP's JSON encoding: `resourceSpans` holds
`scopeSpans` holds `spans`; 64-bit numbers are decimal texts, enumerations are numbers. A file is
in no order, so spans wait in a window until none can come before them; those that overlap are
explained together, by some order of them.
"""

from __future__ import annotations

import heapq
import re
from typing import TYPE_CHECKING, Any

import msgspec

from adjudge.checks.machine.logs.lines import lines
from adjudge.checks.machine.logs.problem import LineError
from adjudge.codes.logs import LOG_TIME, UNKNOWN_IN_LOG, UNREADABLE_LOG
from adjudge.machine.linearize import UndecidedError
from adjudge.machine.replay import LogEvent
from adjudge.system.log_binding import LogBinding, SpanBinding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

    from adjudge.machine.terms import Value
    from adjudge.system.log_binding import Answers

WINDOW = 60.0
"""Seconds by which a span may stand behind one that began later."""
MOST_WAITING = 100_000
MOST_OVERLAPPING = 200
_ERROR = (2, "STATUS_CODE_ERROR")
_INDEX = re.compile(r"\[([^\]]+)\]")


class _Status(msgspec.Struct):
    code: int | str = 0


class _Attribute(msgspec.Struct):
    key: str
    value: dict[str, Any] = {}


class _Span(msgspec.Struct):
    name: str
    startTimeUnixNano: int | str  # noqa: N815 - OTLP's name
    endTimeUnixNano: int | str  # noqa: N815 - as above
    attributes: list[_Attribute] = []
    status: _Status = msgspec.field(default_factory=_Status)


class _Scope(msgspec.Struct):
    spans: list[_Span] = []


class _Resource(msgspec.Struct):
    scopeSpans: list[_Scope] = []  # noqa: N815 - OTLP's name; msgspec copies defaults


class _Line(msgspec.Struct):
    resourceSpans: list[_Resource]  # noqa: N815 - OTLP's name


_DECODER = msgspec.json.Decoder(_Line)


class Spans:
    """Reads the spans of one file as events.

    Args:
        binding: which span is which event; None where nothing says so.
    """

    def __init__(self, binding: LogBinding | None) -> None:
        self._binding = binding or LogBinding()
        self.ignored = 0

    def events(self, file: BinaryIO) -> Iterator[list[LogEvent]]:
        """Yield events in the order of their beginnings; such that overlap come together.

        Raises:
            LineError: a line is no trace, or a span lacks what its mapping names.
        """
        yield from _grouped(self._in_order(file))

    def _in_order(self, file: BinaryIO) -> Iterator[LogEvent]:
        waiting: list[tuple[float, int, LogEvent]] = []
        passed, count = float("-inf"), 0
        for number, line in lines(file):
            for event in self._read(number, line):
                begun = event.at or 0.0
                if begun < passed:
                    message = (
                        f"a span begins {passed - begun:g} s before one that was followed already"
                    )
                    raise LineError(LOG_TIME, number, message)
                count += 1
                heapq.heappush(waiting, (begun, count, event))
                while waiting[0][0] < begun - WINDOW or len(waiting) > MOST_WAITING:
                    passed, _, ready = heapq.heappop(waiting)
                    yield ready
        while waiting:
            yield heapq.heappop(waiting)[2]

    def _read(self, number: int, line: bytes) -> Iterator[LogEvent]:
        try:
            read = _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise LineError(UNREADABLE_LOG, number, f"no trace in OTLP's JSON: {error}") from error
        for resource in read.resourceSpans:
            for scope in resource.scopeSpans:
                for span in scope.spans:
                    meaning = self._binding.spans.get(span.name)
                    if meaning is None:
                        self.ignored += 1
                    else:
                        yield self._event(number, span, meaning)

    def _event(self, number: int, span: _Span, meaning: SpanBinding) -> LogEvent:
        held = {each.key: _value(each.value) for each in span.attributes}
        arguments = {
            name: _held(number, span, held, attribute)
            for name, attribute in meaning.arguments.items()
        }
        observed = {
            _cell(name, arguments): value
            for name, attribute in meaning.observe.items()
            if (value := held.get(attribute)) is not None
        }
        instance = self._binding.instance
        return LogEvent(
            number,
            meaning.event,
            arguments,
            _outcome(span, held, meaning),
            observed,
            _seconds(number, span.startTimeUnixNano),
            _seconds(number, span.endTimeUnixNano),
            str(_held(number, span, held, instance)) if instance else "",
        )


def _grouped(events: Iterator[LogEvent]) -> Iterator[list[LogEvent]]:
    """Put together what overlaps in time, for each instance."""
    open_: dict[str, list[LogEvent]] = {}
    ends: dict[str, float] = {}
    for event in events:
        begun, ended = event.at or 0.0, event.until or 0.0
        for instance in [name for name, end in ends.items() if end < begun]:
            del ends[instance]
            yield open_.pop(instance)
        group = open_.setdefault(event.instance, [])
        group.append(event)
        if len(group) > MOST_OVERLAPPING:
            message = f"more than {MOST_OVERLAPPING:,} spans overlap without a pause"
            raise UndecidedError(message, next_step="map shorter spans, or name an `instance`")
        ends[event.instance] = max(ends.get(event.instance, ended), ended)
    yield from open_.values()


def _outcome(span: _Span, held: Mapping[str, Value | None], meaning: SpanBinding) -> bool | None:
    if not meaning.accepted and not meaning.refused:
        return span.status.code not in _ERROR
    if _says(held, meaning.accepted):
        return True
    return False if _says(held, meaning.refused) else None


def _says(held: Mapping[str, Value | None], answers: Answers) -> bool:
    return any(held.get(attribute) in listed for attribute, listed in answers.items())


def _held(number: int, span: _Span, held: Mapping[str, Value | None], attribute: str) -> Value:
    value = held.get(attribute)
    if value is None:
        message = f'a span "{span.name}" has no attribute "{attribute}" with a text, a whole number or a truth'
        raise LineError(UNKNOWN_IN_LOG, number, message)
    return value


def _value(value: Mapping[str, Any]) -> Value | None:
    """Return an attribute's value; None for kinds that no machine holds."""
    match value:
        case {"stringValue": str(text)}:
            return text
        case {"boolValue": bool(truth)}:
            return truth
        case {"intValue": int(whole)} if not isinstance(whole, bool):
            return whole
        case {"intValue": str(text)} if re.fullmatch(r"-?\d{1,19}", text, re.ASCII):
            return int(text)
        case _:
            return None


def _cell(name: str, arguments: Mapping[str, Value]) -> str:
    """Name a cell, with the parameters in its index replaced by their values."""

    def filled(match: re.Match[str]) -> str:
        parts = (part.strip() for part in match[1].split(","))
        return f"[{','.join(str(arguments.get(part, part)) for part in parts)}]"

    return _INDEX.sub(filled, name)


def _seconds(number: int, nanoseconds: int | str) -> float:
    if isinstance(nanoseconds, str) and not re.fullmatch(r"\d{1,20}", nanoseconds, re.ASCII):
        raise LineError(LOG_TIME, number, f'"{nanoseconds}" is no number of nanoseconds')
    return int(nanoseconds) / 1e9
