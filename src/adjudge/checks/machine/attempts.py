"""Calls as they are made on a system: proper ones, and such as no value of the machine allows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, cast

from adjudge.machine.ground import Call
from adjudge.system.driver import Reading, Reply

if TYPE_CHECKING:
    from adjudge.machine.model import Machine
    from adjudge.machine.terms import Value

_SHOWN = 40


class Missing(Enum):
    """The argument that is left out."""

    MISSING = "missing"


MISSING = Missing.MISSING


@dataclass(frozen=True, slots=True)
class Attempt:
    """An event and its arguments, in the order of its parameters.

    A `proper` attempt has arguments that the machine can be asked about. Any other is bad input:
    its arguments may be any JSON value, or `MISSING`.
    """

    event: str
    arguments: tuple[object, ...] = ()
    proper: bool = True

    @property
    def call(self) -> Call:
        """The call of the machine that a proper attempt makes."""
        return Call(self.event, cast("tuple[Value, ...]", self.arguments))

    def named(self, machine: Machine) -> dict[str, object]:
        """Return the arguments under the names of the parameters, without those left out."""
        names = machine.event(self.event).parameters
        pairs = zip(names, self.arguments, strict=True)
        return {name: value for name, value in pairs if value is not MISSING}

    def __str__(self) -> str:
        shown = map(str, self.arguments) if self.proper else map(_json, self.arguments)
        return f"{self.event}({', '.join(shown)})"


@dataclass(frozen=True, slots=True)
class Played:
    """One attempt that was made: the answer, and every observed cell afterwards by its label.

    `expected` tells, for a person, what the machine says of it. `readings` are how the cells were
    read, where the driver tells.
    """

    attempt: Attempt
    reply: Reply
    observed: Mapping[str, object]
    expected: str = ""
    readings: Mapping[str, Reading] = field(default_factory=dict)


def proper(call: Call) -> Attempt:
    """Return the attempt that makes a call of the machine."""
    return Attempt(call.event, call.arguments)


def _json(value: object) -> str:
    if value is MISSING:
        return "left out"
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
