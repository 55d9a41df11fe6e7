"""Writing the files that belong to evidence, so that a person can open and run them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError
from adjudge.evidence.model import Verdict
from adjudge.run.project import STATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adjudge.evidence.model import Judgment

FOLDER = "attachments"
_SHOWN = {Verdict.VIOLATED, Verdict.INCONCLUSIVE}
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


def attached(judgment: Judgment) -> Iterator[tuple[Path, str]]:
    """Yield the files of a judgment that is not in favour: path below the project, and content."""
    if judgment.underlying not in _SHOWN:
        return
    for standing in judgment.standings:
        if standing.evidence and standing.current:
            folder = Path(STATE, FOLDER, _safe(standing.check.id), _safe(judgment.system))
            for name, text in standing.evidence.attachments.items():
                yield folder / _safe(name), text


def save(judgments: Iterable[Judgment], root: Path) -> None:
    """Write the files of all judgments that are not in favour below the project's root.

    Raises:
        AdjudgeError: a link in the folder of Adjudge leads out of it.
    """
    inside = root.resolve() / STATE
    for judgment in judgments:
        for path, text in attached(judgment):
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.parent.resolve().is_relative_to(inside):
                raise AdjudgeError(
                    f"{target.parent} is a link that leads out of {STATE}",
                    next_step="remove the link; evidence is written nowhere else",
                )
            target.unlink(missing_ok=True)
            target.write_text(text, encoding="utf-8", errors="replace")


def _safe(name: str) -> str:
    """Make a name that is one part of a path and leads nowhere else."""
    return _UNFIT.sub("_", name).lstrip(".") or "_"
