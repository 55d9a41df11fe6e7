"""What task lists claim: ticked tasks that name a file which is not there."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from adjudge.codes.repository import TICKED_WITHOUT_FILE
from adjudge.findings import Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.findings import Finding
    from adjudge.system.discover_files import Files

_LISTS = r"(?:specs|\.kiro/specs|openspec/changes(?!/archive/))/(?:.*/)?tasks\.md"
_TICKED = re.compile(r"^\s*[-*]\s+\[[xX]\]\s*\*?\s+(?P<task>.+)$")
# A path is told from prose by a folder and an ending; a pattern or a placeholder is not one file.
_PATH = re.compile(r"(?<![\w./@:-])((?:[\w.-]+/)+[\w.-]+\.[A-Za-z][A-Za-z0-9]{0,4})(?![\w/*])")
_UNDONE = re.compile(
    r"\b(delete|remove|drop|rename|move|replace|migrate|if|e\.g\.)\b", re.IGNORECASE
)
_PASSING = (".changeset/", "tmp/", "dist/", "build/", "out/")
"""Folders whose files go again by design: notes for a release, and what a build makes."""


def false_ticks(files: Files) -> Iterator[Finding]:
    """Yield a finding for each ticked task that names a file which the repository does not hold.

    OpenSpec's archived changes are left out: they tell what was done once, not what is there.
    A task that speaks of removing or renaming, and a file that exists under another folder, are
    given the benefit of the doubt: what is reported is true.
    """
    for name in files.named(_LISTS):
        for number, line in enumerate(files.read(name).splitlines(), start=1):
            ticked = _TICKED.match(line)
            if ticked and not _UNDONE.search(line):
                yield from _missing(files.names, name, number, ticked["task"])


def _missing(names: Sequence[str], name: str, number: int, task: str) -> Iterator[Finding]:
    for path in _PATH.findall(task):
        if not (path.startswith(_PASSING) or _held(names, path)):
            place = Location(name, number)
            message = f"“{task[:80]}” is ticked, and there is no {path}"
            yield TICKED_WITHOUT_FILE.at(place, message, expected=path, actual="no such file")
            return


def _held(names: Sequence[str], path: str) -> bool:
    """Tell whether the file is there, or one of its name anywhere else."""
    last = PurePosixPath(path).name
    return any(PurePosixPath(name).name == last for name in names)
