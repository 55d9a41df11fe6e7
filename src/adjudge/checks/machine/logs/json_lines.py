"""Logs in Adjudge's own form: each line is one event, in the order in which they happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from adjudge.checks.machine.logs.lines import lines
from adjudge.checks.machine.logs.moments import moment
from adjudge.checks.machine.logs.problem import LineError
from adjudge.codes.logs import LOG_TIME, UNREADABLE_LOG
from adjudge.machine.replay import LogEvent
from adjudge.system.driver import Value, flat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

_OUTCOMES = {"accepted": True, "refused": False, "error": None}


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """One event. A key that is unknown is a mistake: a misspelt `observed` would check nothing."""

    event: str
    outcome: Literal["accepted", "refused", "error"]
    arguments: dict[str, bool | int | str] = {}
    observed: dict[str, Any] = {}
    at: str | int | float | None = None
    instance: str = ""
    extra: Any = None


_DECODER = msgspec.json.Decoder(_Line)


def events(file: BinaryIO) -> Iterator[list[LogEvent]]:
    """Yield each event of a log, alone.

    Raises:
        LineError: a line is not one.
    """
    for number, line in lines(file):
        try:
            read = _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise LineError(UNREADABLE_LOG, number, _plain(str(error))) from error
        yield [
            LogEvent(
                number,
                read.event,
                read.arguments,
                _OUTCOMES[read.outcome],
                _cells(number, read.observed) if read.observed else {},
                None if read.at is None else _moment(number, read.at),
                None,
                read.instance,
            )
        ]


def _cells(number: int, observed: Mapping[str, Any]) -> dict[str, Value]:
    try:
        return dict(flat(observed))
    except TypeError as error:
        raise LineError(UNREADABLE_LOG, number, str(error)) from error


def _moment(number: int, value: str | float) -> float:
    at = moment(value)
    if at is None:
        raise LineError(LOG_TIME, number, f'"{value}" is neither RFC 3339 nor a number of seconds')
    return at


def _plain(message: str) -> str:
    """Say in a user's words what the decoder says in those of JSON."""
    return message.replace("Object", "the event").replace("`", '"').rstrip(".")
