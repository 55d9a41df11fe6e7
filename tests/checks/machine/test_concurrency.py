from __future__ import annotations

import threading
import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.machine.concurrency import Budget, Hunted, hunt
from adjudge.checks.machine.conflicts import Conflicts
from adjudge.checks.machine.race_words import case, transcript
from adjudge.checks.machine.together import Together
from adjudge.checks.model import Outcome
from adjudge.findings import Location
from adjudge.machine.engine import Model
from adjudge.machine.ground import Call
from adjudge.machine.linearize import Contradiction
from adjudge.machine.model import (
    INTEGER,
    Always,
    Effect,
    Event,
    Machine,
    Transition,
    Type,
    Variable,
)
from adjudge.machine.possible import Possible
from adjudge.machine.terms import TRUE, Cell, Literal, Named, Operation, Operator
from adjudge.system.driver import Answer, Capabilities, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.system.driver import Observed

HERE = Location("box.md", 1, 1)
COINS, AMOUNT = Cell("coins"), Named("amount")


def _transition(event: str, guard: Operation, operator: Operator) -> Transition:
    effect = Effect("coins", (), Operation(operator, (COINS, AMOUNT)), "", HERE)
    return Transition(event, TRUE, guard, (effect,), "Open", "Open", event, HERE)


@pytest.fixture
def box() -> Model:
    """A box of three coins that holds six at most; coins are put in and taken out."""
    room = Operation(Operator.AT_MOST, (Operation(Operator.ADD, (COINS, AMOUNT)), Literal(6)))
    enough = Operation(Operator.AT_LEAST, (COINS, AMOUNT))
    return Model(
        Machine(
            "Box",
            HERE,
            types={"some": Type("some", range(1, 4), HERE)},
            parameters={"amount": "some"},
            variables=(Variable("coins", INTEGER, {(): (3,)}, HERE),),
            events=(Event("put", ("amount",), HERE), Event("take", ("amount",), HERE)),
            transitions=(
                _transition("put", room, Operator.ADD),
                _transition("take", enough, Operator.SUBTRACT),
            ),
            properties=(
                Always("BOX-1", Operation(Operator.AT_LEAST, (COINS, Literal(0))), "", HERE),
            ),
        )
    )


class Box:
    """The system; `gap` is how long it looks away between its check and its change."""

    def __init__(
        self, gap: float = 0.0, *, locked: bool = True, events: tuple[str, ...] = ()
    ) -> None:
        self.capabilities = Capabilities(frozenset(events or ("put", "take")), frozenset({"coins"}))
        self.gap = gap
        self.locked = locked
        self.lock = threading.Lock()
        self.coins = 3
        self.calls: Counter[str] = Counter()

    def reset(self) -> None:
        self.coins = 3

    def call(self, event: str, arguments: Mapping[str, object]) -> Reply:
        begun = time.monotonic()
        amount = int(str(arguments["amount"]))
        self.calls[event] += 1
        answer = self.changed(amount if event == "put" else -amount)
        return Reply(answer, f"{event} {amount}", (), begun, time.monotonic())

    def changed(self, by: int) -> Answer:
        if self.locked:
            with self.lock:
                return self.checked(by)
        return self.checked(by)

    def checked(self, by: int) -> Answer:
        coins = self.coins
        if not 0 <= coins + by <= 6:
            return Answer.REFUSED
        time.sleep(self.gap)
        self.coins += by
        return Answer.ACCEPTED

    def observe(self) -> Observed:
        return {"coins": self.coins}

    def advance(self, seconds: float) -> Reply:
        raise NotImplementedError


class Forgetful(Box):
    """Reads, looks away, and writes what it had read."""

    def checked(self, by: int) -> Answer:
        coins = self.coins
        if not 0 <= coins + by <= 6:
            return Answer.REFUSED
        time.sleep(self.gap)
        self.coins = coins + by
        return Answer.ACCEPTED


class Crashing(Box):
    """Gives no answer to a call that finds another one there."""

    def changed(self, by: int) -> Answer:
        if not self.lock.acquire(blocking=False):
            return Answer.ERROR
        with_gap = self.checked(by)
        self.lock.release()
        return with_gap


class OnceOnly(Box):
    """Looks away a single time."""

    def checked(self, by: int) -> Answer:
        answer = super().checked(by)
        if self.calls["put"] + self.calls["take"] > 4:
            self.gap, self.locked = 0.0, True
        return answer


class Generous(Box):
    """Lets anybody take a coin too many, with or without others."""

    def checked(self, by: int) -> Answer:
        self.coins += by
        return Answer.ACCEPTED if self.coins >= -1 else Answer.REFUSED


def hunted(model: Model, box: Box, **changes: int) -> Hunted:
    return hunt(model, box, Budget(**{"groups": 30, "repetitions": 6, **changes}))


