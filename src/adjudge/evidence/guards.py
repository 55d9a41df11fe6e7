"""The triggers that refuse every edit of the ledger, as its schema must hold them."""

from __future__ import annotations

GUARDS = {
    "rows_are_never_updated": (
        "CREATE TRIGGER rows_are_never_updated BEFORE UPDATE ON rows"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    ),
    "rows_are_never_deleted": (
        "CREATE TRIGGER rows_are_never_deleted BEFORE DELETE ON rows"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    ),
}
"""The statement that made each trigger, under its name."""
