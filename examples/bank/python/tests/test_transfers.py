from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from bank import ledger, store
from bank.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "bank.db"
    store.prepare(path)
    return path


def send_at_once(database: Path, pairs: Sequence[tuple[str, str]]) -> list[bool]:
    """Send 1 along each pair, all at the same moment; return which were carried out.

    Each has a connection of its own, as a request does.
    """
    together = Barrier(len(pairs))

    def send(pair: tuple[str, str]) -> bool:
        with store.opened(database) as connection:
            together.wait(timeout=30)
            try:
                ledger.transfer(connection, *pair, amount=1)
            except Refusal:
                return False
            return True

    with ThreadPoolExecutor(len(pairs)) as pool:
        return list(pool.map(send, pairs))


def balances(database: Path) -> dict[str, int]:
    with store.opened(database) as connection:
        return {name: ledger.balance(connection, name) for name, _ in store.ACCOUNTS}


@pytest.mark.requirement("ACC-8")
def test_transfers_that_arrive_at_once_lose_nothing(database: Path) -> None:
    sent = send_at_once(database, [("ada", "bob")] * 24)

    assert sent.count(True) == 3
    assert balances(database) == {"ada": 0, "bob": 6, "cy": 3}


@pytest.mark.requirement("ACC-8")
def test_transfers_in_a_circle_at_once_keep_the_sum(database: Path) -> None:
    send_at_once(database, [("ada", "bob"), ("bob", "cy"), ("cy", "ada")] * 8)

    assert sum(balances(database).values()) == 9
