"""Appending to the ledger, through SQLAlchemy; the schema comes from alembic's migrations."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from adjudge.errors import LedgerError
from adjudge.evidence.folder import PATIENCE, locked, read_head, write_head
from adjudge.evidence.rows import GENESIS, VERSION, Draft, Head, Row, chain
from adjudge.evidence.schema import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_VERIFY = "run `adjudge ledger verify`; then move the ledger away and run `adjudge verify`"
_NEXT = "make its folder writable, or move the ledger away and run `adjudge verify`"


def append(path: Path, drafts: Sequence[Draft]) -> Head:
    """Append rows in one transaction and return the new end of the chain.

    Raises:
        LedgerError: the file can't be written; then nothing of `drafts` is in it.
    """
    with _writing(path):
        with _engine(path).begin() as connection:
            _refuse_edited(connection, path)
            rows = list(chain(_head(connection), drafts))
            connection.execute(insert(ROWS), [_columns(row, text) for row, text in rows])
            head = _head(connection)
            if head.seal != rows[-1][0].seal:
                raise LedgerError(f"{path}: it does not keep what is appended", next_step=_VERIFY)
        write_head(path, head)
    return head


def migrate(path: Path) -> None:
    """Bring the file to this program's version of the schema; make it if it does not exist.

    Raises:
        LedgerError: the file can't be written, or is no ledger.
    """
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", "adjudge.evidence:migrations")
    with _writing(path):
        _enable_log(path)
        with _engine(path).begin() as connection:
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, "head")
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
            head = _head(connection)
        write_head(path, head)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        with locked(path):
            yield
    except (OSError, SQLAlchemyError, sqlite3.Error) as error:
        cause = getattr(error, "orig", None) or error
        raise LedgerError(f"{path}: can't be written: {cause}", next_step=_NEXT) from error


def _refuse_edited(connection: Connection, path: Path) -> None:
    # Appending to a ledger whose end was cut off would hide that from now on.
    kept, head = read_head(path), _head(connection)
    seal = select(ROWS.c.seal).where(ROWS.c.sequence == (kept.sequence if kept else 0))
    known = connection.execute(seal).scalar() if kept and kept.sequence else GENESIS
    if (kept is None and head.sequence) or (kept and kept.seal != known):
        raise LedgerError(f"{path}: its end is not what was written last", next_step=_VERIFY)


@lru_cache(maxsize=8)
def _engine(path: Path) -> Engine:
    # Without a pool nothing stays open, so that a fork or a thread inherits no connection. The
    # engine is kept for its compiled statements: they take longer than the append itself.
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)


def _begin(connection: Connection) -> None:
    # Taking the write lock at once keeps two processes from chaining to the same row.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _enable_log(path: Path) -> None:
    connection = _connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _head(connection: Connection) -> Head:
    query = select(ROWS.c.sequence, ROWS.c.seal).order_by(ROWS.c.sequence.desc()).limit(1)
    row = connection.execute(query).first()
    return Head(row.sequence, row.seal) if row else Head()


def _columns(row: Row, transcript: str) -> dict[str, object]:
    columns = asdict(row)
    return {**columns, "check_id": columns.pop("check"), "transcript": transcript}
