from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.errors import SystemFailureError
from adjudge.system.git import Git

if TYPE_CHECKING:
    from pathlib import Path


def test_a_machine_without_git_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemFailureError, match="git is not installed") as caught:
        Git(tmp_path).run("status")

    assert "apt-get install git" in caught.value.next_step


def test_a_failure_of_git_is_told_in_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(SystemFailureError, match=r"git status failed.*not a git repository"):
        Git(tmp_path).run("status")
