"""Wrong versions of a module, as a check declares them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.checks.proof.files import content, named_file
from adjudge.codes.proof import CONTROL_TEXT, PROOF_FILE
from adjudge.spec.files import FileNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.checks.proof.options import WrongVersion
    from adjudge.codes.model import Code
    from adjudge.findings import Finding
    from adjudge.spec.model import Check


@dataclass(frozen=True, slots=True)
class Control:
    """A wrong version: its whole text, what is wrong with it, and the file it came from."""

    text: str
    what: str
    path: Path | None = None


def controls(
    check: Check, wrong: Sequence[WrongVersion], original: str, folder: Path
) -> tuple[list[Control], list[Finding]]:
    """Make the wrong versions of a module; each that can't be made is a finding."""
    made, findings = [], []
    for version in wrong:
        if version.file:
            try:
                path = named_file(folder, version.file)
                made.append(Control(content(path), f"file {version.file}", path))
            except FileNameError as error:
                findings.append(_at(check, PROOF_FILE, str(error)))
        elif problem := _problem(version, original):
            findings.append(_at(check, CONTROL_TEXT, problem))
        else:
            changed = original.replace(version.replace, version.by)
            what = f"`{_line(version.replace)}` replaced by `{_line(version.by)}`"
            made.append(Control(changed, what))
    return made, findings


def _problem(version: WrongVersion, original: str) -> str:
    count = original.count(version.replace)
    if count != 1:
        times = "does not occur" if count == 0 else f"occurs {count} times"
        return f"`{version.replace}` {times} in the module and must occur exactly once"
    if version.by == version.replace:
        return f"`{version.replace}` is replaced by itself"
    return ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _at(check: Check, code: Code, message: str) -> Finding:
    return code.at(check.location, message, requirement=check.requirement)
