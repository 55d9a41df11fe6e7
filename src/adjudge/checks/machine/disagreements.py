"""Where a system and the specification part: what it is, whose fault, and how a person is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from adjudge.checks.machine.attempts import Attempt
from adjudge.checks.model import Fault
from adjudge.system.driver import CommandAction, HttpAction

if TYPE_CHECKING:
    from adjudge.system.driver import Reply

_SERVER_FAULT = 500
_CELLS = 6
_KILLED = 126


class Sort(StrEnum):
    """The kinds of disagreement."""

    START = "start"
    RESET = "reset"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    STATE = "state"
    REFUSAL_CHANGED = "refusal changed"
    BROKEN = "broken"
    ERROR = "error"
    UNDECLARED = "undeclared"
    UNREADABLE = "unreadable"


Signature = tuple[Sort, str, tuple[str, ...]]
"""What makes two disagreements the same failure: sort, event, requirements that are broken."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One point at which system and specification part.

    `requirements` are those whose properties do not hold afterwards, `wanted` the cells that are
    otherwise than the specification has them, with what it has. `before` is the state as the
    specification has it (cells by label, control first), `expected` and `actual` are clauses for
    a person. `proper` is false for bad input.
    """

    sort: Sort
    attempt: Attempt | None
    expected: str
    actual: str
    before: Mapping[str, object] = field(default_factory=dict)
    requirements: tuple[str, ...] = ()
    fault: Fault = Fault.SYSTEM
    wanted: Mapping[str, object] = field(default_factory=dict)

    @property
    def signature(self) -> Signature:
        """What is equal for the same failure."""
        event = self.attempt.event if self.attempt else ""
        return self.sort, f"{event} with bad input" if self.bad_input else event, self.requirements

    @property
    def bad_input(self) -> bool:
        """Whether it is about a value that the specification has no place for."""
        return self.attempt is not None and not self.attempt.proper

    def message(self, requirement: str) -> str:
        """Tell it in one line, under the name of a requirement."""
        where = f" in {shown(self.before)}" if self.before else ""
        what = f"{self.attempt}{where}" if self.attempt else "at the start"
        return f"{requirement}: {what}: {self.expected}, {self.actual}"


def shown(state: Mapping[str, object]) -> str:
    """Show a state: names of states plainly, then the cells."""
    plain = [str(value) for label, value in state.items() if label == "state"]
    cells = [f"{label}={value}" for label, value in state.items() if label != "state"]
    more = ["…"] if len(cells) > _CELLS else []
    return ", ".join([*plain, *cells[:_CELLS], *more]) or "the only state"


def blamed(reply: Reply) -> tuple[Sort, Fault]:
    """Say whose fault an answer is that means neither accepted nor refused.

    A status below 500, or an exit code that a program chose, is an answer that the binding
    forgot; a server's error, a crash and a time-out are the system's.
    """
    action = reply.actions[-1] if reply.actions else None
    chosen = (isinstance(action, HttpAction) and 0 < action.status < _SERVER_FAULT) or (
        isinstance(action, CommandAction) and 0 <= action.exit_code < _KILLED
    )
    return (Sort.UNDECLARED, Fault.BINDING) if chosen else (Sort.ERROR, Fault.SYSTEM)
