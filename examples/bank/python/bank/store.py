"""The database: its tables, and the people and orders it starts with."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from bank import secrets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, balance INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS holders (name TEXT PRIMARY KEY, pin TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, secret TEXT NOT NULL, holder TEXT NOT NULL, issued_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (number INTEGER PRIMARY KEY, status TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS books (frozen INTEGER NOT NULL);
"""
ACCOUNTS = (("ada", 3), ("bob", 3), ("cy", 3))
PINS = (("ada", "1815"), ("bob", "1924"), ("cy", "1939"), ("desk", "0000"))
ORDERS = ((1001, "shipped"), (1002, "printing"), (1003, "received"))


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection without implicit transactions; writers wait for each other."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as store:
        yield store


@contextmanager
def transaction(store: sqlite3.Connection) -> Iterator[None]:
    """Do everything inside or nothing; the write lock is taken before the first read."""
    store.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        store.execute("ROLLBACK")
        raise
    store.execute("COMMIT")


def prepare(path: Path) -> None:
    """Create the tables and, in a new database, what the bank starts with."""
    with opened(path) as store:
        store.executescript(SCHEMA)
        with transaction(store):
            if store.execute("SELECT count(*) FROM books").fetchone() == (0,):
                _seed(store)


def _seed(store: sqlite3.Connection) -> None:
    store.execute("INSERT INTO books VALUES (0)")
    store.executemany("INSERT INTO accounts VALUES (?, ?)", ACCOUNTS)
    store.executemany("INSERT INTO orders VALUES (?, ?)", ORDERS)
    store.executemany(
        "INSERT INTO holders VALUES (?, ?)", [(name, secrets.protect(pin)) for name, pin in PINS]
    )
