"""A machine that lacks something: each failure says what is wrong and what to do, without a trace."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Adjudge = Callable[..., subprocess.CompletedProcess[str]]


def _only(folder: Path, *programs: str) -> str:
    """A PATH on which nothing else stands."""
    folder.mkdir()
    for name in programs:
        path = shutil.which(name)
        assert path
        (folder / name).symlink_to(path)
    return str(folder)


@pytest.mark.parametrize("variable", ["HOME", "LANG"])
def test_a_missing_variable_changes_nothing(
    adjudge: Adjudge, project: Path, environment: dict[str, str], variable: str
) -> None:
    environment.pop(variable, None)

    assert adjudge("verify", folder=project).returncode == 0


def test_without_git_nothing_is_judged_and_the_way_to_get_it_is_named(
    adjudge: Adjudge, project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["PATH"] = _only(tmp_path / "bin", "sh")
    done = adjudge("verify", folder=project)

    assert done.returncode == 2
    assert "git is not installed" in done.stderr
    assert "apt-get install git" in done.stderr


def test_without_cp_trees_are_copied_by_ourselves(
    adjudge: Adjudge, project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["PATH"] = _only(tmp_path / "bin", "sh", "git")

    assert adjudge("verify", folder=project).returncode == 0


def test_without_a_shell_a_session_is_not_run(
    adjudge: Adjudge, project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["PATH"] = _only(tmp_path / "bin", "git")
    done = adjudge("verify", folder=project)

    assert done.returncode == 3
    assert "there is no shell on PATH" in done.stdout


def test_a_cache_that_cannot_be_made_is_named_and_is_no_defect(
    adjudge: Adjudge, project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    environment["ADJUDGE_CACHE"] = str(tmp_path / "file" / "cache")
    done = adjudge("verify", folder=project)

    assert done.returncode == 2
    assert "file" in done.stderr
    assert "next: " in done.stderr
    assert "defect" not in done.stderr
