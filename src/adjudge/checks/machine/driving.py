"""Driving a system: search, shortening what was found, and bad input; one result for all."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.checks.machine.attempts import Played
from adjudge.checks.machine.coverage import Coverage
from adjudge.checks.machine.disagreements import Disagreement
from adjudge.checks.machine.exercise import Exercise
from adjudge.checks.machine.improper import BadInput
from adjudge.checks.machine.oracle import Oracle
from adjudge.checks.machine.player import Player
from adjudge.checks.machine.repertoire import Repertoire
from adjudge.checks.machine.search import Budget, Walk
from adjudge.checks.machine.shrink import Shrinker
from adjudge.checks.machine.strange import TELLING
from adjudge.checks.model import Fault
from adjudge.errors import SystemFailureError
from adjudge.machine.model import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adjudge.checks.machine.attempts import Attempt
    from adjudge.checks.machine.options import Options
    from adjudge.machine.engine import Model
    from adjudge.system.driver import Driver

MOST_FAILURES = 5
"""Different failures that one search reports; then the others wait for the next run."""
SHRINKING_CALLS = 1500
"""Calls for shortening all failures of one search together."""
_DETOUR = 60


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure: `log` is the shortest run that shows it, the last call being the failing one.

    `found` is the run in which the search met it. Where the failure did not show again, `stable`
    is false and `log` is the run that should have shown it.
    """

    disagreement: Disagreement
    log: tuple[Played, ...]
    found: tuple[Played, ...]
    stable: bool = True


@dataclass(frozen=True, slots=True)
class Driven:
    """What driving a system showed.

    `calls` are those of the search, `bad_inputs` those with values beyond the machine, `made` all
    calls with those of shortening. `stopped` says what ended the search before its budget
    did, for a person. `untried` are events that never were accepted, so that bad input means nothing.
    `exercise` is what the calls made the system show: what they did not, nobody knows.
    """

    calls: int = 0
    bad_inputs: int = 0
    made: int = 0
    resets: int = 0
    seconds: float = 0.0
    coverage: Coverage = field(default_factory=Coverage)
    failures: tuple[Failure, ...] = ()
    stopped: str = ""
    untried: tuple[str, ...] = ()
    exercise: Exercise = field(default_factory=Exercise)


def drive(
    model: Model,
    driver: Driver,
    options: Options,
    report: Callable[[str], None],
    strange: Sequence[object] = TELLING,
) -> Driven:
    """Search a running system for disagreements with a machine.

    Args:
        model: the machine, with the types that it is driven with.
        driver: of the running system.
        options: seed and budgets.
        report: tells a person how far the search is.
        strange: values of which bad input is made.

    Raises:
        SystemFailureError: nothing can be said of the system any more.
    """
    return _Drive(model, driver, options, report, strange).run()


class _Drive:
    def __init__(
        self,
        model: Model,
        driver: Driver,
        options: Options,
        report: Callable[[str], None],
        strange: Sequence[object],
    ) -> None:
        self.options = options
        self.player = Player(Oracle(model), driver)
        events = driver.capabilities.events
        if driver.capabilities.clock:
            events |= {e.name for e in model.machine.events if e.kind is EventKind.WAIT}
        self.repertoire = Repertoire(model, events, options.seed)
        self.budget = Budget.of(options.calls, options.seconds)
        self.walk = Walk(self.player, self.repertoire, self.budget, options.seed, report)
        self.bad = BadInput(model, self.repertoire, strange, options.values)
        self.shortening = Budget.of(SHRINKING_CALLS, options.seconds)
        self.failures: list[Failure] = []
        self.bad_inputs = 0

    def run(self) -> Driven:
        started = time.monotonic()
        self._search()
        calls, stopped = self.budget.spent, self._stopped()
        if not any(failure.disagreement.attempt is None for failure in self.failures):
            self._bad_inputs()
        return Driven(
            calls,
            self.bad_inputs,
            self.player.calls,
            self.player.resets,
            time.monotonic() - started,
            self.walk.counted.coverage(),
            tuple(self.failures),
            stopped,
            tuple(self.bad.waiting),
            self.player.exercise,
        )

    def _search(self) -> None:
        while len(self.failures) < MOST_FAILURES and not self.budget.over:
            found = self.walk.search()
            if found is None:
                return
            self._take(found)
            if found.attempt is None:
                return

    def _stopped(self) -> str:
        if len(self.failures) >= MOST_FAILURES:
            return f"ended after {MOST_FAILURES} different failures"
        return ""

    def _take(self, found: Disagreement) -> None:
        """Shorten a failure and keep it, unless one like it is kept already."""
        expected = self.player.log[-1].expected if self.player.log else ""
        self.walk.remember(found.signature, expected)
        known = {failure.disagreement.signature for failure in self.failures}
        if found.signature not in known:
            began = time.monotonic()
            self.failures.append(self._examined(found))
            self.budget.until += time.monotonic() - began

    def _examined(self, found: Disagreement) -> Failure:
        log = tuple(self.player.log)
        if found.attempt is None or found.fault is not Fault.SYSTEM:
            return Failure(found, log, log)
        shrinker = Shrinker(self.player, self.repertoire, self.shortening, found.signature)
        shortest = shrinker.shrink([played.attempt for played in log])
        if not shortest or not shrinker.fails(shortest) or shrinker.last is None:
            return Failure(found, tuple(self.player.log), log, stable=False)
        return Failure(shrinker.last, shrinker.log, log)

    def _bad_inputs(self) -> None:
        """Try bad input wherever a call is accepted, going on through the machine until all were."""
        self.walk.budget = Budget.of(_DETOUR, self.options.seconds)
        usable = bool(self.bad.waiting) and self.player.reset() is None
        while usable and self.bad.waiting and not self.walk.budget.over:
            (state, *others) = self.player.oracle.possible
            usable = bool(others) or self._try_all(list(self.bad.at(state)))
            if usable and self.bad.waiting:
                found, went_on = self.walk.step()
                usable = found is None and (went_on or self.player.reset() is None)

    def _try_all(self, attempts: list[tuple[Attempt, int]]) -> bool:
        """Try bad inputs in the present state; tell whether the system can still be used."""
        way = [played.attempt for played in self.player.log]
        done: set[tuple[str, int]] = set()
        for attempt, position in attempts:
            if (attempt.event, position) in done or len(self.failures) >= MOST_FAILURES:
                continue
            self.bad_inputs += 1
            try:
                found = self.player.play(attempt)
            except SystemFailureError:
                # A value that no login or request can carry; whether the system is gone shows now.
                done.add((attempt.event, position))
                if self.player.replay(way) is not None:
                    return False
                continue
            if found is not None:
                done.add((attempt.event, position))
                self._take(found)
                if self.player.replay(way) is not None:
                    return False
        return True
