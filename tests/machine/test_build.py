"""What is drawn inside of, beside and between states becomes plain transitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.codes import machine as codes
from adjudge.machine.show import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.codes import Code
    from adjudge.machine.model import Machine
    from adjudge.machine.read import Reading

    Read = Callable[..., Reading]
    Play = Callable[..., list[str]]

PLAYER = """
    [*] --> Off
    Off --> On : power()
    state On {
        [*] --> Stopped
        Stopped --> Playing : play()
        Playing --> Stopped : stop()
        Playing : Playing
        Playing : power() [loud] / loud = false
    }
    On --> Off : power()
    """
LOUD = "variables: {loud: {type: bool, starts: true}}"


def machine_of(found: Reading) -> Machine:
    assert found.machine is not None, [each.explain() for each in found.findings]
    return found.machine


def test_entering_a_composite_state_enters_its_initial_state(reading: Read, play: Play) -> None:
    found = reading(PLAYER, LOUD)

    assert play(found, "power()", show="state") == ["Stopped"]
    assert machine_of(found).types["state"].values == ("Off", "Stopped", "Playing")


def test_an_arrow_from_a_composite_state_leaves_every_state_inside(
    reading: Read, play: Play
) -> None:
    assert play(reading(PLAYER, LOUD), "power()", "power()", show="state") == ["Stopped", "Off"]


def test_an_inner_transition_wins_over_an_outer_one_of_the_same_event(
    reading: Read, play: Play
) -> None:
    calls = ("power()", "play()", "power()", "power()")

    assert play(reading(PLAYER, LOUD), *calls) == [
        "Stopped loud=True",
        "Playing loud=True",
        "Playing loud=False",
        "Off loud=False",
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("state == On", "state == Stopped or state == Playing"),
        ("state in On", "state == Stopped or state == Playing"),
        ("state in (Off, On)", "state == Off or state == Stopped or state == Playing"),
        ("state != On", "not (state == Stopped or state == Playing)"),
        ("On == state", "state == Stopped or state == Playing"),
        ("state == Playing", "state == Playing"),
        ("state not in (Off, Playing)", "not (state == Off or state == Playing)"),
    ],
)
def test_being_in_a_composite_state_is_being_in_one_inside(
    reading: Read, written: str, shown: str
) -> None:
    found = machine_of(reading(PLAYER, f"{LOUD}\nexplore: {written}"))

    assert show(found.bound) == shown


def test_what_is_drawn_keeps_what_is_inside_what(reading: Read) -> None:
    (diagram,) = machine_of(reading(PLAYER, LOUD)).diagrams

    assert [(node.name, node.parent) for node in diagram.nodes] == [
        ("Off", ""),
        ("On", ""),
        ("Stopped", "On"),
        ("Playing", "On"),
    ]
    leaving = next(
        arrow for arrow in diagram.arrows if (arrow.source, arrow.target) == ("On", "Off")
    )
    (number,) = leaving.transitions
    assert machine_of(reading(PLAYER, LOUD)).transitions[number].source == "On"


CHOICE = """
    state Enough <<choice>>
    [*] --> Open
    Open --> Enough : pay(n)
    Enough --> Paid : [n >= 3] / rest = n - 3
    Enough --> Open : [else]
    """
NUMBERS = "parameters: {n: 1..5}\nvariables: {rest: {type: int, starts: 0}}"


def test_a_choice_is_part_of_the_arrows_through_it(reading: Read, play: Play) -> None:
    found = reading(CHOICE, NUMBERS)

    assert play(found, "pay(2)", "pay(5)", "pay(1)") == ["Open rest=0", "Paid rest=2", "refused"]
    assert [each.label for each in machine_of(found).transitions] == [
        "pay(n) [n >= 3] / rest = n - 3",
        "pay(n) [else]",
    ]
    arrows = machine_of(found).diagrams[0].arrows
    assert [each.transitions for each in arrows] == [(), (0, 1), (0,), (1,)]


def test_else_is_what_no_other_guard_of_the_event_allows(reading: Read, play: Play) -> None:
    found = reading(
        """
        [*] --> A
        A --> B : go(n) [n < 3]
        A --> C : go(n) [n > 4]
        A --> D : go(n) [else]
        """,
        "parameters: {n: 1..5}",
    )

    assert [play(found, f"go({n})") for n in (2, 3, 4, 5)] == [["B"], ["D"], ["D"], ["C"]]
    assert show(machine_of(found).transitions[2].guard) == "not (n < 3 or n > 4)"


def test_effects_on_entry_happen_on_every_arrow_to_the_state(reading: Read, play: Play) -> None:
    found = reading(
        """
        [*] --> Out
        Out --> In : login()
        Out --> In : guest() / known = false
        In : In
        In : entry / age = 0
        In : older() / age += 1
        In --> Out : logout()
        """,
        "variables: {age: {type: int, starts: 5}, known: {type: bool, starts: true}}",
    )

    assert play(found, "guest()", "older()", "logout()", "login()", show="state age") == [
        "In age=0",
        "In age=1",
        "Out age=1",
        "In age=0",
    ]


KEYBOARD = """
    [*] --> Off
    Off --> On : plug()
    state On {
        [*] --> NumOff
        NumOff --> NumOn : num()
        NumOn --> NumOff : num()
        NumOn --> NumOff : reset()
        --
        [*] --> CapsOff
        CapsOff --> CapsOn : caps()
        CapsOn --> CapsOff : reset()
    }
    On --> Off : unplug()
    """


def test_regions_run_side_by_side(reading: Read, play: Play) -> None:
    found = reading(KEYBOARD, "explore: state != NumOn")

    assert play(found, "plug()", "num()", "caps()") == [
        "On On_1=NumOff On_2=CapsOff",
        "On On_1=NumOn On_2=CapsOff",
        "On On_1=NumOn On_2=CapsOn",
    ]
    assert show(machine_of(found).bound) == "not (state == On and On_1 == NumOn)"


def test_an_event_that_several_regions_know_happens_in_all_or_is_refused(
    reading: Read, play: Play
) -> None:
    found = reading(KEYBOARD)

    told = play(found, "plug()", "num()", "reset()", "caps()", "reset()", show="state On")
    assert told[2] == "refused"
    assert told[4] == "On On_1=NumOff On_2=CapsOff"


def test_leaving_a_state_with_regions_forgets_where_they_were(reading: Read, play: Play) -> None:
    told = play(reading(KEYBOARD), "plug()", "num()", "unplug()", "num()", "plug()")

    assert told[2:] == [
        "Off On_1=NumOff On_2=CapsOff",
        "refused",
        "On On_1=NumOff On_2=CapsOff",
    ]


def test_a_composite_state_that_ends_goes_on_where_its_arrow_without_a_label_leads(
    reading: Read, play: Play
) -> None:
    found = reading(
        """
        [*] --> Checkout
        state Checkout {
            [*] --> Address
            Address --> Payment : next()
            Payment --> [*] : pay()
        }
        Checkout --> Done
        Done --> [*]
        """
    )

    assert play(found, "next()", "pay()") == ["Payment", "Done"]
    assert show(machine_of(found).final) == "state == Done"
    arrows = {(a.source, a.target): a.transitions for a in machine_of(found).diagrams[0].arrows}
    assert arrows["Payment", "[*]"] == arrows["Checkout", "Done"] == (1,)


def test_an_effect_may_change_every_cell_of_a_variable(reading: Read, play: Play) -> None:
    found = reading(
        "[*] --> A\nA --> B : close() / balance[a] = balance[a] - 1 for a in account",
        "types: {account: [ada, bob]}\nvariables: {balance: {of: account, type: int, starts: 3}}",
    )

    assert play(found, "close()") == ["B balance[ada]=2 balance[bob]=2"]


MONEY = """
types: {account: [ada, bob], money: 1..3}
parameters: {src: account, dst: account, amount: money}
variables: {balance: {of: account, type: int, starts: 3}, closed: {of: account, type: bool, starts: false}}
"""


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        ("src != dst", []),
        ("not src == dst", []),
        ("src == ada and dst == bob", []),
        ("closed[src] != closed[dst]", []),
        ("balance[src] >= amount", [codes.DOUBLE_WRITE.id]),
        ("src != dst or amount == 1", [codes.DOUBLE_WRITE.id]),
        ("amount > 4 or src != dst", []),
    ],
)
def test_two_writes_to_one_cell_must_be_excluded_by_the_guard(
    reading: Read, guard: str, expected: list[str]
) -> None:
    label = f"transfer(src, dst, amount) [{guard}] / balance[src] -= amount, balance[dst] += amount"
    found = reading(f"[*] --> A\nA : A\nA : {label}", MONEY)

    assert [each.code for each in found.findings] == expected


@pytest.mark.parametrize(
    ("diagram", "code", "message"),
    [
        ("A --> c : go()\nstate c <<choice>>", codes.DIAGRAM_LINE, "nothing leaves the choice c"),
        (
            "A --> c : go()\nstate c <<choice>>\nc --> B : stop()",
            codes.LABEL_SYNTAX,
            "behind a choice there is no event: it has happened already",
        ),
        (
            "A --> c : go()\nstate c <<choice>>\nstate d <<choice>>\nc --> d\nd --> c",
            codes.DIAGRAM_LINE,
            "the choice c leads back to itself",
        ),
        (
            "A --> c : go() / n = 1\nstate c <<choice>>\nc --> B : [n == 1]\nc --> A : [else]",
            codes.EFFECT,
            "this guard would read n as it was before the effects at the arrow to the choice",
        ),
        (
            "A --> B : go() [else]",
            codes.LABEL_SYNTAX,
            "`[else]` needs other ways with guards beside it, and is there once",
        ),
        ("A --> B : exit / n = 1", codes.LABEL_SYNTAX, "`exit` is no event"),
        (
            "A : A\nA : exit / n = 1",
            codes.LABEL_SYNTAX,
            "`exit` is nothing that happens inside a state",
        ),
        (
            "A : A\nA : entry / n = 1",
            codes.LABEL_SYNTAX,
            "the machine begins in A, so that `starts:` says what holds there",
        ),
        (
            "state A {\nB --> D : go()\n}",
            codes.INITIAL_STATE,
            "no arrow `[*] --> STATE` says where this begins",
        ),
        (
            "A --> B : go()\nB : B\nB : stay()\nstate B {\n[*] --> D\n}",
            codes.DIAGRAM_LOSS,
            "Mermaid can't draw B, a composite state, with a line of its own",
        ),
        ("state A {\n[*] --> D", codes.DIAGRAM_LINE, "this composite state is never closed"),
        (
            "A --> B : go()\nstate B {\n[*] --> D\nD --> A : back()\n}",
            codes.DIAGRAM_LOSS,
            '"A" is a state of another level; Mermaid would draw it anew, here or there',
        ),
        (
            "A --> B : go()\nstate B {\n[*] --> D\nD --> [*] : end()\n}",
            codes.LABEL_SYNTAX,
            "one arrow without a label must say where it goes on when B ends",
        ),
    ],
)
def test_what_contradicts_the_form_of_a_diagram_is_an_error(
    reading: Read, diagram: str, code: Code, message: str
) -> None:
    found = reading(f"[*] --> A\n{diagram}", "variables: {n: {type: int, starts: 0}}")

    assert found.machine is None
    assert (code.id, message) in [(each.code, each.message) for each in found.findings]
