"""Proving that the ledger holds what was written: walk the chain, name the first broken row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from adjudge.codes import evidence as codes
from adjudge.evidence.guards import GUARDS
from adjudge.evidence.rows import Entry, Head, Row, decode, text_digest
from adjudge.findings import Finding, Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from adjudge.codes.model import Code


def first_break(rows: Iterable[tuple[Row, str]], file: str) -> Finding | None:
    """Return what is wrong with the first row that is not what was written.

    Args:
        rows: every row with its transcript, in order.
        file: the ledger, as findings name it.
    """
    head = Head()
    for row, transcript in rows:
        fault = _fault(row, transcript, head)
        if fault:
            code, message = fault
            return code.at(Location(file, max(int(row.sequence), 1)), message)
        head = Head(row.sequence, row.seal)
    return None


def compare_head(
    expected: Head | None, seals: Mapping[int, str], last: int, file: str
) -> Iterator[Finding]:
    """Say whether the chain still reaches the end that is known from elsewhere.

    Args:
        expected: the head that was kept, or None if it is gone.
        seals: the seal of each row by its number.
        last: the number of the last row, 0 if there is none.
        file: the ledger, as findings name it.
    """
    if expected is None:
        if last:
            message = "the file that names the last row is gone, so the end can't be proven"
            yield codes.ROW_MISSING.at(Location(file, last), message)
    elif expected.sequence > last:
        message = f"rows {last + 1} to {expected.sequence} at the end are gone"
        yield codes.ROW_MISSING.at(Location(file, max(last, 1)), message)
    elif expected.sequence and seals.get(expected.sequence) != expected.seal:
        message = f"row {expected.sequence} is not the one that was the last when it was kept"
        yield codes.CHAIN_BROKEN.at(Location(file, expected.sequence), message)


def unguarded(triggers: Mapping[str, str], file: str) -> Iterator[Finding]:
    """Say which guards against edits are gone, and what triggers are not ours."""
    gone = [name for name, statement in GUARDS.items() if triggers.get(name) != statement]
    foreign = [name for name in triggers if name not in GUARDS]
    for names, what in ((gone, "is gone or changed"), (foreign, "does not belong here")):
        for name in names:
            yield codes.STORE_DAMAGED.at(Location(file), f"the trigger {name} {what}")


def intact(row: Row) -> bool:
    """Tell whether a row is what was written; its transcript has a digest of its own."""
    try:
        return row.expected_seal() == row.seal
    # Another kind of value than was written, or text that has no encoding.
    except (TypeError, ValueError, OverflowError):
        return False


def _fault(row: Row, transcript: str, head: Head) -> tuple[Code, str] | None:
    number = row.sequence
    if number != head.sequence + 1:
        return codes.ROW_MISSING, f"rows are gone: row {head.sequence} is followed by row {number}"
    if not intact(row):
        return codes.ROW_EDITED, f"row {number} was edited: {_edited_part(row)}"
    if text_digest(str(transcript)) != row.transcript_digest:
        return codes.ROW_EDITED, f"row {number} was edited: its transcript"
    if row.previous != head.seal:
        message = f"row {number} does not follow row {head.sequence}: one of them was written anew"
        return codes.CHAIN_BROKEN, message
    return None


def _edited_part(row: Row) -> str:
    if row.entry != Entry.EVIDENCE:
        return "one of its columns"
    try:
        evidence = decode(row.body)
    except (msgspec.DecodeError, TypeError):
        return "its body is no evidence"
    pairs = (
        ("requirement", row.requirement, evidence.requirement),
        ("check", row.check, evidence.check),
        ("system", row.system, evidence.system),
    )
    differing = [name for name, column, body in pairs if column != body]
    return f"its {differing[0]}" if differing else "its body, or a digest"
