"""The table `[machines.NAME.log]` of `adjudge.toml`: which spans of a trace are which events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.codes.system import MISSING_KEY
from adjudge.system import toml_values as values
from adjudge.system.log_binding import LogBinding, SpanBinding
from adjudge.system.toml_values import Key, Reading, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.system.toml_places import KeyPath

_ANY = r"[^\0]+"
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_CELL = r"[A-Za-z_][A-Za-z0-9_]*(\[[^\]\0]+\])?"


def _answers(reading: Reading, path: KeyPath, value: object) -> tuple[bool | int | str, ...] | None:
    listed = value if isinstance(value, list) else [value]
    if listed and all(isinstance(each, bool | int | str) for each in listed):
        return tuple(listed)
    values.wrong(reading, path, "a truth, a whole number, a text, or an array of such", value)
    return None


def _span(reading: Reading, path: KeyPath, value: object) -> SpanBinding | None:
    fields = read_table(reading, path, value, SPAN)
    if isinstance(value, dict) and "event" not in value:
        message = f"the span `{path[-1]}` does not say which event it is"
        reading.problem(
            MISSING_KEY, path, message, next_step='add, for example, `event = "transfer"`'
        )
    return SpanBinding(**fields) if "event" in fields else None


def log(reading: Reading, path: KeyPath, value: object) -> LogBinding:
    """Read one table `[machines.NAME.log]`."""
    return LogBinding(**read_table(reading, path, value, LOG))


SPAN: Mapping[str, Key] = {
    "event": Key("event", values.text, "the event of the machine"),
    "arguments": Key(
        "arguments",
        values.named(values.text, "a parameter", _NAME),
        "the attribute that holds each parameter",
    ),
    "observe": Key(
        "observe",
        values.named(values.text, "a variable", _CELL),
        "the attribute that holds a variable after the event: `balance[src]`",
    ),
    "accepted": Key(
        "accepted",
        values.named(_answers, "an attribute", _ANY),
        "attributes, and their values by which the system accepts",
    ),
    "refused": Key(
        "refused",
        values.named(_answers, "an attribute", _ANY),
        "attributes, and their values by which the system refuses (else: the status is an error)",
    ),
}
"""The keys of a table `[machines.NAME.log.spans.SPAN]`."""

LOG: Mapping[str, Key] = {
    "instance": Key("instance", values.text, "the attribute that tells instances apart"),
    "spans": Key("spans", values.named(_span, "a span", _ANY), "events by the names of spans"),
}
"""The keys of a table `[machines.NAME.log]`."""
