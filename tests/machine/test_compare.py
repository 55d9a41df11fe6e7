from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adjudge.machine.compare import Shift, compare
from adjudge.machine.declared import Change
from adjudge.machine.search import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.compare import Comparison
    from adjudge.machine.engine import Model
    from adjudge.machine.model import Machine

    Modelled = Callable[..., Model]

DRAWN = """
    [*] --> Out
    Out --> In : login() / age = 0
    In : In
    In : use() [age < 3]
    In : tick(d) / age = min(age + d, 9)
    In --> Out : logout()
    """
BLOCK = """
    types: {minutes: 1..2}
    parameters: {d: minutes}
    variables: {age: {type: 0..9, starts: 0}}
    always after:
      TOK-1: {use: age < 3}
    """


@pytest.fixture
def token(modelled: Modelled) -> Callable[..., Machine]:
    """The token's machine, with some of its text replaced."""

    def make(*changes: tuple[str, str]) -> Machine:
        drawn, block = DRAWN, BLOCK
        for before, after in changes:
            assert before in drawn + block
            drawn, block = drawn.replace(before, after), block.replace(before, after)
        return modelled(drawn, block).machine

    return make


def _short(found: Comparison) -> list[tuple[Shift, str, str, str]]:
    return [
        (each.shift, ", ".join(map(str, each.calls)), each.old, each.new)
        for each in found.differences
    ]


def test_a_machine_does_not_differ_from_itself(token: Callable[..., Machine]) -> None:
    found = compare(token(), token())

    assert (found.changes, found.demands, found.differences) == ((), (), ())
    assert (found.renamed, found.limit) == ({}, "")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "use() [age < 3]",
            "use() [age <= 3]",
            [
                (
                    Shift.ALLOWED,
                    "login(), tick(1), tick(2), use()",
                    "refused",
                    "state = In, age = 3",
                )
            ],
        ),
        (
            "use() [age < 3]",
            "use() [age < 2]",
            [(Shift.REFUSED, "login(), tick(2), use()", "state = In, age = 2", "refused")],
        ),
        (
            "In --> Out : logout()",
            "In --> Out : leave()",
            [
                (Shift.ALLOWED, "login(), leave()", "refused", "state = Out, age = 0"),
                (Shift.REFUSED, "login(), logout()", "state = Out, age = 0", "refused"),
            ],
        ),
        (
            "age = min(age + d, 9)",
            "age = min(age + d + d, 9)",
            [
                (
                    Shift.ELSEWHERE,
                    "login(), tick(1)",
                    "state = In, age = 1",
                    "state = In, age = 2",
                ),
                (Shift.REFUSED, "login(), tick(2), use()", "state = In, age = 2", "refused"),
            ],
        ),
        (
            "type: 0..9, starts: 0",
            "type: 0..9, starts: 1",
            [(Shift.ELSEWHERE, "", "state = Out, age = 0", "state = Out, age = 1")],
        ),
    ],
    ids=["relaxed guard", "tightened guard", "another event", "another effect", "another start"],
)
def test_the_shortest_calls_that_show_a_difference_are_found(
    token: Callable[..., Machine],
    before: str,
    after: str,
    expected: list[tuple[Shift, str, str, str]],
) -> None:
    assert _short(compare(token(), token((before, after)))) == expected


def test_a_removed_transition_is_newly_refused_and_an_added_one_newly_allowed(
    token: Callable[..., Machine],
) -> None:
    without = token(("    In --> Out : logout()\n", ""))

    removed, added = compare(token(), without), compare(without, token())

    assert [each.shift for each in removed.differences] == [Shift.REFUSED]
    assert [each.shift for each in added.differences] == [Shift.ALLOWED]
    assert removed.changes == (Change("event", "logout", "call logout()", ""),)


def test_a_state_that_only_got_another_name_is_the_same(token: Callable[..., Machine]) -> None:
    found = compare(token(), token(("In", "Inside")))

    assert found.renamed == {"In": "Inside"}
    assert found.differences == ()
    assert [each.name for each in found.changes] == ["In", "Inside"]


def test_a_state_that_took_over_the_name_of_another_is_not_renamed(
    token: Callable[..., Machine],
) -> None:
    drawn = ("In --> Out : logout()", "In --> Gone : logout()\n    Gone --> Out : again()")

    found = compare(token(), token(drawn))

    assert found.renamed == {}
    assert {each.shift for each in found.differences} == {
        Shift.ELSEWHERE,
        Shift.REFUSED,
        Shift.ALLOWED,
    }


def test_what_is_declared_differently_is_listed(token: Callable[..., Machine]) -> None:
    found = compare(token(), token(("minutes: 1..2", "minutes: 1..3"), ("type: 0..9", "type: int")))

    assert found.changes == (
        Change("type", "minutes", "1..2", "1..3"),
        Change("variable", "age", "0..9, starts with 0", "int, starts with 0"),
    )
    assert found.differences == ()


def test_properties_are_added_removed_and_changed(token: Callable[..., Machine]) -> None:
    changed = compare(token(), token(("TOK-1: {use: age < 3}", "TOK-1: {use: age < 5}")))
    moved = compare(token(), token(("TOK-1: {use: age < 3}", "TOK-2: {use: age < 3}")))

    ((demand,),) = [changed.demands]
    assert demand.old is not None
    assert demand.new is not None
    assert (demand.old.text, demand.new.text) == ("age < 3", "age < 5")
    assert [(each.requirement, each.old is None, each.new is None) for each in moved.demands] == [
        ("TOK-2", True, False),
        ("TOK-1", False, True),
    ]


def test_a_name_that_a_type_does_not_have_is_refused(account: Model) -> None:
    machine = account.machine
    names = ("ada", "bob", "cy", "dan")
    types = {**machine.types, "account": replace(machine.types["account"], values=names)}
    balance = replace(machine.variables[1], starts={(name,): (3,) for name in names})
    wider = replace(machine, types=types, variables=(machine.variables[0], balance))

    found = compare(machine, wider, Limits(states=50))

    assert [(each.shift, str(each.calls[0])) for each in found.differences] == [
        (Shift.ALLOWED, "transfer(ada, dan, 1)")
    ]
    assert found.limit == "more than 50 pairs of states"


def test_a_comparison_is_bounded_in_time(token: Callable[..., Machine]) -> None:
    assert compare(token(), token(), Limits(seconds=0)).limit == "more than 0 s"
