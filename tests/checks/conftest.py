from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.system.configuration import Configuration, System
from adjudge.system.stages import LocalStage, Stages
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADJUDGE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The system's folder; what a test puts there before it opens a stage is judged."""
    folder = tmp_path / "project" / "product"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def folder(tmp_path: Path, tree: Path) -> Path:
    """The folder of the specification, in the same project."""
    folder = tmp_path / "project" / "spec"
    folder.mkdir()
    return folder


@pytest.fixture
def open_stage(tree: Path, folder: Path) -> Iterator[Callable[..., LocalStage]]:
    """Opens a stage on the tree as it is, for a system with the given settings."""
    with ExitStack() as stack:

        def open_one(**settings: Any) -> LocalStage:
            (tree / "README").touch()
            system = System("product", directory="product", **settings)
            snapshot = Snapshot.take(tree.parent, [system])
            stages = Stages(Configuration(), system, snapshot.tree(system))
            return stack.enter_context(stack.enter_context(stages).stage(folder))

        yield open_one
