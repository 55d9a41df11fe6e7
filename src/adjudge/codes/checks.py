"""Codes of findings: checks."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

CONSOLE_WITHOUT_COMMAND = Code(
    "ADJ310",
    "console-without-command",
    Severity.ERROR,
    "A console block, or a `$` in it, has no command.",
    "The block looks like a check and would verify nothing.",
    "```console\nhello\n```",
    "Write each command on a line that begins with `$ `; "
    "mark a block that only illustrates with {illustration: true}.",
)

OUTPUT_BEFORE_COMMAND = Code(
    "ADJ311",
    "output-before-command",
    Severity.ERROR,
    "A console block has text before its first command.",
    "The text belongs to no command, so nothing would ever be compared with it.",
    "```console\nhello\n$ echo hello\n```",
    "Begin the block with a `$ ` line; put remarks into the prose around the block.",
)

UNCLEAR_MARK = Code(
    "ADJ312",
    "unclear-mark",
    Severity.ERROR,
    "A line of a console block in brackets is no mark, or stands where a mark has no meaning.",
    "What was meant as an exit code or as standard error would be compared as output.",
    "```console\n$ false\n[exit 1]\n```",
    "Write an exit code as [2] on the command's last line and standard error as `[stderr] text`; "
    "put a backslash before a bracket that is output.",
)

CONSOLE_OPTION = Code(
    "ADJ313",
    "console-option",
    Severity.ERROR,
    "An option in the braces of a console block is unknown or has a value that can't be used.",
    "The session would run under other conditions than its writer asked for.",
    "```console {cwd: ../elsewhere}\n$ ls\n```",
    "Use cwd, timeout, files, fixtures, stdin or environment as the reference page shows them.",
)

MISSING_FIXTURE = Code(
    "ADJ314",
    "missing-fixture",
    Severity.ERROR,
    "A file that a check names is missing, or does not belong to the project.",
    "The check can't run without it, or would depend on something outside the project.",
    "```console {fixtures: [no-such-file.csv]}\n$ wc -l no-such-file.csv\n```",
    "Give the path from the folder of the document to a regular file or folder of the project.",
)

ALL: tuple[Code, ...] = (
    CONSOLE_WITHOUT_COMMAND,
    OUTPUT_BEFORE_COMMAND,
    UNCLEAR_MARK,
    CONSOLE_OPTION,
    MISSING_FIXTURE,
)
