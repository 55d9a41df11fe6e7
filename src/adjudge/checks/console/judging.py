"""What one command of a session showed, against what it had to show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.checks.console.pattern import ANY_LINES, first_difference, literal, trimmed
from adjudge.checks.console.session import Command, shown
from adjudge.checks.model import CaseResult, Fault, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NAMES = {"\r": "\\r"}
_NOT_FOUND = 127
_UNKNOWN_COMMAND = re.compile(
    r"(?:bash|sh): (?:line )?\d+: (?:eval: )?(.+): (?:command )?not found"
)
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Shown:
    """What a command wrote, as visible lines, and its exit code."""

    stdout: tuple[str, ...]
    stderr: tuple[str, ...]
    exit_code: int


def visible(output: bytes) -> tuple[str, ...]:
    r"""Return the lines of an output; what is no visible text is written as `\x1b` or `\r`.

    Empty lines at the end and a missing last line end do not count.
    """
    text = output.decode("utf-8", "backslashreplace")
    text = _CONTROL.sub(lambda match: _NAMES.get(match[0], f"\\x{ord(match[0]):02x}"), text)
    return trimmed(text.split("\n"))


def case_name(command: Command) -> str:
    """Name the case of a command after its first line."""
    first, *more = command.script.split("\n")
    cut = first if len(first) <= _LONGEST_NAME else first[: _LONGEST_NAME - 1] + "…"
    return f"$ {cut} …" if more else f"$ {cut}"


def judge(command: Command, output: Shown, seconds: float) -> CaseResult:
    """Compare what a command showed with what it had to show."""
    differences = _differences(command, output)
    stderr = None if command.stderr is None else output.stderr
    return CaseResult(
        case_name(command),
        Outcome.FAILED if differences else Outcome.PASSED,
        command.location,
        expected=command.expectation,
        actual=as_session(output, separate=stderr is not None),
        reason="; ".join(differences),
        cause=_cause(command, output, differences),
        fault=_fault(command, output),
        seconds=seconds,
    )


def as_session(output: Shown, *, separate: bool) -> str:
    """Write what a command showed as the lines under it in a session that it would pass."""
    stderr = [literal(line) for line in output.stderr] if separate else None
    return shown([literal(line) for line in output.stdout], stderr, output.exit_code)


def _differences(command: Command, output: Shown) -> list[str]:
    found = []
    if output.exit_code != command.exit_code:
        found.append(f"exit code {output.exit_code} instead of {command.exit_code}")
    if command.stderr is None:
        found += _difference("output", command.stdout, output.stdout)
    else:
        found += _difference("standard output", command.stdout, output.stdout)
        found += _difference("standard error", command.stderr, output.stderr)
    return found


def _difference(stream: str, patterns: Sequence[str], lines: Sequence[str]) -> list[str]:
    where = first_difference(patterns, lines)
    if where is None:
        return []
    pattern = patterns[where[0]] if where[0] < len(patterns) else None
    line = lines[where[1]] if where[1] < len(lines) else None
    wanted = "no more lines" if pattern is None else f"“{pattern}”"
    got = "no more lines" if line is None else f"“{literal(line)}”"
    blanks = pattern and line and pattern.rstrip() == literal(line).rstrip()
    hint = " (only the blanks at the end differ)" if blanks and pattern != ANY_LINES else ""
    return [f"{stream} line {where[1] + 1}: expected {wanted}, got {got}{hint}"]


def _cause(command: Command, output: Shown, differences: Sequence[str]) -> str:
    """Name what failures with one cause have in common: an error message rather than a line."""
    if not differences:
        return ""
    if output.exit_code == command.exit_code:
        return differences[0]
    said = output.stderr or output.stdout
    return f"exit code {output.exit_code}: {said[-1] if said else 'no message'}"


def _fault(command: Command, output: Shown) -> Fault:
    """Tell a program that is not there, which is the binding's fault, from one that fails."""
    if output.exit_code != _NOT_FOUND or command.exit_code == _NOT_FOUND:
        return Fault.SYSTEM
    said = (*output.stdout, *output.stderr)
    missing = any(_UNKNOWN_COMMAND.fullmatch(line) for line in said)
    return Fault.BINDING if missing else Fault.SYSTEM
