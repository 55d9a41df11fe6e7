from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adjudge.machine.engine import Model
from adjudge.machine.explore import explore
from adjudge.machine.fold import TooLargeError
from adjudge.machine.model import Always
from adjudge.machine.runs import show
from adjudge.machine.search import Limits
from adjudge.machine.terms import TRUE, Cell, Literal, Operation, Operator, Undefined, equal
from adjudge.machine.verdicts import Standing
from adjudge.machine.violations import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.explore import Exploration
    from adjudge.machine.violations import Violation

    Modelled = Callable[..., Model]


def _one(found: Exploration, kind: Kind) -> Violation:
    (violation,) = [each for each in found.violations if each.kind is kind]
    return violation


def test_a_good_machine_holds_in_every_state(account: Model) -> None:
    found = explore(account)

    assert (found.extent.states, found.extent.transitions) == (110, 764)
    assert [each.standing for each in found.verdicts] == [Standing.HOLDS, Standing.HOLDS]
    assert found.verdicts[0].wording == "exhaustive: 110 states"
    assert found.violations == ()
    assert found.enabled == {0, 1, 2}
    assert found.contents == {"state": {"Open", "Frozen"}}


@pytest.mark.requirement("MACH-4")
def test_a_broken_invariant_comes_with_a_shortest_run(account: Model) -> None:
    overdrawn = replace(account.machine.transitions[0], guard=TRUE)
    machine = replace(account.machine, transitions=(overdrawn,), bound=TRUE)
    model = Model(replace(machine, types={**machine.types}))

    found = explore(model, Limits(states=2_000))

    violation = next(each for each in found.violations if each.property == 0)
    assert len(violation.run.moves) == 2
    assert found.verdicts[0].standing is Standing.BROKEN
    assert found.verdicts[0].wording.startswith("broken after transfer(")


COUNTER = """
    [*] --> On
    On : On
    On : up() / n += 1
    On : down() [n > 0] / n -= 1
    """


def test_states_outside_the_bound_are_counted_and_not_entered(modelled: Modelled) -> None:
    block = """
        variables: {n: {type: int, starts: 0}}
        explore: n <= 4
        always: {CNT-1: n >= 0}
        """

    found = explore(modelled(COUNTER, block))

    assert (found.extent.states, found.extent.bound) == (5, 1)
    assert found.verdicts[0].standing is Standing.HOLDS
    assert found.verdicts[0].wording == (
        "exhaustive within the stated bound: 5 states; 1 state outside of it not entered"
    )


def test_a_state_outside_the_bound_still_has_to_hold_what_always_holds(modelled: Modelled) -> None:
    block = """
        variables: {n: {type: int, starts: 0}}
        explore: n <= 4
        always: {CNT-1: n != 5}
        """

    assert explore(modelled(COUNTER, block)).verdicts[0].standing is Standing.BROKEN


def test_a_machine_that_starts_outside_its_bound_is_undecided(modelled: Modelled) -> None:
    block = """
        variables: {n: {type: int, starts: 9}}
        explore: n <= 4
        always: {CNT-1: n >= 0}
        """

    (verdict,) = explore(modelled(COUNTER, block)).verdicts

    assert verdict.standing is Standing.UNDECIDED
    assert verdict.wording == "no state in which it starts is within the bound of `explore`"


@pytest.mark.requirement("MACH-5")
@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(states=50), "more than 50 states"),
        (Limits(seconds=0), "more than 0 s"),
        (Limits(memory=1_000), "more than 0 MB of memory"),
    ],
)
def test_a_limit_of_ours_leaves_what_is_not_broken_undecided(
    modelled: Modelled, limits: Limits, reason: str
) -> None:
    block = """
        variables: {n: {type: int, starts: 0}}
        always: {CNT-1: n >= 0, CNT-2: n < 2}
        """

    found = explore(modelled(COUNTER, block), limits)

    assert found.extent.limit == reason
    assert not found.extent.complete
    assert found.verdicts[0].standing is Standing.UNDECIDED
    assert reason in found.verdicts[0].wording


