"""Small systems to judge, made anew for each test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adjudge.system.configuration import Configuration, System
from adjudge.system.stages import LocalStage, Stages
from adjudge.system.trees import Snapshot

Git = Callable[..., str]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADJUDGE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project that is no repository."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def git(project: Path) -> Git:
    """Runs git in the project, which is made a repository."""

    def run(*arguments: str) -> str:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=project, capture_output=True, text=True, check=True
        )
        return done.stdout

    run("init", "--quiet", "--initial-branch=main")
    return run


OpenStage = Callable[[System], LocalStage]


@pytest.fixture
def open_stage(project: Path) -> Iterator[Callable[[System], LocalStage]]:
    """Opens a stage on the project's working tree."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def open_one(system: System) -> LocalStage:
            tree = Snapshot.take(project, [system]).tree(system)
            stages = stack.enter_context(Stages(Configuration(), system, tree))
            return stack.enter_context(stages.stage(project))

        yield open_one


@pytest.fixture
def python_environment() -> dict[str, str]:
    """An environment in which `python` and the usual programs are found."""
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
