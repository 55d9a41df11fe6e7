"""Codes of findings: what a repository claims of itself, compared with what it holds."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

TICKED_WITHOUT_FILE = Code(
    id="ADJ301",
    name="ticked-task-without-file",
    severity=Severity.WARNING,
    what="A task list has ticked a task that names a file, and the repository holds no such file.",
    why="A tick is what somebody said, not what somebody measured. Whoever reads the list believes the work is there.",
    example="- [x] T012 Create the account model in src/models/account.py",
    mend="Do the task or untick it; then let a check decide, not the list.",
)
NOTHING_SPECIFIED = Code(
    id="ADJ302",
    name="program-without-specification",
    severity=Severity.WARNING,
    what="The repository holds a program and no specification in any dialect.",
    why="Nothing says what the program must do, so nothing can be violated, and no agent can be held to anything.",
    example="A `Procfile` or `pyproject.toml` that starts a program, and no `spec/` folder.",
    mend="Write one requirement with one check: spec/first.md, `## APP-1: …`, a sentence with MUST and a console or hurl block.",
)
NOTHING_CHECKED = Code(
    id="ADJ303",
    name="specification-without-checks",
    severity=Severity.WARNING,
    what="A requirement binds and has no check, so nothing can tell whether it holds.",
    why="Until something executes, its verdict is an opinion.",
    example="**FR-001**: System MUST let users sign in.",
    mend="Put a console or hurl block under it, or name its tests with a line `Verified by: tests marked ID`.",
)

ALL = (TICKED_WITHOUT_FILE, NOTHING_SPECIFIED, NOTHING_CHECKED)
