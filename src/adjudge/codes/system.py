"""Codes of findings: configuration and system."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

LEAVING_LINK = Code(
    id="ADJ230",
    name="leaving-link",
    severity=Severity.ERROR,
    what="A symbolic link of the judged tree is absolute or leads out of the project.",
    why="A check that writes through it would change files outside its private copy.",
    example="`cache -> /var/cache/shop` in the system's folder",
    mend="make the link relative and keep it inside the project, or ignore it in .gitignore",
)

ALL: tuple[Code, ...] = (LEAVING_LINK,)
