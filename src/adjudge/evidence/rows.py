"""Rows of the ledger: how evidence becomes text, and how each row is sealed to the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from adjudge.evidence.bounds import bound
from adjudge.evidence.digests import inputs_digest
from adjudge.evidence.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION = 1
"""The version of the schema that this program reads and writes."""
GENESIS = "0" * 64
"""What the first row follows."""


class Entry(StrEnum):
    """What a row records."""

    EVIDENCE = "evidence"
    REMOVED = "removed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the number of its last row and that row's seal.

    Whoever keeps a head elsewhere can prove later that nothing up to it was removed.
    """

    sequence: int = 0
    seal: str = GENESIS


@dataclass(frozen=True, slots=True)
class Draft:
    """A row before it has its place in the chain.

    `inputs` is the digest of the evidence's five digests, for a removed or restored requirement
    that of its text. `body` is JSON without the transcript, which is kept beside it.
    """

    entry: Entry
    requirement: str
    inputs: str
    body: str
    check: str = ""
    system: str = ""
    transcript: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row in its place. The transcript itself is read only where somebody looks at it."""

    sequence: int
    entry: str
    requirement: str
    check: str
    system: str
    inputs: str
    body: str
    transcript_digest: str
    previous: str
    seal: str

    def expected_seal(self) -> str:
        """Compute what the seal of an unedited row is: SHA-256 over all its other columns."""
        columns = (
            self.previous,
            self.sequence,
            self.entry,
            self.requirement,
            self.check,
            self.system,
            self.inputs,
            self.body,
            self.transcript_digest,
        )
        return hashlib.sha256(msgspec.json.encode(columns)).hexdigest()


_EVIDENCE = msgspec.json.Decoder(Evidence)


def draft(evidence: Evidence) -> Draft:
    """Turn evidence into a row that can be appended, its texts bounded."""
    evidence = bound(evidence)
    return Draft(
        Entry.EVIDENCE,
        evidence.requirement,
        inputs_digest(evidence.digests),
        encode(replace(evidence, transcript="")),
        evidence.check,
        evidence.system,
        _encodable(evidence.transcript),
    )


def encode(evidence: Evidence) -> str:
    """Write evidence as JSON; what has no UTF-8 becomes a question mark."""
    try:
        return msgspec.json.encode(evidence, enc_hook=dict).decode()
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(evidence, enc_hook=dict)
        return _encodable(json.dumps(plain, ensure_ascii=False))


def decode(body: str, transcript: str = "") -> Evidence:
    """Read evidence back.

    Raises:
        msgspec.DecodeError: the text is not evidence.
    """
    evidence = _EVIDENCE.decode(body)
    return replace(evidence, transcript=transcript) if transcript else evidence


def chain(head: Head, drafts: Iterable[Draft]) -> Iterator[tuple[Row, str]]:
    """Seal each draft to the row before it; yield the rows with their transcripts."""
    for item in drafts:
        row = _place(item, head)
        head = Head(row.sequence, row.seal)
        yield row, item.transcript


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _place(item: Draft, head: Head) -> Row:
    row = Row(
        head.sequence + 1,
        item.entry.value,
        item.requirement,
        item.check,
        item.system,
        item.inputs,
        item.body,
        text_digest(item.transcript),
        head.seal,
        "",
    )
    return replace(row, seal=row.expected_seal())


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
