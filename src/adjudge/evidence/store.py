"""Reading the ledger's file, and nothing else.

With the standard library: importing SQLAlchemy alone takes half of the time that a run may take in
which nothing changed. `writer` uses it.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from adjudge.errors import LedgerError
from adjudge.evidence.rows import Head, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

DAMAGED = "move it away and run `adjudge verify`: the checks then run again"
_SELECT = (
    "SELECT r.sequence, r.entry, r.requirement, r.check_id, r.system, r.inputs, r.body,"
    " r.transcript_digest, r.previous, r.seal "
)
_NEWEST = (
    _SELECT  # noqa: S608 - joined from constants of this module; values are bound
    + """FROM json_each(?) AS wanted CROSS JOIN rows AS r ON r.sequence = (
  SELECT sequence FROM rows
  WHERE check_id = json_extract(wanted.value, '$[0]')
    AND system = json_extract(wanted.value, '$[1]')
    AND (json_extract(wanted.value, '$[2]') IS NULL
         OR inputs = json_extract(wanted.value, '$[2]'))
  ORDER BY sequence DESC LIMIT 1)
"""
)
_MARKS = (
    _SELECT  # noqa: S608 - as above
    + """FROM rows AS r WHERE r.sequence IN (
  SELECT max(sequence) FROM rows WHERE entry != 'evidence' GROUP BY requirement)
"""
)
_HISTORY = _SELECT + "FROM rows AS r WHERE r.requirement = ? AND r.entry = 'evidence' ORDER BY 1"
_ALL = _SELECT + ", r.transcript FROM rows AS r NOT INDEXED ORDER BY r.sequence"
_LAST_TEXTS = """
SELECT requirement, json_extract(body, '$.digests.requirement') FROM rows
WHERE sequence IN (SELECT max(sequence) FROM rows WHERE requirement IN
  (SELECT value FROM json_each(?)) AND entry = 'evidence' GROUP BY requirement)
"""

Wanted = tuple[str, str, str | None]
"""A check, a system, and the digest of the inputs that the evidence must have, if any."""


class Store:
    """The file at `path`, opened anew for each question, so that nothing is left open."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def version(self) -> int:
        """Return the version of the file's schema; 0 stands for a file without one."""
        with self._connected() as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def newest(self, wanted: Iterable[Wanted]) -> list[Row]:
        """Return the newest evidence row for each that has one."""
        with self._connected() as connection:
            return [Row(*r) for r in connection.execute(_NEWEST, (json.dumps(list(wanted)),))]

    def transcripts(self, sequences: Iterable[int]) -> Mapping[int, str]:
        """Return the transcripts of the rows with these numbers."""
        query = "SELECT sequence, transcript FROM rows WHERE sequence IN (SELECT value FROM json_each(?))"
        with self._connected() as connection:
            return dict(connection.execute(query, (json.dumps(list(sequences)),)).fetchall())

    def history(self, requirement: str) -> list[Row]:
        """Return every evidence row of a requirement, oldest first."""
        with self._connected() as connection:
            return [Row(*row) for row in connection.execute(_HISTORY, (requirement,))]

    def rows(self) -> Iterator[tuple[Row, str]]:
        """Yield every row with its transcript, in the order of their numbers."""
        with self._connected() as connection:
            for *columns, transcript in connection.execute(_ALL):
                yield Row(*columns), transcript

    def head(self) -> Head:
        """Return the number and the seal of the last row."""
        query = "SELECT sequence, seal FROM rows ORDER BY sequence DESC LIMIT 1"
        with self._connected() as connection:
            row = connection.execute(query).fetchone()
        return Head(*row) if row else Head()

    def requirements(self) -> set[str]:
        """Return the ID of every requirement that has evidence."""
        query = "SELECT DISTINCT requirement FROM rows WHERE entry = 'evidence'"
        with self._connected() as connection:
            return {row[0] for row in connection.execute(query)}

    def marks(self) -> list[Row]:
        """Return, for each requirement that was ever removed, the row that says so last."""
        with self._connected() as connection:
            return [Row(*row) for row in connection.execute(_MARKS)]

    def last_texts(self, requirements: Iterable[str]) -> Mapping[str, str]:
        """Return the digest of each requirement's text at its newest evidence."""
        with self._connected() as connection:
            rows = connection.execute(_LAST_TEXTS, (json.dumps(list(requirements)),))
            return dict(rows.fetchall())

    def guards(self) -> Mapping[str, str]:
        """Return the statement of every trigger under its name."""
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        with self._connected() as connection:
            return dict(connection.execute(query).fetchall())

    def damage(self) -> str:
        """Return what SQLite's own check of the whole file says, or nothing if it is sound."""
        with self._connected() as connection:
            said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
        return "" if said == ["ok"] else "; ".join(said)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect()) as connection:
                # The file may come from anywhere: its schema must not call functions.
                connection.execute("PRAGMA trusted_schema = OFF")
                yield connection
        # SQLite reports damaged text as OperationalError or, while decoding, as these.
        except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
            raise LedgerError(f"{self.path}: can't be read: {error}", next_step=DAMAGED) from error

    def _connect(self) -> sqlite3.Connection:
        address = f"file:{quote(str(self.path))}?mode=ro"
        connection = sqlite3.connect(address, uri=True, timeout=60)
        try:
            connection.execute("PRAGMA schema_version")
        except sqlite3.OperationalError:
            connection.close()
            # A write-ahead log can't be opened in a folder that nobody may write; nobody may
            # change the file there either.
            return sqlite3.connect(f"{address}&immutable=1", uri=True)
        return connection
