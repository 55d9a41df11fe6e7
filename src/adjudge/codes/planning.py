"""Codes of findings: checks that can't be planned."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

UNKNOWN_SYSTEM = Code(
    id="ADJ300",
    name="check-of-unknown-system",
    severity=Severity.ERROR,
    what="A check's `system` option names a system that `adjudge.toml` does not have.",
    why="The check would run against nothing, and its requirement would look as if it had one check less.",
    example="```console {system: pyhton}\n$ bank balance ada\n```",
    mend="Write the name of a system of adjudge.toml, or leave the option out to check every system.",
)

ALL = (UNKNOWN_SYSTEM,)
