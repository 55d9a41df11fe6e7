from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adjudge.codes import evidence as codes
from adjudge.evidence.digests import requirement_digest
from adjudge.evidence.ledger import Ledger
from adjudge.evidence.model import Digests

if TYPE_CHECKING:
    from pathlib import Path

    from tests.evidence.conftest import Make

    from adjudge.spec.model import Requirement


def _recorded(make: Make, path: Path, *requirements: Requirement) -> Ledger:
    """A ledger with evidence for each requirement."""
    ledger = Ledger.open(path)
    ledger.append_all(
        make.evidence(
            make.case(),
            check=f"{requirement.id}#1",
            digests=Digests(requirement_digest(requirement), "c", "b", "s", "t"),
        )
        for requirement in requirements
    )
    return ledger


@pytest.mark.requirement("EVIDENCE-10")
def test_a_removed_requirement_leaves_one_tombstone(make: Make, path: Path) -> None:
    kept, gone = make.requirement("ACC-1"), make.requirement("ACC-2")
    ledger = _recorded(make, path, kept, gone)

    for _ in range(2):
        assert ledger.record_tombstones([kept], make.today) == ()

    assert ledger.head().sequence == 3
    assert list(ledger.verify()) == []


@pytest.mark.requirement("EVIDENCE-10")
def test_another_requirement_under_a_removed_id_is_a_finding_each_time(
    make: Make, path: Path
) -> None:
    ledger = _recorded(make, path, make.requirement("ACC-2"))
    ledger.record_tombstones([], make.today)
    other = make.requirement("ACC-2", text="Interest MUST be paid.")

    for days in range(2):
        (found,) = ledger.record_tombstones([other], make.today + timedelta(days=days))

        assert found.code == codes.ID_REUSED.id
        assert found.message == "ACC-2 was removed on 2026-03-01 and is back with another text"
        assert found.location == other.location


def test_a_requirement_that_comes_back_as_it_was_may_change_again(make: Make, path: Path) -> None:
    same = make.requirement("ACC-2")
    ledger = _recorded(make, path, same)
    ledger.record_tombstones([], make.today)

    assert ledger.record_tombstones([same], make.today) == ()
    assert ledger.record_tombstones([make.requirement("ACC-2", text="New.")], make.today) == ()


def test_a_requirement_without_a_tombstone_is_nobodys_heir(make: Make, path: Path) -> None:
    ledger = _recorded(make, path)

    assert ledger.record_tombstones([make.requirement("ACC-7")], make.today) == ()
    assert ledger.head().sequence == 0
