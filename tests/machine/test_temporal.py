from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adjudge.machine.engine import Model
from adjudge.machine.explore import explore
from adjudge.machine.model import EventKind, LeadsTo
from adjudge.machine.search import Limits
from adjudge.machine.verdicts import Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    Modelled = Callable[..., Model]

ORDER = """
    [*] --> Cart
    Cart --> Placed : place()
    Placed --> Paid : pay()
    Placed : Placed
    Placed : ask() [asked < 2] / asked += 1
    Paid --> Shipped : ship()
    Shipped --> [*]
    """
BLOCK = """
    variables: {{asked: {{type: 0..2, starts: 0}}}}
    leads to:
      ORD-3: {{from: state == {0}, to: state == {1}, within: {2} steps}}
    """


@pytest.mark.parametrize(
    ("start", "goal", "steps", "calls"),
    [
        ("Placed", "Shipped", 4, ""),
        ("Placed", "Shipped", 3, "place(), ask(), ask(), pay()"),
        ("Placed", "Shipped", 1, "place(), pay()"),
        ("Paid", "Shipped", 1, ""),
        ("Paid", "Paid", 0, ""),
        ("Paid", "Shipped", 0, "place(), pay()"),
    ],
)
def test_a_goal_follows_within_some_steps_or_a_shortest_run_shows_otherwise(
    modelled: Modelled, start: str, goal: str, steps: int, calls: str
) -> None:
    (verdict,) = explore(modelled(ORDER, BLOCK.format(start, goal, steps))).verdicts

    assert verdict.standing is (Standing.BROKEN if calls else Standing.HOLDS)
    assert (str(verdict.run) if verdict.run else "") == calls


def test_a_machine_that_stops_for_good_never_reaches_its_goal(modelled: Modelled) -> None:
    (verdict,) = explore(modelled(ORDER, BLOCK.format("Shipped", "Cart", 9))).verdicts

    assert verdict.standing is Standing.BROKEN
    assert verdict.wording.endswith("nothing can happen any more")


def test_a_demand_whose_beginning_never_comes_is_undecided(modelled: Modelled) -> None:
    block = BLOCK.format("Cart and asked == 1", "Shipped", 9)

    (verdict,) = explore(modelled(ORDER, block)).verdicts

    assert verdict.standing is Standing.UNDECIDED
    assert verdict.wording == "nothing to judge: what it begins with never holds"


def _timed(model: Model, time: int) -> Model:
    """The same machine, in which `tick` is a wait, and the demand counts time."""
    events = tuple(
        replace(each, kind=EventKind.WAIT) if each.name == "tick" else each
        for each in model.machine.events
    )
    demands = tuple(
        replace(each, steps=None, time=time)
        for each in model.machine.properties
        if isinstance(each, LeadsTo)
    )
    return Model(replace(model.machine, events=events, properties=demands))


CLOCKED = """
    [*] --> Idle
    Idle : Idle
    Idle : tick(d)
    Idle --> Busy : begin() / age = 0
    Busy : Busy
    Busy : look()
    Busy : tick(d) [age + d <= 5] / age += d
    Busy --> Idle : end() [age >= 5]
    """
CLOCK = """
    types: {minutes: [1, 2, 5]}
    parameters: {d: minutes}
    variables: {age: {type: 0..5, starts: 0}}
    leads to:
      JOB-1: {from: state == Busy, to: age == 5 or state == Idle, within: 9 steps}
    """


@pytest.mark.parametrize(
    ("time", "calls"),
    [(5, ""), (4, "begin(), tick(5)"), (2, "begin(), tick(5)")],
)
def test_time_counts_the_durations_of_waits_and_not_the_calls(
    modelled: Modelled, time: int, calls: str
) -> None:
    (verdict,) = explore(_timed(modelled(CLOCKED, CLOCK), time)).verdicts

    assert verdict.standing is (Standing.BROKEN if calls else Standing.HOLDS)
    assert (str(verdict.run) if verdict.run else "") == calls


@pytest.mark.parametrize(("within", "standing"), [("15 min", "holds"), ("14 min", "broken")])
def test_a_goal_that_comes_after_some_time_is_not_there_before(
    modelled: Modelled, within: str, standing: str
) -> None:
    drawn = """
        [*] --> Idle
        Idle --> Busy : begin()
        Busy --> Failed : after(15 min)
        Busy --> Idle : end()
        Failed --> Idle : reset()
        """
    block = f"""
        clock: 1 min
        leads to:
          JOB-1: {{from: state == Busy, to: state != Busy, within: {within}}}
        """

    (verdict,) = explore(modelled(drawn, block)).verdicts

    assert verdict.standing == standing
    if standing == "broken":
        assert str(verdict.run) == "begin(), wait(15)"
        assert verdict.wording.endswith("15 units of time pass without it")


def test_where_no_time_can_pass_nothing_is_said_of_time(modelled: Modelled) -> None:
    model = modelled(CLOCKED.replace("age + d <= 5", "age + d <= 3"), CLOCK)

    (verdict,) = explore(_timed(model, 5)).verdicts

    assert verdict.standing is Standing.UNDECIDED
    assert verdict.wording == "no time can pass after begin(), tick(1), tick(2)"


def test_a_search_for_what_follows_is_bounded_in_time(modelled: Modelled) -> None:
    drawn = """
        [*] --> A
        A : A
        A : up() / n += 1
        """
    block = """
        variables: {n: {type: int, starts: 0}}
        leads to:
          CNT-1: {from: n == 0, to: n < 0, within: 99999 steps}
        """

    (verdict,) = explore(modelled(drawn, block), Limits(states=3_000, seconds=0.05)).verdicts

    assert verdict.standing is Standing.UNDECIDED
