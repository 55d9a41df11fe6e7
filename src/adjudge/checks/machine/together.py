"""Issuing calls at the same instant, and looking whether some order of the machine explains them."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING

from adjudge.machine.ground import Call, State
from adjudge.machine.linearize import (
    Contradiction,
    History,
    TimedCall,
    UndecidedError,
    contradiction,
    orders,
)
from adjudge.machine.terms import Value
from adjudge.system.driver import Answer, Reply, flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

    from adjudge.machine.possible import Possible
    from adjudge.system.driver import Driver

_PATIENCE = 10.0
"""Seconds within which every thread must have come to the barrier."""
_OUTCOMES = {Answer.ACCEPTED: True, Answer.REFUSED: False, Answer.ERROR: None}


@dataclass(frozen=True, slots=True)
class Issued:
    """One call and the system's answer."""

    call: Call
    reply: Reply


@dataclass(frozen=True, slots=True)
class Attempt:
    """One group of calls that was issued at once, and what came of it.

    `before` are the states that were possible before, `after` those that remain: none where no
    order explains what was seen, and then `contradiction` is the part that can't be explained.
    """

    before: frozenset[State]
    issued: tuple[Issued, ...]
    observed: Mapping[str, Value]
    after: frozenset[State]
    contradiction: Contradiction | None = None

    @property
    def errors(self) -> tuple[Issued, ...]:
        """The calls that were neither accepted nor refused."""
        return tuple(made for made in self.issued if made.reply.answer is Answer.ERROR)

    @property
    def failed(self) -> bool:
        """Whether no order explains it, or a call was not answered as any order demands."""
        return not self.after or bool(self.errors)


class Together:
    """Issues groups of calls on one driver.

    Args:
        possible: the machine.
        driver: the system; calls are made from several threads.
        most: the largest group.
    """

    def __init__(self, possible: Possible, driver: Driver, most: int) -> None:
        self._possible = possible
        self._driver = driver
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="call")
        events = possible.model.machine.events
        self._names = {event.name: event.parameters for event in events}

    def __enter__(self) -> Self:
        """Return itself; on leaving, its threads have ended."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for the threads; each call is bounded by the driver."""
        self._threads.shutdown()

    def attempt(self, before: frozenset[State], calls: Sequence[Call], *, look: bool) -> Attempt:
        """Issue calls at once and explain what came of them.

        Args:
            before: the states that are possible now.
            calls: what to issue; a single call is a group too.
            look: whether to observe the system afterwards.

        Raises:
            SystemFailureError: nothing can be said of the system any more.
            ObservationError: what was read is not what the binding says.
            UndecidedError: the calls overlap in too many ways.
        """
        issued = self._issue(calls)
        return self._explained(before, issued, self._observed() if look else {})

    def in_turn(self, before: frozenset[State], calls: Iterable[Call]) -> Attempt:
        """Issue the same calls one after the other: the control of a group that failed."""
        issued = tuple(self._call(call) for call in calls)
        return self._explained(before, issued, self._observed())

    def _explained(
        self, before: frozenset[State], issued: tuple[Issued, ...], observed: Mapping[str, Value]
    ) -> Attempt:
        history = History(before, tuple(map(_timed, issued)), observed)
        after = self._possible.settled(orders(self._possible, history))
        told = None if after else contradiction(self._possible, history)
        return Attempt(before, issued, observed, after, told)

    def _issue(self, calls: Sequence[Call]) -> tuple[Issued, ...]:
        if len(calls) == 1:
            return (self._call(calls[0]),)
        barrier = Barrier(len(calls))
        running = [self._threads.submit(self._wait_and_call, barrier, call) for call in calls]
        return tuple(each.result() for each in running)

    def _wait_and_call(self, barrier: Barrier, call: Call) -> Issued:
        try:
            barrier.wait(_PATIENCE)
        except BrokenBarrierError as error:
            raise UndecidedError(
                "the calls could not be issued at the same instant",
                next_step="run it again on a machine that is less busy",
            ) from error
        return self._call(call)

    def _call(self, call: Call) -> Issued:
        arguments = dict(zip(self._names[call.event], call.arguments, strict=True))
        return Issued(call, self._driver.call(call.event, arguments))

    def _observed(self) -> dict[str, Value]:
        known = set(self._possible.cells)
        seen = flat(self._driver.observe())
        return {name: value for name, value in seen if name in known}


def _timed(made: Issued) -> TimedCall:
    reply = made.reply
    return TimedCall(made.call, _OUTCOMES[reply.answer], reply.begun, reply.ended)