def test_exploring_can_be_watched_and_cancelled(modelled: Modelled) -> None:
    seen: list[tuple[int, int]] = []

    def watch(states: int, transitions: int) -> bool:
        seen.append((states, transitions))
        return len(seen) < 3

    found = explore(modelled(COUNTER, "variables: {n: {type: int, starts: 0}}"), watch=watch)

    assert found.extent.limit == "cancelled"
    assert seen == [(2, 1), (3, 3), (4, 5)]


def test_a_state_that_is_left_by_nothing_is_a_deadlock_unless_it_is_final(
    modelled: Modelled,
) -> None:
    drawn = """
        [*] --> A
        A --> B : go()
        A --> C : stop()
        C --> [*]
        """
    model = modelled(drawn)

    violation = _one(explore(model), Kind.DEADLOCK)

    assert show(violation.run, model.layout) == "start: state = A\n1. go(): state = B"


def test_a_step_that_breaks_what_holds_after_its_event_is_at_the_end_of_the_run(
    modelled: Modelled,
) -> None:
    model = modelled(
        """
        [*] --> In
        In : In
        In : use() [age <= 2]
        In : tick() / age = min(age + 1, 5)
        """,
        """
        variables: {age: {type: 0..5, starts: 0}}
        always after:
          TOK-1: {use: age < 2}
          TOK-2: {tick: age' >= age}
        """,
    )

    found = explore(model)

    assert [each.standing for each in found.verdicts] == [Standing.BROKEN, Standing.HOLDS]
    assert str(found.violations[0].run) == "tick(), tick(), use()"


def test_a_demand_on_an_event_that_never_happens_is_undecided(modelled: Modelled) -> None:
    model = modelled(
        """
        [*] --> In
        In : In
        In : use() [age > 9]
        In : tick() / age = min(age + 1, 5)
        """,
        """
        variables: {age: {type: 0..5, starts: 0}}
        always after: {TOK-1: {use: age < 2}}
        """,
    )

    (verdict,) = explore(model).verdicts

    assert verdict.standing is Standing.UNDECIDED
    assert verdict.wording == "nothing to judge: use is never possible"


def test_a_content_outside_its_type_is_found_and_leaves_the_rest_undecided(
    modelled: Modelled,
) -> None:
    block = """
        variables: {n: {type: 0..3, starts: 0}}
        always: {CNT-1: n >= 0}
        """
    found = explore(modelled(COUNTER, block))

    violation = _one(found, Kind.OUTSIDE)
    assert violation.subject == "n"
    assert violation.detail.startswith("n is 4")
    assert len(violation.run.moves) == 4
    assert found.verdicts[0].standing is Standing.UNDECIDED
    assert "1 state or step without a meaning" in found.verdicts[0].wording


def test_one_call_with_two_results_is_found(modelled: Modelled) -> None:
    model = modelled(
        """
        [*] --> A
        A : A
        A : on() [n < 3] / n += 1
        A : on() [n > 1] / n = 0
        """,
        "variables: {n: {type: 0..3, starts: 0}}",
    )

    violation = _one(explore(model), Kind.SPLIT)

    assert str(violation.run) == "on(), on(), on()"
    assert violation.detail.startswith("on() may lead to [state = A, n = ")


def test_two_ways_to_the_same_result_are_no_choice(modelled: Modelled) -> None:
    model = modelled(
        """
        [*] --> A
        A : A
        A : on() [n < 3] / n = 0
        A : on() [n < 2] / n = 0
        """,
        "variables: {n: {type: 0..3, starts: 0}}",
    )

    assert explore(model).violations == ()


def test_two_effects_on_one_cell_are_found_where_a_state_lets_them(account: Model) -> None:
    machine = account.machine
    model = Model(replace(machine, transitions=(replace(machine.transitions[0], guard=TRUE),)))

    violation = _one(explore(model, Limits(states=2_000)), Kind.CLASH)

    assert violation.run.calls[-1].arguments[:2] == ("ada", "ada")


