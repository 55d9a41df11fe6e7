"""What TLC may write, and that only one thing of all is believed to be a success."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.proof.tla.engine import Ending, Place, Ran
from adjudge.checks.proof.tla.model import Claim, ClaimKind
from adjudge.checks.proof.tla.tlc_output import judge, read, version

LOW = Claim(ClaimKind.INVARIANT, "Low")
ENDS, STARTS = Claim(ClaimKind.PROPERTY, "Ends"), Claim(ClaimKind.PROPERTY, "Starts")
FIRST = (2190, 0, "Finished computing initial states: 1 distinct state generated at noon.")
SUCCESS = (2193, 0, "Model checking completed. No error has been found.")
COUNTS = (2199, 0, "1,097 states generated, 16 distinct states found, 0 states left on queue.")
DONE = (2186, 0, "Finished in 520ms at (noon)")
GOOD = [FIRST, SUCCESS, COUNTS, DONE]


def written(*messages: tuple[int, int, str], loose: str = "") -> str:
    parts = [f"@!@!@STARTMSG {c}:{k} @!@!@\n{t}\n@!@!@ENDMSG {c} @!@!@" for c, k, t in messages]
    return "\n".join([loose, *parts])


def ran(*messages: tuple[int, int, str], exit_code: int = 0, loose: str = "") -> Ran:
    return judge(read(written(*messages, loose=loose)), exit_code, [LOW, ENDS], "M")


def test_a_complete_search_without_an_error_holds() -> None:
    found = ran(*GOOD)

    assert (found.ending, found.distinct, found.generated) == (Ending.HELD, 16, 1097)


@pytest.mark.parametrize("missing", range(4))
def test_without_any_one_of_its_messages_nothing_holds(missing: int) -> None:
    rest = [message for number, message in enumerate(GOOD) if number != missing]

    assert ran(*rest).ending is Ending.UNDECIDED


@pytest.mark.parametrize(
    ("messages", "exit_code"),
    [
        (GOOD, 1),
        ([FIRST, SUCCESS, (2199, 0, COUNTS[2].replace("0 states left", "3 states left")), DONE], 0),
        ([(2190, 0, FIRST[2].replace("1 distinct", "0 distinct")), *GOOD[1:]], 0),
        ([*GOOD, (2103, 1, "an error")], 0),
        ([*GOOD, (9999, 2, "a bug of TLC")], 0),
        ([], 0),
    ],
)
def test_nothing_else_holds(messages: list[tuple[int, int, str]], exit_code: int) -> None:
    assert ran(*messages, exit_code=exit_code).ending is Ending.UNDECIDED


@pytest.mark.parametrize(
    ("message", "claim"),
    [
        ((2110, 1, "Invariant Low is violated."), LOW),
        ((2107, 1, "Invariant Low is violated by the initial state:\nx = 7\n"), LOW),
        ((2112, 1, "Action property Ends is violated."), ENDS),
        ((2116, 1, "Temporal properties were violated."), ENDS),
    ],
)
def test_a_violation_names_its_claim(message: tuple[int, int, str], claim: Claim) -> None:
    found = ran(FIRST, message, exit_code=12)

    assert (found.ending, found.claim) == (Ending.BROKEN, claim)


def test_an_invariant_that_breaks_at_once_has_a_trace_of_one_state() -> None:
    found = ran((2107, 1, "Invariant Low is violated by the initial state:\n/\\ x = 7\n/\\ y = 1"))

    assert [step.values for step in found.trace] == [("x = 7", "y = 1")]


def test_a_deadlock_is_told_with_its_trace() -> None:
    found = ran((2114, 1, "Deadlock reached."), (2217, 4, "1: <Initial predicate>\nx = 0"))

    assert (found.ending, found.deadlocked, len(found.trace)) == (Ending.BROKEN, True, 1)


def test_a_violation_of_something_else_than_was_claimed_is_undecided() -> None:
    assert ran((2110, 1, "Invariant High is violated."), exit_code=12).ending is Ending.UNDECIDED


def test_of_several_properties_none_is_blamed() -> None:
    output = read(written((2116, 1, "Temporal properties were violated.")))
    found = judge(output, 13, [ENDS, STARTS], "M")

    assert (found.ending, found.claim, found.deadlocked) == (Ending.BROKEN, None, False)


def test_a_trace_has_actions_places_and_whole_values() -> None:
    found = ran(
        (2110, 1, "Invariant Low is violated."),
        (2217, 4, "1: <Initial predicate>\n/\\ x = 0\n/\\ y = <<1,\n   2>>"),
        (2217, 4, "2: <Up line 6, col 7 to line 6, col 25 of module M>\nx = 1"),
        (2122, 4, "1: Back to state: <Down line 7, col 9 to line 7, col 27 of module M>"),
        (2218, 4, "3: Stuttering"),
    )

    told = [(step.action, step.values, step.line) for step in found.trace]
    assert told == [
        ("initial state", ("x = 0", "y = <<1, 2>>"), 0),
        ("Up", ("x = 1",), 6),
        ("back to state 1 by Down", (), 7),
        ("Stuttering", (), 0),
    ]


def test_the_place_of_an_error_of_syntax_is_told() -> None:
    loose = '***Parse Error***\nEncountered "====" at line 10, column 1 and token "+"\n'
    found = ran((3002, 1, "Parsing or semantic analysis failed."), exit_code=150, loose=loose)

    assert found.place == Place("M", 10, 1)
    assert found.reason == 'Encountered "====" at line 10, column 1 and token "+"'


def test_the_innermost_place_of_a_wrong_value_is_told_with_what_is_wrong() -> None:
    nested = "@!@!@STARTMSG 2266:0 @!@!@\nnot an integer\n@!@!@ENDMSG 2266 @!@!@"
    places = "0. Line 4, column 9 to line 4, column 13 in M\n1. Line 6, column 8 to line 6, column 14 in N"
    found = ran((1000, 1, nested), (2103, 1, places), exit_code=75)

    assert found.place == Place("N", 6, 8)
    assert found.reason.startswith("not an integer")


def test_the_version_is_its_number_and_revision() -> None:
    output = read(written((2262, 0, "TLC2 Version 2.15 of Day Month 20?? (rev: d5b5a7f)")))

    assert version(output) == "2.15 (d5b5a7f)"
    assert version(read("")) == "unknown"


@given(st.lists(st.sampled_from([*GOOD, (2110, 1, "Invariant Low is violated.")]), max_size=6))
def test_what_is_not_the_whole_of_a_success_never_holds(
    messages: list[tuple[int, int, str]],
) -> None:
    found = ran(*messages)

    assert (found.ending is Ending.HELD) <= (set(messages) == set(GOOD))


@given(st.text())
def test_any_output_is_read(text: str) -> None:
    assert judge(read(text), 0, [LOW], "M").ending is Ending.UNDECIDED
