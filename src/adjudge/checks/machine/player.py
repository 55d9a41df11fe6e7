"""Making calls on a system, one after the other, each held against the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.machine.attempts import Attempt, Played
from adjudge.checks.machine.exercise import Exercise
from adjudge.errors import ObservationError
from adjudge.machine.model import EventKind
from adjudge.system.driver import TellsReadings, flat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adjudge.checks.machine.disagreements import Disagreement
    from adjudge.checks.machine.oracle import Oracle
    from adjudge.system.driver import Driver, Reply


class Player:
    """Plays attempts on a driver; `log` holds those since the last reset, `calls` counts all.

    `exercise` is what all of them together made the system show.
    """

    def __init__(self, oracle: Oracle, driver: Driver) -> None:
        self.oracle = oracle
        self.driver = driver
        self.machine = oracle.model.machine
        self.log: list[Played] = []
        self.calls = 0
        self.resets = 0
        self.exercise = Exercise()
        self._waits = {e.name for e in self.machine.events if e.kind is EventKind.WAIT}

    def reset(self) -> Disagreement | None:
        """Bring the system to its start; say where it does not start as the machine does.

        Raises:
            SystemFailureError: it could not be.
        """
        self.log = []
        self.driver.reset()
        self.resets += 1
        try:
            return self.oracle.begin(self._observed(), again=self.resets > 1)
        except ObservationError as error:
            return self.oracle.unreadable(None, error)

    def play(self, attempt: Attempt) -> Disagreement | None:
        """Make one call and hold it against the machine.

        Raises:
            SystemFailureError: nothing can be said of the system any more.
        """
        expected = self.oracle.says(attempt)
        reply = self._reply(attempt)
        self.calls += 1
        try:
            observed = self._observed()
        except ObservationError as error:
            self.log.append(Played(attempt, reply, {}, expected))
            return self.oracle.judge(attempt, reply, {}) or self.oracle.unreadable(attempt, error)
        self.exercise.add(attempt, reply, observed)
        how = self.driver.readings if isinstance(self.driver, TellsReadings) else {}
        self.log.append(Played(attempt, reply, observed, expected, how))
        return self.oracle.judge(attempt, reply, observed)

    def replay(self, attempts: Sequence[Attempt]) -> Disagreement | None:
        """Reset and play attempts until one disagrees; waits that can't be made end it."""
        found = self.reset()
        for attempt in attempts:
            if found is not None:
                return found
            if attempt.proper and not self.oracle.offered(attempt.call):
                return None
            found = self.play(attempt)
        return found

    def _reply(self, attempt: Attempt) -> Reply:
        if attempt.event in self._waits:
            units = attempt.call.arguments[0]
            return self.driver.advance(int(units) * self.machine.unit)
        return self.driver.call(attempt.event, attempt.named(self.machine))

    def _observed(self) -> Mapping[str, object]:
        try:
            return dict(flat(self.driver.observe()))
        except TypeError as error:
            raise ObservationError(str(error)) from error
