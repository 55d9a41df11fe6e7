from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.model import CaseResult, Method, Outcome
from adjudge.errors import AdjudgeError
from adjudge.evidence.model import Digests, Evidence, Judgment, Standing, Verdict
from adjudge.findings import Location
from adjudge.run.attachments import attached, save
from adjudge.spec.model import Check, Kind, Level, Requirement

if TYPE_CHECKING:
    from pathlib import Path

PLACE = Location("spec/accounts.md", 3, 1)


def _judgment(verdict: Verdict, **fields: Any) -> Judgment:
    from datetime import UTC, datetime

    check = Check("ACC-1#1", "ACC-1", "machine", "", PLACE, PLACE)
    digests = Digests("a", "b", "c", "d", "e")
    case = CaseResult("driven", Outcome.FAILED, PLACE)
    evidence = Evidence(
        "ACC-1",
        check.id,
        "py/thon",
        "machine",
        Method.TEST,
        digests,
        Outcome.FAILED,
        (case,),
        datetime.now(UTC),
        1.0,
        **fields,
    )
    requirement = Requirement(
        "ACC-1", "ACC-1", "", Level.MUST, Kind.FUNCTIONAL, "", PLACE, 9, "spec/accounts.md"
    )
    standing = Standing(check, evidence)
    return Judgment(requirement, "py/thon", verdict, "", True, verdict, (standing,))


def test_the_files_of_a_violation_are_written_under_the_check_and_the_system(
    tmp_path: Path,
) -> None:
    judgment = _judgment(Verdict.VIOLATED, attachments={"counterexample.hurl": "GET /\n"})

    save([judgment], tmp_path)

    written = tmp_path / ".adjudge/attachments/ACC-1_1/py_thon/counterexample.hurl"
    assert written.read_text() == "GET /\n"
    assert [path for path, _ in attached(judgment)] == [written.relative_to(tmp_path)]


def test_what_is_satisfied_leaves_no_files(tmp_path: Path) -> None:
    save([_judgment(Verdict.SATISFIED, attachments={"coverage.json": "{}"})], tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../../escape", "/etc/passwd", "..", ".hidden", ""])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    root = tmp_path / "project"
    root.mkdir()

    save([_judgment(Verdict.VIOLATED, attachments={name: "text"})], root)

    (written,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert written.parent == root / ".adjudge/attachments/ACC-1_1/py_thon"


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    (root / ".adjudge").mkdir(parents=True)
    outside.mkdir()
    (root / ".adjudge" / "attachments").symlink_to(outside)

    with pytest.raises(AdjudgeError, match="leads out of"):
        save([_judgment(Verdict.VIOLATED, attachments={"a.txt": "text"})], root)

    assert not [path for path in outside.rglob("*") if path.is_file()]


def test_a_link_in_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    judgment = _judgment(Verdict.VIOLATED, attachments={"a.txt": "text"})
    victim = tmp_path / "victim"
    victim.write_text("kept")
    save([judgment], tmp_path)
    target = tmp_path / ".adjudge/attachments/ACC-1_1/py_thon/a.txt"
    target.unlink()
    target.symlink_to(victim)

    save([judgment], tmp_path)

    assert victim.read_text() == "kept"
    assert target.read_text() == "text"
