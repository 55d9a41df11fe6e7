"""Accounts and the money that moves between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bank.refusal import Refusal
from bank.store import transaction

if TYPE_CHECKING:
    import sqlite3

LARGEST = 1_000_000


def whole_amount(value: object) -> int:
    """Return an amount of money as the bank counts it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LARGEST:
        raise Refusal(422, "the amount must be a whole number from 1 to 1000000")
    return value


def balance(store: sqlite3.Connection, account: str) -> int:
    """Return what is in an account."""
    row = store.execute("SELECT balance FROM accounts WHERE name = ?", (account,)).fetchone()
    if row is None:
        raise Refusal(404, f"unknown account: {account}")
    return int(row[0])


def transfer(store: sqlite3.Connection, source: str, target: str, amount: int) -> dict[str, int]:
    """Move money and return both new balances, or refuse and change nothing."""
    if source == target:
        raise Refusal(422, "a transfer needs two different accounts")
    with transaction(store):
        if is_frozen(store):
            raise Refusal(409, "the books are frozen")
        available = balance(store, source)
        balance(store, target)
        if available < amount:
            raise Refusal(409, "insufficient funds")
        _add(store, source, -amount)
        _add(store, target, amount)
        return {name: balance(store, name) for name in (source, target)}


def is_frozen(store: sqlite3.Connection) -> bool:
    """Tell whether the books are frozen."""
    return bool(store.execute("SELECT frozen FROM books").fetchone()[0])


def freeze(store: sqlite3.Connection, *, frozen: bool) -> None:
    """Freeze the books, or open them again; refuse where they are so already."""
    done = store.execute("UPDATE books SET frozen = ? WHERE frozen <> ?", (frozen, frozen))
    if not done.rowcount:
        raise Refusal(409, "the books are frozen" if frozen else "the books are not frozen")


def _add(store: sqlite3.Connection, account: str, amount: int) -> None:
    store.execute("UPDATE accounts SET balance = balance + ? WHERE name = ?", (amount, account))
