from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.model import Outcome
from adjudge.codes import evidence as codes
from adjudge.errors import LedgerError
from adjudge.evidence.ledger import Ledger
from adjudge.evidence.store import Store

if TYPE_CHECKING:
    from tests.evidence.conftest import Make

    from adjudge.codes import Code
    from adjudge.findings import Finding

GUARDED = ("rows_are_never_updated", "rows_are_never_deleted")
TEXTS = ("entry", "requirement", "check_id", "system", "inputs", "body", "transcript_digest")
COLUMNS = (*TEXTS, "previous", "seal", "transcript")


@pytest.fixture(scope="module")
def original(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of four rows, for copies to be edited."""
    path = tmp_path_factory.mktemp("original") / ".adjudge" / "ledger.db"
    Ledger.open(path).append_all(
        make.evidence(
            make.case(outcome), check=f"ACC-{number}#1", transcript=f"transcript {number}"
        )
        for number, outcome in enumerate([Outcome.PASSED, Outcome.FAILED] * 2, start=1)
    )
    return path


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    """A copy of the ledger of four rows."""
    return _copied(original, tmp_path)


def _copied(original: Path, folder: Path) -> Path:
    shutil.copytree(original.parent, folder / ".adjudge")
    return folder / ".adjudge" / "ledger.db"


def _edit(path: Path, *statements: str) -> None:
    """Edit the rows and put the guards back, so that only the chain can tell."""
    with closing(sqlite3.connect(path)) as connection, connection:
        guards = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        kept = [row[0] for row in guards.fetchall()]
        for name in GUARDED:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *kept):
            connection.execute(statement)


def _verified(path: Path) -> list[Finding]:
    return list(Ledger(path).verify())


@pytest.mark.requirement("EVIDENCE-3")
@pytest.mark.parametrize(
    ("statements", "code", "row", "words"),
    [
        (
            ["UPDATE rows SET body = replace(body, 'failed', 'passed') WHERE sequence = 2"],
            codes.ROW_EDITED,
            2,
            "its body, or a digest",
        ),
        (["UPDATE rows SET body = '{}' WHERE sequence = 3"], codes.ROW_EDITED, 3, "no evidence"),
        (["UPDATE rows SET system = 'x' WHERE sequence = 1"], codes.ROW_EDITED, 1, "its system"),
        (["UPDATE rows SET check_id = x'00' WHERE sequence = 1"], codes.ROW_EDITED, 1, "its check"),
        (["UPDATE rows SET entry = 'removed' WHERE sequence = 1"], codes.ROW_EDITED, 1, "columns"),
        (["UPDATE rows SET transcript = '' WHERE sequence = 4"], codes.ROW_EDITED, 4, "transcript"),
        (
            ["DELETE FROM rows WHERE sequence = 2"],
            codes.ROW_MISSING,
            3,
            "row 1 is followed by row 3",
        ),
        (
            ["DELETE FROM rows WHERE sequence = 1"],
            codes.ROW_MISSING,
            2,
            "row 0 is followed by row 2",
        ),
        (["DELETE FROM rows WHERE sequence > 2"], codes.ROW_MISSING, 2, "rows 3 to 4 at the end"),
        (["DELETE FROM rows"], codes.ROW_MISSING, 1, "rows 1 to 4 at the end"),
        (
            [
                "UPDATE rows SET sequence = 9 WHERE sequence = 2",
                "UPDATE rows SET sequence = 2 WHERE sequence = 3",
                "UPDATE rows SET sequence = 3 WHERE sequence = 9",
            ],
            codes.ROW_EDITED,
            2,
            "edited",
        ),
        (
            [
                "DELETE FROM rows WHERE sequence = 2",
                "UPDATE rows SET sequence = sequence - 1 WHERE sequence > 2",
            ],
            codes.ROW_EDITED,
            2,
            "edited",
        ),
    ],
)
def test_an_edit_is_named_with_its_first_row(
    copy: Path, statements: list[str], code: Code, row: int, words: str
) -> None:
    _edit(copy, *statements)

    (found,) = _verified(copy)

    assert found.code == code.id
    assert (found.location.file, found.location.line) == (".adjudge/ledger.db", row)
    assert words in found.message


@pytest.mark.requirement("EVIDENCE-3")
def test_a_row_that_was_sealed_anew_breaks_the_chain_after_it(copy: Path) -> None:
    rows = [row for row, _ in Store(copy).rows()]
    forged = replace(rows[1], body=rows[1].body.replace("failed", "passed"))
    _edit(
        copy,
        f"UPDATE rows SET body = '{forged.body}', seal = '{forged.expected_seal()}'"
        " WHERE sequence = 2",
    )

    (found,) = _verified(copy)

    assert found.code == codes.CHAIN_BROKEN.id
    assert "row 3 does not follow row 2" in found.message


def test_a_last_row_that_was_sealed_anew_is_not_the_kept_head(copy: Path) -> None:
    last = [row for row, _ in Store(copy).rows()][-1]
    forged = replace(last, body=last.body.replace("failed", "passed"))
    _edit(
        copy,
        f"UPDATE rows SET body = '{forged.body}', seal = '{forged.expected_seal()}'"
        " WHERE sequence = 4",
    )

    (found,) = _verified(copy)

    assert found.code == codes.CHAIN_BROKEN.id


def test_a_head_that_is_gone_is_noticed(copy: Path) -> None:
    copy.with_suffix(".head").unlink()

    (found,) = _verified(copy)

    assert found.code == codes.ROW_MISSING.id


def test_a_guard_that_is_gone_is_noticed(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(f"DROP TRIGGER {GUARDED[0]}")

    (found,) = _verified(copy)

    assert found.code == codes.STORE_DAMAGED.id
    assert GUARDED[0] in found.message


def _content(path: Path) -> object:
    """All that the ledger says, and what it says when asked for the newest."""
    keys = [(f"ACC-{number}#1", "python") for number in range(1, 5)]
    return list(Store(path).rows()), Ledger(path).latest(keys)


@given(data=st.data())
def test_a_changed_byte_of_the_file_is_noticed_or_changes_nothing(
    original: Path, data: st.DataObject
) -> None:
    with TemporaryDirectory(dir=original.parent.parent) as folder:
        path = _copied(original, Path(folder))
        content = bytearray(path.read_bytes())
        # Most of a small database is empty; draw also among the bytes that hold something.
        used = [place for place, byte in enumerate(content) if byte]
        place = data.draw(st.sampled_from(used) | st.integers(0, len(content) - 1))
        content[place] ^= data.draw(st.integers(1, 255))
        path.write_bytes(content)

        found = _verified(path)
        try:
            same = _content(path) == _content(original)
        except LedgerError:
            same = False
        assert found or same


@pytest.mark.requirement("EVIDENCE-3")
@given(
    row=st.integers(1, 4),
    column=st.sampled_from(COLUMNS),
    value=st.text(st.characters(exclude_categories=["Cs"])) | st.binary() | st.integers(0, 9),
)
def test_a_changed_value_of_a_row_is_noticed(
    original: Path, row: int, column: str, value: object
) -> None:
    with TemporaryDirectory(dir=original.parent.parent) as folder:
        path = _copied(original, Path(folder))
        with closing(sqlite3.connect(path)) as connection, connection:
            for name in GUARDED:
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(f"UPDATE rows SET {column} = ? WHERE sequence = ?", (value, row))

        found = [f for f in _verified(path) if f.code != codes.STORE_DAMAGED.id]

        assert found
