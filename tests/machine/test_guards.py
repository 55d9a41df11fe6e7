from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.machine.explore import survey
from adjudge.machine.guards import Notice, Removal, guard_strength
from adjudge.machine.search import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.engine import Model

    Modelled = Callable[..., Model]

TOKEN = """
    [*] --> In
    In : In
    In : use(n) [{0}]
    In : tick() [age < 5] / age += 1
    """
BLOCK = """
    types: {few: 1..3}
    parameters: {n: few}
    variables: {age: {type: 0..5, starts: 0}}
    always after:
      TOK-1: {use: age < 3}
    always:
      TOK-2: age >= 0
    """


def _removals(model: Model, limits: Limits | None = None) -> list[Removal]:
    done, explored = survey(model, Limits())
    return list(guard_strength(done, explored, limits or Limits(states=1_000)))


def _short(removals: list[Removal]) -> list[tuple[str, Notice]]:
    return [(each.text, each.notice) for each in removals]


@pytest.mark.requirement("MACH-9")
def test_a_requirement_notices_that_a_guard_is_missing(modelled: Modelled) -> None:
    use, tick = _removals(modelled(TOKEN.format("age < 3"), BLOCK))

    assert (use.notice, use.requirements) == (Notice.REQUIREMENT, ("TOK-1",))
    assert str(use.run) == "tick(), tick(), tick(), use(1)"
    assert use.location.line == 12
    assert (tick.notice, tick.detail) == (Notice.MACHINE, "age is 6, which 0..5 does not have")


def test_each_condition_that_a_guard_joins_is_removed_too(modelled: Modelled) -> None:
    found = _removals(modelled(TOKEN.format("age < 3 and n != 2 and age <= 5"), BLOCK))

    assert _short(found)[:4] == [
        ("age < 3 and n != 2 and age <= 5", Notice.REQUIREMENT),
        ("age < 3", Notice.REQUIREMENT),
        ("n != 2", Notice.NOBODY),
        ("age <= 5", Notice.IDLE),
    ]
    assert str(found[2].run) == "use(2)"
    assert [each.whole for each in found[:4]] == [True, False, False, False]


def test_the_conditions_of_a_guard_that_nobody_misses_are_left_out(modelled: Modelled) -> None:
    found = _removals(modelled(TOKEN.format("n != 2 and n != 3"), BLOCK.replace("TOK-1", "TOK-3")))

    assert _short(found)[:2] == [("n != 2 and n != 3", Notice.NOBODY), ("age < 5", Notice.MACHINE)]


def test_what_a_missing_guard_lets_loose_is_bounded(modelled: Modelled) -> None:
    drawn = """
        [*] --> On
        On : On
        On : up() [n < 3] / n += 1
        """
    block = """
        variables: {n: {type: int, starts: 0}}
        always: {CNT-1: n >= 0}
        """

    (up,) = _removals(modelled(drawn, block), Limits(states=100))

    assert up.notice is Notice.UNDECIDED
    assert up.detail.endswith("more than 100 states")


def test_without_time_left_nothing_is_said(modelled: Modelled) -> None:
    found = _removals(modelled(TOKEN.format("age < 3"), BLOCK), Limits(seconds=0))

    assert {(each.notice, each.detail) for each in found} == {
        (Notice.UNDECIDED, "no time was left for it")
    }


def test_a_line_that_leaves_several_states_is_one_guard(modelled: Modelled) -> None:
    drawn = """
        [*] --> Work
        state Work {
            [*] --> A
            A --> B : next()
            A : A
            A : count() [n < 2] / n += 1
            B --> A : back()
        }
        Work --> Off : off() [n > 0]
        Off --> [*]
        """
    block = """
        variables: {n: {type: 0..2, starts: 0}}
        always:
          CNT-1: implies(state == Off, n > 0)
        """

    found = _removals(modelled(drawn, block))

    assert _short(found) == [("n < 2", Notice.MACHINE), ("n > 0", Notice.REQUIREMENT)]
