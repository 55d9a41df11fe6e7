"""How a machine's words reach a running system: events become calls, observations become values.

A driver is made by `adjudge.system.drivers` from a binding (`[machines.NAME]` of `adjudge.toml`, or
`spec/bindings.py`) and a stage. It knows nothing of what the specification demands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

Value = bool | int | str
"""A value of a variable: what the specification's types hold."""
Observed = Mapping[str, "Value | Mapping[str, object]"]
"""Variables under their names; one over types is a mapping from each index to its value."""


class Answer(StrEnum):
    """What a system did with a call.

    `ACCEPTED` and `REFUSED` are said by the binding, by name (status codes, exit codes, exceptions).
    Everything else is an `ERROR`: an undeclared status, a crash, a time-out, a malformed answer.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class HttpAction:
    """A request that was sent and what came back; bodies are text, bounded in length."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    status: int
    response_headers: Mapping[str, str]
    response: str


@dataclass(frozen=True, slots=True)
class CommandAction:
    """A program that was run in the system's copy, as a person would type it."""

    argv: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class FunctionAction:
    """A function that was called: `target` is `module:name`, arguments and result are JSON text."""

    language: str
    target: str
    arguments: str
    result: str


@dataclass(frozen=True, slots=True)
class ClockAction:
    """The system's clock was moved forward."""

    seconds: float


Action = HttpAction | CommandAction | FunctionAction | ClockAction
"""What was really done for one call; a counterexample is written from these."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a cell was read from a system: what was done, and the JSONPath of the value in its result.

    The path is empty where the value is the whole result, or is found in another way.
    """

    action: Action
    path: str = ""


@runtime_checkable
class TellsReadings(Protocol):
    """A driver that tells how it read each cell of its last observation, by the cell's label."""

    readings: Mapping[str, Reading]


@dataclass(frozen=True, slots=True)
class Reply:
    """The system's answer to one call.

    `actions` are what was done for it, the call itself last: logins that it needed come before.
    `detail` is one line for a person (`POST /transfers → 409 {"reason": "insufficient funds"}`).
    `begun` and `ended` are `time.monotonic()` around the call itself.
    """

    answer: Answer
    detail: str
    actions: tuple[Action, ...] = ()
    begun: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a binding can do.

    `events` are those that it has a call for, `variables` those that it observes. `clock` tells
    whether `advance` moves the system's clock, and otherwise `clock_reason` why not and what would
    help. `concurrent` says that calls may be made from several threads at once. `interleaved` are
    the events that an `Interleaver` can run line by line.
    """

    events: frozenset[str]
    variables: frozenset[str]
    clock: bool = False
    clock_reason: str = ""
    concurrent: bool = True
    interleaved: frozenset[str] = frozenset()
    tools: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the system that a thread ran: a file relative to the system's folder."""

    thread: int
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Interleaved:
    """Calls that ran in threads of which one moved at a time.

    `lines` are those of the system's own files, in the order in which they ran. `blocked` tells
    that a thread waited for another, `stuck` that none of them moved any more: then the system
    can't be used until it is reset, and the replies are errors.
    """

    replies: tuple[Reply, ...]
    lines: tuple[Line, ...]
    blocked: bool = False
    stuck: bool = False


@runtime_checkable
class Interleaver(Protocol):
    """A driver that can run calls of functions line by line."""

    def interleave(
        self,
        calls: Sequence[tuple[str, Mapping[str, object]]],
        plan: Mapping[int, int],
        first: int,
    ) -> Interleaved:
        """Run calls in threads, one for each.

        Args:
            calls: events with their arguments.
            plan: the numbers of lines before which another thread goes on, and which.
            first: the thread that begins; one that ends is followed by the lowest that is left.

        Raises:
            SystemFailureError: it can't be done.
        """
        ...


class Driver(Protocol):
    """A running system under the words of one machine.

    `call` and `observe` raise `SystemFailureError` only where nothing can be said of the system any
    more (it is gone and can't be started again); a crash during a call is an `ERROR` answer.
    """

    capabilities: Capabilities

    def reset(self) -> None:
        """Bring the system back to how it starts: by the binding's reset, else by a new start.

        Raises:
            SystemFailureError: it could not be.
        """
        ...

    def call(self, event: str, arguments: Mapping[str, object]) -> Reply:
        """Make one call; arguments may be any JSON value, also such as no type of the model holds."""
        ...

    def observe(self) -> Observed:
        """Read back every variable that the binding observes.

        Raises:
            ObservationError: what came back is not what the binding says; names the variable.
        """
        ...

    def advance(self, seconds: float) -> Reply:
        """Move the system's clock forward.

        Raises:
            SystemFailureError: it has no clock that can be moved, or the clock did not move.
        """
        ...


class Drivers(Protocol):
    """Lends drivers: the seam that `adjudge.checks.machine` uses."""

    def __call__(self) -> AbstractContextManager[Driver]:
        """Start the system and lend its driver; on leaving, nothing of it is left."""
        ...


def flat(observed: Observed) -> Iterator[tuple[str, Value]]:
    """Yield every observed cell: `("balance[ada]", 3)`, `("state", "Open")`.

    An index over two types is nested, and its cell reads `stock[shop,item]`.
    """
    for name, value in observed.items():
        yield from _cells(name, (), value)


def _cells(name: str, index: tuple[str, ...], value: object) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _cells(name, (*index, str(key)), inner)
    elif isinstance(value, bool | int | str):
        yield (f"{name}[{','.join(index)}]" if index else name), value
    else:
        raise TypeError(f"{name} holds {value!r}, which is neither a number, a text nor a truth")
