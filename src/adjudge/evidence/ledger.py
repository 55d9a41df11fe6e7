"""The ledger: the append-only store of evidence, each row chained to the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from adjudge.checks.model import Outcome
from adjudge.codes import evidence as codes
from adjudge.errors import LedgerError
from adjudge.evidence import tombstones
from adjudge.evidence.digests import inputs_digest
from adjudge.evidence.folder import prepare, read_head, refuse_links
from adjudge.evidence.rows import VERSION, Draft, Head, Row, decode, draft, text_digest
from adjudge.evidence.store import DAMAGED, Store
from adjudge.evidence.verification import compare_head, first_break, intact, unguarded
from adjudge.findings import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from adjudge.evidence.model import Digests, Evidence
    from adjudge.evidence.store import Wanted
    from adjudge.findings import Finding
    from adjudge.spec.model import Requirement

Key = tuple[str, str]
"""A check's ID and a system's name."""


class Ledger:
    """What is recorded at one place. Nothing stays open between two calls."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._store = Store(path)

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """Open the ledger at `path`; make it, with its folder, if it does not exist.

        Raises:
            LedgerError: it can't be made or read, a newer Adjudge wrote it, or a link leads away.
        """
        ledger = cls(path)
        ledger._prepare()
        return ledger

    def append(self, evidence: Evidence) -> int:
        """Record one run and return the number of its row; `append_all` for many.

        Raises:
            LedgerError: it can't be written; then it holds what it held before.
        """
        return self._append([draft(evidence)]).sequence

    def append_all(self, evidence: Iterable[Evidence]) -> Head:
        """Record several runs, all or none, and return the new end of the chain.

        Raises:
            LedgerError: it can't be written; then it holds what it held before.
        """
        return self._append([draft(item) for item in evidence])

    def latest(self, keys: Iterable[Key]) -> Mapping[Key, Evidence]:
        """Return the newest evidence for each check and system that has any.

        The transcript of a passed check is left out; `history` has it.

        Raises:
            LedgerError: a row is not what was written.
        """
        return self._newest((check, system, None) for check, system in keys)

    def matching(self, wanted: Mapping[Key, Digests]) -> Mapping[Key, Evidence]:
        """Return the newest evidence whose inputs have exactly these digests, else the newest.

        So work that was judged before, on another branch or before an undo, is not done again.

        Raises:
            LedgerError: a row is not what was written.
        """
        exact = self._newest((*key, inputs_digest(digests)) for key, digests in wanted.items())
        return {**self.latest(key for key in wanted if key not in exact), **exact}

    def history(self, requirement: str) -> Sequence[Evidence]:
        """Return all evidence of a requirement, oldest first, complete.

        Raises:
            LedgerError: a row is not what was written.
        """
        rows = self._store.history(requirement)
        texts = self._store.transcripts(row.sequence for row in rows)
        return [self._evidence(row, texts.get(row.sequence, "")) for row in rows]

    def head(self) -> Head:
        """Return the end of the chain; kept elsewhere, it proves later that nothing is gone."""
        return self._store.head()

    def verify(self, expected: Head | None = None) -> Iterator[Finding]:
        """Yield what shows that somebody edited the ledger or that its file is damaged.

        Args:
            expected: a head that was kept elsewhere; without one, the head beside the ledger.
        """
        try:
            yield from self._verify(expected)
        except LedgerError as error:
            yield codes.STORE_DAMAGED.at(Location(self._name), error.message)

    def record_tombstones(
        self, requirements: Sequence[Requirement], today: date
    ) -> tuple[Finding, ...]:
        """Record which requirements were removed, and say whose ID was taken by another.

        Args:
            requirements: all requirements of the specification; of a part, the rest would
                count as removed.
            today: the day to record.

        Raises:
            LedgerError: it can't be read or written.
        """
        here = {requirement.id for requirement in requirements}
        marks = {row.requirement: row for row in self._store.marks()}
        gone = self._store.last_texts(self._store.requirements() - here)
        self._append(list(tombstones.drafts(gone, marks, requirements, today)))
        return tuple(tombstones.reused(marks, requirements))

    @property
    def _name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    def _prepare(self) -> None:
        refuse_links(self.path)
        version = self._store.version() if self.path.exists() else 0
        if version > VERSION:
            raise LedgerError(
                f"{self.path}: written by a newer Adjudge (schema {version}, this one knows {VERSION})",
                next_step="upgrade Adjudge, or move the ledger away",
            )
        if version == VERSION:
            return
        from adjudge.evidence.writer import migrate

        try:
            prepare(self.path.parent)
        except OSError as error:
            raise LedgerError(
                f"{self.path}: its folder can't be made: {error}",
                next_step="make the folder writable, or name another place",
            ) from error
        migrate(self.path)

    def _append(self, drafts: Sequence[Draft]) -> Head:
        if not drafts:
            return self.head()
        from adjudge.evidence.writer import append

        return append(self.path, drafts)

    def _newest(self, wanted: Iterable[Wanted]) -> dict[Key, Evidence]:
        pairs = [(row, self._evidence(row)) for row in self._store.newest(wanted)]
        looked_at = [row.sequence for row, e in pairs if e.outcome is not Outcome.PASSED]
        texts = self._store.transcripts(looked_at) if looked_at else {}
        return {
            (row.check, row.system): self._evidence(row, texts[row.sequence])
            if row.sequence in texts
            else evidence
            for row, evidence in pairs
        }

    def _evidence(self, row: Row, transcript: str = "") -> Evidence:
        # A row that is not what was written must not become a verdict.
        if not intact(row) or (transcript and text_digest(transcript) != row.transcript_digest):
            raise LedgerError(
                f"{self.path}: row {row.sequence} is not what was written",
                next_step="run `adjudge ledger verify`",
            )
        try:
            return decode(row.body, transcript)
        except msgspec.DecodeError as error:
            raise LedgerError(
                f"{self.path}: row {row.sequence} holds no evidence: {error}", next_step=DAMAGED
            ) from error

    def _verify(self, expected: Head | None) -> Iterator[Finding]:
        damage = self._store.damage()
        if damage:
            yield codes.STORE_DAMAGED.at(Location(self._name), f"the file is damaged: {damage}")
        yield from unguarded(self._store.guards(), self._name)
        seals: dict[int, str] = {}
        broken = first_break(self._noting(seals), self._name)
        if broken:
            yield broken
            return
        kept = expected or read_head(self.path)
        yield from compare_head(kept, seals, max(seals, default=0), self._name)

    def _noting(self, seals: dict[int, str]) -> Iterator[tuple[Row, str]]:
        for row, transcript in self._store.rows():
            seals[row.sequence] = row.seal
            yield row, transcript
