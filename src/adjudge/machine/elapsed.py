"""How much time a machine with a clock has waited, told from moments on a real clock."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from adjudge.machine.model import EventKind

if TYPE_CHECKING:
    from adjudge.machine.model import Machine

_ROUNDING = 1e-6
"""Part of a unit that is taken for an inaccuracy of the log's numbers."""


class Clock:
    """The clock of one machine: its `wait`, which takes a number of whole units."""

    def __init__(self, machine: Machine) -> None:
        waits = [
            event
            for event in machine.events
            if event.kind is EventKind.WAIT and len(event.parameters) == 1
        ]
        self.event = waits[0].name if waits and machine.unit else None
        self._unit = machine.unit

    @property
    def ticks(self) -> bool:
        """Whether the machine has a clock at all."""
        return self.event is not None

    def units(self, seconds: float) -> tuple[int, ...]:
        """Return how many units may have passed, counted from the first event.

        A machine waits for whole units only. A moment between two of them may count as either,
        so what the machine says at the edge of a unit is never held against the system.
        """
        exact = seconds / self._unit
        nearest = round(exact)
        if abs(exact - nearest) <= _ROUNDING:
            return (nearest,)
        return (math.floor(exact), math.ceil(exact))
