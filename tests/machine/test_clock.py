from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.codes import machine as codes
from adjudge.machine.model import EventKind, LeadsTo

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.codes import Code
    from adjudge.machine.model import Machine
    from adjudge.machine.read import Reading

    Read = Callable[..., Reading]
    Play = Callable[..., list[str]]

TOKEN = """
    [*] --> Out
    Out --> In : login()
    In : In
    In : use()
    In --> Out : logout()
    In --> Out : after(15 min)
    """
MINUTES = "clock: 1 min"


def machine_of(found: Reading) -> Machine:
    assert found.machine is not None, [each.explain() for each in found.findings]
    return found.machine


def test_time_that_passes_is_an_event_with_a_duration(reading: Read) -> None:
    machine = machine_of(reading(TOKEN, MINUTES))

    assert machine.event("wait").kind is EventKind.WAIT
    assert machine.event("wait").parameters == ("d",)
    assert machine.types[machine.parameters["d"]].values == (1, 14, 15, 16)
    assert machine.unit == 60
    assert machine.variable("In_time").timer


def test_an_arrow_is_taken_when_its_time_has_passed_and_no_sooner(
    reading: Read, play: Play
) -> None:
    found = reading(TOKEN, MINUTES)

    told = play(found, "login()", "wait(14)", "use()", "wait(1)", "use()")
    assert told == ["In In_time=0", "In In_time=14", "In In_time=14", "Out In_time=0", "refused"]


def test_a_wait_never_passes_over_the_moment(reading: Read, play: Play) -> None:
    found = reading(TOKEN, MINUTES)

    assert play(found, "login()", "wait(16)", "wait(14)", "wait(14)", "wait(1)", show="state") == [
        "In",
        "refused",
        "In",
        "refused",
        "Out",
    ]


def test_leaving_a_state_sets_its_timer_back(reading: Read, play: Play) -> None:
    told = play(reading(TOKEN, MINUTES), "login()", "wait(14)", "logout()", "login()", "wait(14)")

    assert told[2:] == ["Out In_time=0", "In In_time=0", "In In_time=14"]


def test_a_wait_is_always_possible_where_nothing_is_due(reading: Read, play: Play) -> None:
    assert play(reading(TOKEN, MINUTES), "wait(16)") == ["Out In_time=0"]


def test_labels_that_wait_say_what_else_time_changes(reading: Read, play: Play) -> None:
    found = reading(
        """
        [*] --> Out
        Out : Out
        Out : wait(t)
        Out --> In : login() / age = 0
        In : In
        In : use() [age < 5]
        In : wait(t) / age = min(age + t, 31)
        In --> Out : after(15 min)
        """,
        "clock: 1 min\nvariables: {age: {type: 0..31, starts: 0}}",
    )

    assert machine_of(found).types["wait"].values == (1, 4, 5, 6, 14, 15, 16)
    told = play(found, "login()", "wait(4)", "use()", "wait(1)", "use()", "wait(10)")
    assert told[2:] == [
        "In In_time=4 age=4",
        "In In_time=5 age=5",
        "refused",
        "Out In_time=0 age=15",
    ]


def test_a_declared_type_says_how_long_waits_are(reading: Read) -> None:
    block = "clock: 1 min\ntypes: {minutes: [1, 7, 15]}\nparameters: {d: minutes}"

    assert machine_of(reading(TOKEN, block)).parameters == {"d": "minutes"}


def test_the_time_of_a_composite_state_goes_on_while_something_happens_inside(
    reading: Read, play: Play
) -> None:
    found = reading(
        """
        [*] --> Out
        Out --> Session : login()
        state Session {
            [*] --> Idle
            Idle --> Busy : work()
            Busy --> Idle : after(2 min)
        }
        Session --> Out : after(5 min)
        """,
        MINUTES,
    )

    told = play(found, "login()", "wait(3)", "work()", "wait(1)", "wait(1)", show="state")
    assert told == ["Idle", "Idle", "Busy", "Busy", "Out"]


def test_times_are_counted_in_units_of_the_clock(reading: Read) -> None:
    machine = machine_of(
        reading(
            TOKEN,
            "clock: 30 s\nleads to: {ACC-1: {from: state == In, to: state == Out, within: 20 min}}",
        )
    )

    assert 30 in machine.types["wait"].values
    (leads,) = machine.properties
    assert isinstance(leads, LeadsTo)
    assert (leads.steps, leads.time) == (None, 40)


@pytest.mark.parametrize(
    ("label", "block", "code", "column"),
    [
        ("after(15 min)", "", codes.MACHINE_VALUE, 17),
        ("after(90 s)", MINUTES, codes.MACHINE_VALUE, 17),
        ("after(soon)", MINUTES, codes.MACHINE_VALUE, 17),
        ("after(15)", MINUTES, codes.MACHINE_VALUE, 17),
        ("after", MINUTES, codes.MACHINE_VALUE, 11),
        ("after(5 min) [true]", MINUTES, codes.LABEL_SYNTAX, 11),
        ("wait()", MINUTES, codes.EVENT_SIGNATURE, 11),
        ("wait(a)", "parameters: {a: t}\ntypes: {t: [x, y]}", codes.MACHINE_TYPE, 11),
        ("go()", "clock: soon", codes.MACHINE_VALUE, 1),
    ],
)
def test_a_time_that_can_not_be_read_is_an_error(
    reading: Read, label: str, block: str, code: Code, column: int
) -> None:
    found = reading(f"[*] --> A\nA --> B : {label}", block)

    assert found.machine is None
    assert [each.code for each in found.findings] == [code.id]
    assert found.findings[0].location.column == column


def test_a_state_is_left_after_one_time_only(reading: Read) -> None:
    found = reading("[*] --> A\nA --> B : after(1 min)\nA --> C : after(2 min)", MINUTES)

    assert [each.code for each in found.findings] == [codes.LABEL_SYNTAX.id]
