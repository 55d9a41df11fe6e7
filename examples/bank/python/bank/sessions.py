"""Logging in, and knowing who asks."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from bank import secrets
from bank.refusal import Refusal

if TYPE_CHECKING:
    import sqlite3

LIFETIME = timedelta(minutes=15).total_seconds()
DESK = "desk"


def log_in(store: sqlite3.Connection, name: object, pin: object) -> dict[str, object]:
    """Begin a session; a wrong PIN and an unknown name are answered alike."""
    row = store.execute("SELECT pin FROM holders WHERE name = ?", (str(name),)).fetchone()
    if row is None or not secrets.fits(str(pin), row[0]):
        raise Refusal(401, "wrong name or PIN")
    identity, secret = os.urandom(8).hex(), os.urandom(16).hex()
    store.execute(
        "INSERT INTO sessions VALUES (?, ?, ?, ?)",
        (identity, secrets.digest(secret), name, time.time()),
    )
    return {"token": f"{identity}.{secret}", "expires_in": int(LIFETIME)}


def holder(store: sqlite3.Connection, token: str) -> str:
    """Return who a token belongs to."""
    identity, _, secret = token.partition(".")
    row = store.execute(
        "SELECT holder, secret, issued_at FROM sessions WHERE id = ?", (identity,)
    ).fetchone()
    if row is None or not secrets.same(secrets.digest(secret), row[1]):
        raise Refusal(401, "no valid token")
    if time.time() - row[2] >= LIFETIME:
        raise Refusal(401, "token expired")
    return str(row[0])
