"""The text of a `console` block as commands and what each must show; the syntax is cram's.

https://bitheap.org/cram/ is the model; exit codes and standard error are marked as the reference
page `docs/reference/console.md` says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adjudge.checks.console.pattern import trimmed
from adjudge.codes import checks as codes
from adjudge.findings import Finding, Location
from adjudge.spec.nearest import almost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STDERR = "[stderr]"
_EXIT = re.compile(r"\[(\d{1,3})\]")
_MARKED = re.compile(r"\[stderr\](?: (.*))?")
_STREAM = re.compile(r"\[(\w+)\]")
_REMARK = re.compile(r"\[[A-Za-z+-][\w :=+-]*\]\s*|\[\d+\]\s*")
_LARGEST_EXIT = 255


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a session and what it must show.

    `script` is shell text, its continuations on lines of their own. `stdout` and `stderr` are
    patterns as written, one a line; without a `stderr` both streams are looked at together.
    """

    script: str
    location: Location
    stdout: tuple[str, ...] = ()
    stderr: tuple[str, ...] | None = None
    exit_code: int = 0

    @property
    def prompt(self) -> str:
        """The command as a session shows it."""
        return "$ " + "\n> ".join(self.script.split("\n")).replace("\n> \n", "\n>\n")

    @property
    def expectation(self) -> str:
        """What the command must show, as a session shows it."""
        return shown(self.stdout, self.stderr, self.exit_code)


@dataclass(frozen=True, slots=True)
class Session:
    """The commands of one block, and what in it could not be read."""

    commands: tuple[Command, ...]
    findings: tuple[Finding, ...] = ()


def shown(stdout: Sequence[str], stderr: Sequence[str] | None, exit_code: int) -> str:
    """Write output and exit code as the lines under a command; the lines are patterns."""
    marked = [f"{STDERR} {line}" if line else STDERR for line in stderr or ()]
    if stderr is not None and not marked:
        marked = [STDERR]
    code = [f"[{exit_code}]"] if exit_code else []
    return "\n".join([*stdout, *marked, *code])


def parse(text: str, body: Location) -> Session:
    """Read a block's text, whose first line stands at `body`.

    A text with findings has no meaning as a whole; its commands must not be run.
    """
    reader = _Reader(body)
    for number, line in enumerate(text.split("\n")):
        reader.read(line, replace(body, line=body.line + number))
    return reader.session()


@dataclass(slots=True)
class _Draft:
    """A command while its lines are being read."""

    location: Location
    script: list[str]
    stdout: list[str] = field(default_factory=list)
    stderr: list[str] | None = None
    exit_code: int | None = None

    @property
    def takes_continuation(self) -> bool:
        return not self.stdout and self.stderr is None and self.exit_code is None

    def command(self) -> Command:
        stderr = None if self.stderr is None else trimmed(self.stderr)
        script = "\n".join(self.script)
        return Command(script, self.location, trimmed(self.stdout), stderr, self.exit_code or 0)


class _Reader:
    def __init__(self, body: Location) -> None:
        self._body = body
        self._drafts: list[_Draft] = []
        self._findings: list[Finding] = []

    def session(self) -> Session:
        if not self._drafts and not self._findings:
            message = "the block has no command to run"
            self._findings.append(codes.CONSOLE_WITHOUT_COMMAND.at(self._body, message))
        commands = tuple(draft.command() for draft in self._drafts)
        return Session(commands, tuple(self._findings))

    def read(self, line: str, location: Location) -> None:
        if line == "$" or line.startswith("$ "):
            self._command(line[2:], location)
        elif not self._drafts:
            self._before_the_first(line, location)
        elif (line == ">" or line.startswith("> ")) and self._drafts[-1].takes_continuation:
            self._drafts[-1].script.append(line[2:])
        else:
            self._output(self._drafts[-1], line, location)

    def _command(self, script: str, location: Location) -> None:
        self._drafts.append(_Draft(location, [script]))
        if not script.strip():
            message = "nothing follows the `$`"
            self._findings.append(codes.CONSOLE_WITHOUT_COMMAND.at(location, message))

    def _before_the_first(self, line: str, location: Location) -> None:
        if line.strip() and not self._findings:
            message = f"“{line.strip()}” stands before the first command"
            self._findings.append(codes.OUTPUT_BEFORE_COMMAND.at(location, message))

    def _output(self, draft: _Draft, line: str, location: Location) -> None:
        if draft.exit_code is not None:
            if line.strip():
                message = f"“{line}” follows the exit code [{draft.exit_code}]"
                self._findings.append(codes.UNCLEAR_MARK.at(location, message))
        elif code := _EXIT.fullmatch(line):
            draft.exit_code = int(code[1])
            if draft.exit_code > _LARGEST_EXIT:
                message = f"{line} is no exit code: the largest is {_LARGEST_EXIT}"
                self._findings.append(codes.UNCLEAR_MARK.at(location, message))
        elif marked := _MARKED.fullmatch(line):
            draft.stderr = [*(draft.stderr or []), marked[1] or ""]
        else:
            self._findings.extend(_surprises(line, location))
            draft.stdout.append(line)


def _surprises(line: str, location: Location) -> Iterator[Finding]:
    """Report what looks like a mark and is none: read as output, it would mislead its writer."""
    stream = _STREAM.match(line)
    name = stream[1].casefold() if stream else ""
    if name in {"stderr", "stdout"} or almost(name, ("stderr", "stdout")):
        message = f"“{line}” looks like a mark; only “{STDERR} ” before a line is one"
        yield codes.UNCLEAR_MARK.at(location, message)
    elif _REMARK.fullmatch(line):
        message = f"“{line}” is neither an exit code such as [2] nor plain output"
        yield codes.UNCLEAR_MARK.at(location, message)