@pytest.mark.requirement("MACH-15")
def test_a_check_that_two_calls_pass_before_either_acts_is_found(box: Model) -> None:
    found = hunted(box, Box(gap=0.003, locked=False))

    told = case(box, found, HERE)
    assert told.outcome is Outcome.FAILED
    assert "no sequential order explains it" in told.actual
    assert "3 of 3 repetitions failed" in told.actual
    assert found.race is not None
    assert found.race.failures
    assert "‖" in transcript(box, found)
    assert transcript(box, found).count("no sequential order explains it") <= 2


def test_a_demand_that_the_race_breaks_is_named(box: Model) -> None:
    found = hunted(box, Box(gap=0.003, locked=False, events=("take",)))

    assert case(box, found, HERE).actual.startswith("BOX-1: take(")


def test_a_lost_update_is_found_by_what_is_observed(box: Model) -> None:
    puts = (Call("put", (1,)), Call("put", (2,)))
    with Together(Possible(box), Forgetful(gap=0.02, locked=False), 2) as together:
        attempt = together.attempt(Possible(box).initial, puts, look=True)

    assert attempt.failed
    assert attempt.contradiction in (
        Contradiction((0,), ("coins",)),
        Contradiction((1,), ("coins",)),
    )


def test_a_call_that_is_only_answered_alone_is_a_failure(box: Model) -> None:
    told = case(box, hunted(box, Crashing(gap=0.003)), HERE)

    assert told.outcome is Outcome.FAILED
    assert "neither accepted nor refused" in told.actual


def test_a_system_that_locks_passes_and_the_case_says_how_much_was_tried(box: Model) -> None:
    found = hunted(box, Box(gap=0.0))

    told = case(box, found, HERE)
    assert told.outcome is Outcome.PASSED
    assert told.reason.startswith("no race in 30 groups")
    assert "may be missed" in told.reason


def test_a_group_that_fails_once_and_not_again_is_flaky(box: Model) -> None:
    found = hunted(box, OnceOnly(gap=0.02, locked=False))

    told = case(box, found, HERE)
    assert told.outcome is Outcome.INCONCLUSIVE
    assert "it was seen once and not again" in told.reason
    assert "0 of 12 repetitions failed" in transcript(box, found)


class Rarely(Box):
    """Looks away in two places of the hunt, and never where it is asked again."""

    def __init__(self) -> None:
        super().__init__(0.02, locked=False)
        self.resets = 0

    def reset(self) -> None:
        super().reset()
        self.resets += 1
        # The hunt starts anew once before each place; between them lie the repetitions.
        self.locked = self.resets not in {1, self.again}

    again = 0


def test_a_race_that_is_seen_twice_in_one_hunt_is_a_failure_though_no_repetition_failed(
    box: Model,
) -> None:
    attempts = Rarely()
    hunted(box, attempts, groups=1)
    twice = Rarely()
    twice.again = attempts.resets

    told = case(box, hunted(box, twice), HERE)

    assert told.outcome is Outcome.FAILED
    assert "seen twice in one hunt, and 0 of 12 repetitions failed" in told.actual


def test_what_fails_without_concurrency_too_is_not_called_a_race(box: Model) -> None:
    found = hunted(box, Generous())

    told = case(box, found, HERE)
    assert found.race is None
    assert told.outcome is Outcome.INCONCLUSIVE
    assert told.reason.startswith("masked")
    assert "without any concurrency" in transcript(box, found)


def test_a_machine_without_conflicting_calls_decides_nothing(box: Model) -> None:
    found = hunted(box, Box(events=("nothing",)))

    assert case(box, found, HERE).outcome is Outcome.INCONCLUSIVE


def test_the_time_ends_a_hunt_as_well_as_the_number_of_groups(box: Model) -> None:
    began = time.monotonic()

    found = hunt(box, Box(gap=0.01), Budget(groups=10_000, seconds=0.3))

    assert 0 < found.groups < 10_000
    assert time.monotonic() - began < 3


def test_pairs_that_exclude_each_other_come_before_those_that_share_a_cell(box: Model) -> None:
    pairs = Conflicts(box, {"put"}, Random(1)).pairs((3,))

    amounts = [sorted(call.arguments for call in pair) for pair in pairs]
    assert sorted(amounts[:-2]) == [[(1,), (3,)], [(2,), (2,)], [(2,), (3,)], [(3,), (3,)]]
    assert sorted(amounts[-2:]) == [[(1,), (1,)], [(1,), (2,)]]


def test_calls_that_can_not_disturb_each_other_are_not_paired(box: Model) -> None:
    assert Conflicts(box, {"put"}, Random(1)).pairs((6,)) == []
