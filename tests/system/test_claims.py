from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.system.claims import false_ticks
from adjudge.system.discover_files import Files

if TYPE_CHECKING:
    from pathlib import Path

TASKS = "specs/001-bank/tasks.md"


def _findings(root: Path, tasks: str, *files: str) -> list[tuple[str, int]]:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / TASKS).parent.mkdir(parents=True, exist_ok=True)
    (root / TASKS).write_text(tasks)
    return [(f.code, f.location.line) for f in false_ticks(Files(root))]


def test_a_ticked_task_whose_file_is_missing_is_found_at_its_line(tmp_path: Path) -> None:
    tasks = "# Tasks\n\n- [x] T001 [P] Create `src/models/account.py`\n"

    assert _findings(tmp_path, tasks) == [("ADJ301", 3)]


@pytest.mark.parametrize(
    "task",
    [
        "- [ ] T001 Create src/models/account.py",
        "- [x] T001 Create src/models/there.py",
        "- [x] T001 Create models/there.py in another folder",
        "- [x] T001 Delete src/models/account.py",
        "- [x] T001 Create src/models/*.py",
        "- [x] T001 Add .changeset/brave-tea.md",
        "- [x] T001 Write dist/bundle/app.js",
        "- [x] T001 Read https://example.org/guide/page.html",
        "- [x] T001 Talk and/or listen",
        "Create src/models/account.py",
    ],
)
def test_what_is_not_surely_false_is_not_reported(tmp_path: Path, task: str) -> None:
    assert _findings(tmp_path, f"{task}\n", "src/models/there.py") == []


def test_one_task_yields_one_finding(tmp_path: Path) -> None:
    tasks = "- [X] T001 Create src/a.py and src/b.py\n- [X] T002 Create src/c.py\n"

    assert _findings(tmp_path, tasks) == [("ADJ301", 1), ("ADJ301", 2)]


def test_an_archived_change_is_history_and_claims_nothing(tmp_path: Path) -> None:
    for change in ("archive/2025-01-01-tea", "milk"):
        tasks = tmp_path / "openspec" / "changes" / change / "tasks.md"
        tasks.parent.mkdir(parents=True)
        tasks.write_text("- [x] 1.1 Create src/kettle.py\n")

    places = [finding.location.file for finding in false_ticks(Files(tmp_path))]

    assert places == ["openspec/changes/milk/tasks.md"]
