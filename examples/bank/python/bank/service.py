"""The bank over HTTP: what each path does."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bank import ledger, sessions
from bank.refusal import Refusal

Answer = tuple[int, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `token` is empty where none was sent."""

    store: sqlite3.Connection
    token: str
    body: Mapping[str, object]

    def holder(self) -> str:
        """Return who asks."""
        return sessions.holder(self.store, self.token)


def health(_: Request) -> Answer:
    return 200, {"status": "ok"}


def log_in(request: Request) -> Answer:
    name, pin = request.body.get("account"), request.body.get("pin")
    return 201, sessions.log_in(request.store, name, pin)


def read_account(request: Request, account: str) -> Answer:
    if request.holder() != account:
        raise Refusal(403, "this account is not yours")
    return 200, {"account": account, "balance": ledger.balance(request.store, account)}


def transfer(request: Request) -> Answer:
    asking = request.holder()
    source, target = str(request.body.get("from")), str(request.body.get("to"))
    amount = ledger.whole_amount(request.body.get("amount"))
    if source != asking:
        raise Refusal(403, "this account is not yours")
    balances = ledger.transfer(request.store, source, target, amount)
    return 201, {"from": source, "to": target, "amount": amount, "balance": balances[source]}


def freeze(request: Request) -> Answer:
    return _set_frozen(request, frozen=True)


def unfreeze(request: Request) -> Answer:
    return _set_frozen(request, frozen=False)


def _set_frozen(request: Request, *, frozen: bool) -> Answer:
    if request.holder() != sessions.DESK:
        raise Refusal(403, "only the desk may do this")
    ledger.freeze(request.store, frozen=frozen)
    return 200, {"frozen": frozen}


def order_status(request: Request, number: str) -> Answer:
    row = request.store.execute("SELECT status FROM orders WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise Refusal(404, "unknown order")
    return 200, {"order": int(number), "status": row[0]}


ROUTES: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
    ("GET", r"/health", health),
    ("POST", r"/sessions", log_in),
    ("GET", r"/accounts/(\w{1,40})", read_account),
    ("POST", r"/transfers", transfer),
    ("POST", r"/freeze", freeze),
    ("POST", r"/unfreeze", unfreeze),
    ("GET", r"/orders/([0-9]{1,12})/status", order_status),
)


def answer(method: str, path: str, request: Request) -> Answer:
    """Answer one request; a refusal is an answer too."""
    for verb, pattern, act in ROUTES:
        if verb == method and (match := re.fullmatch(pattern, path, re.ASCII)):
            try:
                return act(request, *match.groups())
            except Refusal as refusal:
                return refusal.status, {"reason": refusal.reason}
    return 404, {"reason": "no such page"}
