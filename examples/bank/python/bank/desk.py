"""The bank's own clerk at the command line; it works on the database, without a server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bank import ledger, store
from bank.fees import fee
from bank.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

REFUSED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        _carry_out(options)
    except Refusal as refusal:
        print(f"refused: {refusal.reason}", file=sys.stderr)
        return REFUSED
    return 0


def _carry_out(options: argparse.Namespace) -> None:
    if options.command == "fee":
        print(fee(ledger.whole_amount(_number(options.amount))))
        return
    store.prepare(options.database)
    with store.opened(options.database) as connection:
        if options.command == "balance":
            print(ledger.balance(connection, options.account))
        else:
            amount = ledger.whole_amount(_number(options.amount))
            balances = ledger.transfer(connection, options.source, options.target, amount)
            for name, balance in balances.items():
                print(f"{name}: {balance}")


def _number(text: str) -> object:
    """Return plain digits as a number; anything else stays what it is, and is refused."""
    return int(text) if text.isascii() and text.isdigit() else text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bank", description="The bank's desk.")
    parser.add_argument("--database", type=Path, default=Path("bank.db"), metavar="FILE")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("balance", help="print a balance").add_argument("account")
    transfer = commands.add_parser("transfer", help="move money")
    transfer.add_argument("source", metavar="from")
    transfer.add_argument("target", metavar="to")
    transfer.add_argument("amount")
    commands.add_parser("fee", help="print the fee of a transfer abroad").add_argument("amount")
    return parser
