"""What connects the spans of a trace to the events of a machine, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Scalar = bool | int | str
Answers = Mapping[str, tuple[Scalar, ...]]
"""Attributes with the values by which they say one outcome."""


@dataclass(frozen=True, slots=True)
class SpanBinding:
    """What a span of one name means.

    `arguments` give the attribute of each parameter, `observe` that of each cell; the index of a
    cell may name parameters (`balance[src]`). Without `accepted` and `refused` the status of the
    span decides: an error is a refusal.
    """

    event: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    observe: Mapping[str, str] = field(default_factory=dict)
    accepted: Answers = field(default_factory=dict)
    refused: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogBinding:
    """The spans of one machine by their names.

    `instance` is the attribute that tells instances apart; empty where there is one only.
    """

    spans: Mapping[str, SpanBinding] = field(default_factory=dict)
    instance: str = ""
