"""Running the program as a user does: a process of its own, in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
Adjudge = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    own = {"PYTHONPATH": str(SOURCE), "ADJUDGE_CACHE": str(tmp_path / "cache"), "COLUMNS": "100"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {"LANG": "C.UTF-8", **kept, **own}


@pytest.fixture
def adjudge(tmp_path: Path, environment: dict[str, str]) -> Adjudge:
    def call(*arguments: str, folder: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "adjudge", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return call


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "spec").mkdir(parents=True)
    (root / "spec" / "tea.md").write_text(
        "# Tea\n\n## TEA-1: Hot\n\nTea MUST be hot.\n\n```console\n$ echo hot\nhot\n```\n"
    )
    return root
