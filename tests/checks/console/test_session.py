from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.console.session import Command, Session, parse
from adjudge.findings import Location

BODY = Location("spec.md", 10)


def commands(text: str) -> tuple[Command, ...]:
    session = parse(text, BODY)
    assert session.findings == ()
    return session.commands


def written(session: Session) -> str:
    return "\n".join(f"{c.prompt}\n{c.expectation}" for c in session.commands)


def test_a_command_has_its_output_and_exit_code() -> None:
    (command,) = commands("$ grep x\nno match\n[1]\n")

    assert command == Command("grep x", BODY, ("no match",), None, 1)


def test_without_an_exit_code_a_command_must_succeed() -> None:
    assert commands("$ true")[0].exit_code == 0


def test_continuations_belong_to_the_command_above() -> None:
    (command,) = commands("$ cat <<EOF\n> a\n>\n> EOF\na\n")

    assert command.script == "cat <<EOF\na\n\nEOF"


def test_a_line_with_an_arrow_after_output_is_output() -> None:
    assert commands("$ diff a b\n1c1\n> x")[0].stdout == ("1c1", "> x")


def test_marked_lines_are_standard_error() -> None:
    (command,) = commands("$ run\nout\n[stderr] warning\n[stderr]\n[stderr] end\n")

    assert command.stdout == ("out",)
    assert command.stderr == ("warning", "", "end")


def test_each_command_knows_its_line() -> None:
    assert [c.location.line for c in commands("\n$ a\nx\n\n$ b")] == [11, 14]


def test_blank_lines_between_commands_are_layout() -> None:
    assert commands("$ a\nx\n\ny\n\n\n$ b")[0].stdout == ("x", "", "y")


@pytest.mark.parametrize("line", ["[]", "[1, 2]", '["a"]', "[info] started", "[", r"\[done]"])
def test_brackets_that_are_clearly_output_are_output(line: str) -> None:
    assert commands(f"$ a\n{line}")[0].stdout == (line,)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "ADJ310", 10),
        ("\n\n", "ADJ310", 10),
        ("$ \n", "ADJ310", 10),
        ("$ a\n$\n", "ADJ310", 11),
        ("a\n$ b", "ADJ311", 10),
        ("  $ b", "ADJ311", 10),
        ("$ a\n[exit 2]", "ADJ312", 11),
        ("$ a\n[a comment]", "ADJ312", 11),
        ("$ a\n[-1]", "ADJ312", 11),
        ("$ a\n[1000]", "ADJ312", 11),
        ("$ a\n[256]", "ADJ312", 11),
        ("$ a\n[2] ", "ADJ312", 11),
        ("$ a\n[2]\nb", "ADJ312", 12),
        ("$ a\n[2]\n[3]", "ADJ312", 12),
        ("$ a\n[stdout] b", "ADJ312", 11),
        ("$ a\n[stder] b", "ADJ312", 11),
        ("$ a\n[stderr]b", "ADJ312", 11),
    ],
)
def test_what_would_mislead_its_writer_is_an_error_at_its_line(
    text: str, code: str, line: int
) -> None:
    findings = parse(text, BODY).findings

    assert [(f.code, f.location.line) for f in findings] == [(code, line)]


@given(st.text(st.sampled_from("$> ab\\.[]2\nstder"), max_size=60))
def test_any_text_is_a_session_or_a_located_error(text: str) -> None:
    session = parse(text, BODY)

    assert session.commands or session.findings
    lines = text.split("\n")
    assert all(10 <= f.location.line < 10 + len(lines) for f in session.findings)
    assert all(
        lines[c.location.line - 10].startswith("$") and c.location.file == "spec.md"
        for c in session.commands
    )


@given(st.text(st.sampled_from("$> ab\\.[]2\n"), max_size=60))
def test_a_session_written_out_reads_the_same(text: str) -> None:
    session = parse(f"$ {text}", BODY)
    if session.findings:
        return
    again = parse(written(session), BODY)

    assert again.findings == ()
    assert [(c.script, c.stdout, c.stderr, c.exit_code) for c in again.commands] == [
        (c.script, c.stdout, c.stderr, c.exit_code) for c in session.commands
    ]
