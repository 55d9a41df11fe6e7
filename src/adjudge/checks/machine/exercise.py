"""What a search has to have done before its silence says anything: calls accepted, values observed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.checks.machine.timing import read_by
from adjudge.machine.model import Always, AlwaysAfter, EventKind, LeadsTo
from adjudge.system.driver import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.checks.machine.attempts import Attempt
    from adjudge.machine.model import Machine, Property
    from adjudge.system.driver import Reply


@dataclass(slots=True)
class Exercise:
    """Events that were tried and accepted on a system, and variables that it showed."""

    tried: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    observed: set[str] = field(default_factory=set)

    def add(self, attempt: Attempt, reply: Reply, observed: Mapping[str, object]) -> None:
        """Note an attempt that was answered, and the cells that were observed after it."""
        self.observed |= {label.partition("[")[0] for label in observed}
        if attempt.proper:
            self.tried.add(attempt.event)
            if reply.answer is Answer.ACCEPTED:
                self.accepted.add(attempt.event)

    def lack(self, machine: Machine) -> str:
        """Say why the search does not speak for the whole machine; nothing where it does."""
        calls = [event.name for event in machine.events if event.kind is EventKind.CALL]
        if untried := [name for name in calls if name not in self.tried]:
            return f"{', '.join(untried)} was never called: {_MORE}"
        if refused := [name for name in calls if name not in self.accepted]:
            return f"{', '.join(refused)} was called and never accepted: {_REACH}"
        return ""

    def lack_for(self, machine: Machine, property_: Property) -> str:
        """Say why the search does not speak for one property; nothing where it does."""
        if not self.accepted:
            return f"no call was ever accepted, so only the start was seen: {_REACH}"
        if isinstance(property_, AlwaysAfter) and property_.event not in self.accepted:
            return f"{property_.event} was never accepted, so nothing was seen of it: {_REACH}"
        if (
            isinstance(property_, LeadsTo)
            and property_.time is not None
            and not self._waited(machine)
        ):
            return f"no time passed while the system was driven: {_MORE}"
        return self._unseen(machine, property_) if isinstance(property_, Always) else ""

    def _waited(self, machine: Machine) -> bool:
        return any(e.kind is EventKind.WAIT and e.name in self.accepted for e in machine.events)

    def _unseen(self, machine: Machine, property_: Always) -> str:
        """Name the data that a condition reads where the system showed nothing of what it reads.

        The state of a diagram shows in what is accepted and refused; data that nobody looks at
        is the machine's own, of which the condition is known to hold.
        """
        reads = read_by(property_)
        data = [v.name for v in machine.variables if v.name in reads and not (v.control or v.timer)]
        if not data or reads & self.observed:
            return ""
        listed = ", ".join(data)
        where = f"[machines.{machine.name}.observe]"
        return f"nothing shows {listed} of the system: write an entry for {listed} under {where}"


_MORE = "raise `calls` or `time` in the braces behind the machine's name"
_REACH = (
    "draw a shorter way to it, or raise `calls` or `time` in the braces behind the machine's name"
)
