"""How long the ledger takes for 1,000 checks, next to SQLite alone. Run: python benchmarks/ledger.py."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.checks.model import CaseResult, Method, Outcome
from adjudge.evidence.ledger import Ledger
from adjudge.evidence.model import Digests, Evidence
from adjudge.findings import Location

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKS = 1000
DIGESTS = Digests(*["a" * 64] * 5)
KEYS = [(f"R-{number}#1", "python") for number in range(CHECKS)]


def _evidence(check: str) -> Evidence:
    place = Location("spec/bank.md", 10)
    cases = tuple(
        CaseResult(f"$ bank {n}", Outcome.PASSED, place, expected="x" * 80, actual="x" * 80)
        for n in range(3)
    )
    return Evidence(
        check.partition("#")[0],
        check,
        "python",
        "console",
        Method.TEST,
        DIGESTS,
        Outcome.PASSED,
        cases,
        datetime.now(UTC),
        0.1,
        transcript="t" * 4000,
    )


def _milliseconds(work: Callable[[], object], rounds: int = 9) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def _bare(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT body FROM rows")]


def main() -> None:
    """Print the figures, each with its ratio to reading the same rows with SQLite alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ".adjudge" / "ledger.db"
        ledger = Ledger.open(path)
        writing = _milliseconds(lambda: ledger.append_all(_evidence(c) for c, _ in KEYS), rounds=5)
        bare = _milliseconds(lambda: _bare(path)) / 5
        figures = {
            "append 1,000": writing,
            "read newest of 1,000": _milliseconds(lambda: ledger.latest(KEYS)),
            "match 1,000 by inputs": _milliseconds(
                lambda: ledger.matching(dict.fromkeys(KEYS, DIGESTS))
            ),
            "verify 5,000 rows": _milliseconds(lambda: list(ledger.verify())),
        }
        for name, figure in figures.items():
            print(f"{name:24} {figure:7.1f} ms {figure / bare:7.1f} x SQLite alone")


if __name__ == "__main__":
    main()