def test_an_expression_without_a_value_ends_the_search(account: Model) -> None:
    frozen = equal(Cell("state"), Literal("Frozen"))
    condition = Operation(Operator.IF, (frozen, Undefined("nothing there"), TRUE))
    demand = Always("ACC-9", condition, "", account.machine.location)
    model = Model(replace(account.machine, properties=(demand,)))

    found = explore(model)

    violation = _one(found, Kind.UNDEFINED)
    assert violation.detail == "nothing there"
    assert str(violation.run) == "freeze()"
    assert found.verdicts[0].standing is Standing.UNDECIDED


def test_a_number_that_is_squared_again_and_again_ends_the_search_in_words(
    modelled: Modelled,
) -> None:
    model = modelled(
        "[*] --> A\nA : A\nA : square() / x = x * x",
        "variables: {x: {type: int, starts: 2}}\nalways: {ACC-1: x > 0}",
    )

    found = explore(model)

    assert "a number with more than 300 digits" in _one(found, Kind.UNDEFINED).detail
    assert found.verdicts[0].standing is Standing.UNDECIDED


@pytest.mark.parametrize(
    ("condition", "wording"),
    [
        ("always: {ACC-1: true}", "nothing to judge: `true` holds in whatever state"),
        (
            "always: {ACC-1: state == A or state == B}",
            "nothing to judge: `state == A or state == B` holds in whatever state",
        ),
        (
            "never: {ACC-1: state == A and state == B}",
            "nothing to judge: `state == A and state == B` is false in whatever state",
        ),
    ],
)
def test_a_condition_that_no_state_breaks_says_nothing(
    condition: str, wording: str, modelled: Modelled
) -> None:
    (verdict,) = explore(
        modelled("[*] --> A\nA --> B : go()\nB --> A : back()", condition)
    ).verdicts

    assert (verdict.standing, verdict.wording) == (Standing.UNDECIDED, wording)
    assert verdict.vacuous


def test_a_condition_on_states_that_could_fail_says_something(modelled: Modelled) -> None:
    diagram = (
        "[*] --> A\nA --> B : go()\nB --> A : back()\nC --> A : back()\nB --> C : on() [false]"
    )

    (verdict,) = explore(modelled(diagram, "never: {ACC-1: state == C}")).verdicts

    assert verdict.standing is Standing.HOLDS


@pytest.mark.parametrize(
    ("effect", "most"),
    [
        ("grid[x] = 2", 9000),
        ("y = grid[x]", 151),
        ("y = min(grid[a] for a in wide)", 151),
    ],
)
def test_a_choice_between_too_many_values_is_refused_in_words(
    effect: str, most: int, modelled: Modelled
) -> None:
    block = f"types: {{wide: 1..{most}}}\nvariables:\n  x: {{type: wide, starts: 1}}\n"
    block += "  y: {type: int, starts: 0}\n  grid: {of: wide, type: int, starts: 2}\n"
    model = modelled(
        f"[*] --> A\nA : A\nA : go() [y < grid[x]] / {effect}", f"{block}always: {{ACC-1: y < 9}}"
    )

    with pytest.raises(TooLargeError, match="150 are the most"):
        explore(model)


def test_a_sum_over_a_thousand_cells_is_computed(modelled: Modelled) -> None:
    model = modelled(
        "[*] --> A\nA --> B : go() / y = sum(grid[a] for a in wide)",
        "types: {wide: 1..1000}\nvariables:\n  y: {type: int, starts: 0}\n"
        "  grid: {of: wide, type: int, starts: 2}\nalways: {ACC-1: y <= 2000}\nnever: {ACC-1: y == 2000}",
    )

    found = explore(model)

    assert [each.standing for each in found.verdicts] == [Standing.HOLDS, Standing.BROKEN]


def test_calls_whose_guards_go_over_many_values_are_refused_in_words(
    modelled: Modelled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adjudge.machine.engine.MOST_PARTS", 4_000)
    model = modelled(
        "[*] --> A\nA --> B : go(p, q) [all(p + q > a for a in wide)]",
        "types: {wide: 1..400}\nparameters: {p: 1..100, q: 1..100}\nalways: {ACC-1: state == A}",
    )

    with pytest.raises(TooLargeError, match="go over more than 4,000 values"):
        explore(model)
