from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from bank import ledger, store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a bank whose accounts hold so much that no transfer here is refused."""
    path = tmp_path / "bank.db"
    store.prepare(path)
    with store.opened(path) as connection:
        connection.execute("UPDATE accounts SET balance = 100")
    return path


def send_at_once(database: Path, pairs: Sequence[tuple[str, str]]) -> None:
    """Send 1 along each pair, all at the same moment, each on a connection as a request has."""
    together = Barrier(len(pairs))

    def send(pair: tuple[str, str]) -> None:
        with store.opened(database) as connection:
            together.wait(timeout=30)
            ledger.transfer(connection, *pair, amount=1)

    with ThreadPoolExecutor(len(pairs)) as pool:
        list(pool.map(send, pairs))


def balances(database: Path) -> dict[str, int]:
    with store.opened(database) as connection:
        return {name: ledger.balance(connection, name) for name, _ in store.ACCOUNTS}


@pytest.mark.requirement("ACC-8")
def test_transfers_that_arrive_at_once_lose_nothing(database: Path) -> None:
    send_at_once(database, [("ada", "bob")] * 24)

    assert balances(database) == {"ada": 76, "bob": 124, "cy": 100}


@pytest.mark.requirement("ACC-8")
def test_transfers_in_a_circle_at_once_leave_everything_as_it_was(database: Path) -> None:
    send_at_once(database, [("ada", "bob"), ("bob", "cy"), ("cy", "ada")] * 8)

    assert balances(database) == {"ada": 100, "bob": 100, "cy": 100}
