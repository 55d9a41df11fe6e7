from __future__ import annotations

import pytest

from adjudge.checks.console.judging import Shown, as_session, judge, visible
from adjudge.checks.console.session import Command, parse
from adjudge.checks.model import Fault, Outcome
from adjudge.findings import Location

HERE = Location("spec.md", 5)


@pytest.mark.parametrize(
    ("output", "lines"),
    [
        (b"", ()),
        (b"a", ("a",)),
        (b"a\n\n", ("a",)),
        (b"\na\n", ("", "a")),
        (b"a\r\n", ("a\\r",)),
        (b"\x1b[1mb\x1b[0m", ("\\x1b[1mb\\x1b[0m",)),
        (b"\xff\xc3\xa9", ("\\xffé",)),
        (b"tab\there", ("tab\there",)),
    ],
)
def test_output_becomes_visible_lines(output: bytes, lines: tuple[str, ...]) -> None:
    assert visible(output) == lines


def test_a_failure_shows_what_was_expected_and_what_came() -> None:
    command = Command("run", HERE, ("a", "b"), None, 0)
    case = judge(command, Shown(("a", "c"), (), 2), 0.1)

    assert case.outcome is Outcome.FAILED
    assert (case.expected, case.actual) == ("a\nb", "a\nc\n[2]")
    assert case.reason == "exit code 2 instead of 0; output line 2: expected “b”, got “c”"
    assert case.cause == "exit code 2: c"


@pytest.mark.parametrize(
    ("stdout", "stderr", "said"),
    [
        (("a",), ("w",), Outcome.PASSED),
        (("a",), (), Outcome.FAILED),
        (("a", "w"), (), Outcome.FAILED),
        ((), ("w",), Outcome.FAILED),
    ],
)
def test_streams_are_told_apart_where_standard_error_is_marked(
    stdout: tuple[str, ...], stderr: tuple[str, ...], said: Outcome
) -> None:
    command = Command("run", HERE, ("a",), ("w",))

    assert judge(command, Shown(stdout, stderr, 0), 0).outcome is said


def test_a_difference_in_trailing_blanks_is_said() -> None:
    case = judge(Command("run", HERE, ("a",)), Shown(("a  ",), (), 0), 0)

    assert "only the blanks at the end differ" in case.reason


def test_a_program_that_is_not_there_is_the_bindings_fault() -> None:
    output = Shown(("bash: line 1: bank: command not found",), (), 127)

    assert judge(Command("bank", HERE), output, 0).fault is Fault.BINDING
    assert judge(Command("bank", HERE), Shown((), (), 127), 0).fault is Fault.SYSTEM


def test_what_came_can_be_pasted_into_the_specification() -> None:
    output = Shown(("[2]", "> x", "a...", "$ y"), ("e",), 3)
    (command,) = parse(f"$ run\n{as_session(output, separate=True)}", HERE).commands

    assert judge(command, output, 0).outcome is Outcome.PASSED
