"""Recording evidence as a run brings it, without waiting for the disk at every check."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from adjudge.evidence.ledger import Ledger
    from adjudge.evidence.model import Evidence


class Recorder:
    """Appends to a ledger at most once in `interval` seconds, and whatever is left on leaving.

    Each append waits for the disk to confirm, which takes longer than many a check. If the
    process is killed, at most the evidence of the last interval is lost; those checks run again.
    """

    def __init__(self, ledger: Ledger, interval: float = 1.0) -> None:
        self._ledger = ledger
        self._interval = interval
        self._pending: list[Evidence] = []
        self._due = time.monotonic() + interval

    def add(self, evidence: Evidence) -> None:
        """Take evidence, to be recorded soon.

        Raises:
            LedgerError: the ledger can't be written.
        """
        self._pending.append(evidence)
        if time.monotonic() >= self._due:
            self.flush()

    def flush(self) -> None:
        """Record all that was taken, now.

        Raises:
            LedgerError: the ledger can't be written.
        """
        pending, self._pending = self._pending, []
        self._ledger.append_all(pending)
        self._due = time.monotonic() + self._interval

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Record what is left, also when the run ends by an error or a person's interrupt."""
        self.flush()
