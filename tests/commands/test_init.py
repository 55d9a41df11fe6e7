from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Adjudge = Callable[..., subprocess.CompletedProcess[str]]


def test_a_program_that_nothing_specifies_is_the_first_finding(
    adjudge: Adjudge, tmp_path: Path
) -> None:
    (tmp_path / "Procfile").write_text("web: python serve.py --port $PORT\n")

    done = adjudge("init")

    assert done.returncode == 0
    assert "ADJ302" in done.stdout
    assert "Procfile:1:1" in done.stdout
    assert "[systems." in (tmp_path / "adjudge.toml").read_text()


@pytest.mark.requirement("INIT-2")
def test_a_requirement_that_nothing_executes_is_counted_and_named(
    adjudge: Adjudge, project: Path
) -> None:
    text = (project / "spec" / "tea.md").read_text()
    (project / "spec" / "tea.md").write_text(f"{text}\n## TEA-2: Sweet\n\nTea MUST be sweet.\n")

    done = adjudge("init", folder=project)

    assert "ADJ303 1 of 2 binding requirements" in done.stdout
    assert "TEA-2" in done.stdout


@pytest.mark.requirement("INIT-2")
def test_a_false_tick_comes_before_everything_else(adjudge: Adjudge, project: Path) -> None:
    folder = project / "specs" / "001-tea"
    folder.mkdir(parents=True)
    (folder / "tasks.md").write_text("- [x] T001 Create src/kettle.py\n")

    done = adjudge("init", "--json", folder=project)

    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["code"], finding["location"]["line"]) == ("ADJ301", 1)


def test_an_error_of_the_specification_is_told(adjudge: Adjudge, project: Path) -> None:
    (project / "spec" / "tea.md").write_text(
        "# Tea\n\n## TEA-1: Hot\n\nMUST be.\n\n```consol\n```\n"
    )

    assert "ADJ11" in adjudge("init", folder=project).stdout


def test_nothing_wrong_is_said_when_nothing_is_wrong(adjudge: Adjudge, project: Path) -> None:
    assert "Nothing is wrong" in adjudge("init", folder=project).stdout


@pytest.mark.requirement("INIT-3")
def test_what_is_there_already_is_left_as_it_is(adjudge: Adjudge, project: Path) -> None:
    (project / "adjudge.toml").write_text("# mine\n")

    done = adjudge("init", folder=project)

    assert (project / "adjudge.toml").read_text() == "# mine\n"
    assert "left as it is" in done.stdout


def test_a_dry_run_writes_nothing(adjudge: Adjudge, project: Path) -> None:
    done = adjudge("init", "--dry-run", folder=project)

    assert "Proposed by `adjudge init`" in done.stdout
    assert not (project / "adjudge.toml").exists()
