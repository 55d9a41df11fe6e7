"""What somebody asks of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    """One run, as asked for.

    `root` is the project's folder, `today` the day on which waivers and dates are judged.
    `selection` are IDs, patterns (`ACC-*`) or document paths; empty means everything. `systems`
    are names; empty means all. `revision` names a commit to judge in place of the working tree.
    `everything` repeats checks whose evidence is current; `execute` false judges only what the
    ledger holds. `jobs` is how many checks may run at once.
    """

    root: Path
    today: date
    selection: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    revision: str = ""
    everything: bool = False
    execute: bool = True
    jobs: int = 2
