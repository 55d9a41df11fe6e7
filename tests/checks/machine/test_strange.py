"""Values that nobody means are the same everywhere, and leave nothing behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.machine import strange
from adjudge.errors import SystemFailureError
from adjudge.system.stage import Completed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adjudge.system.stage import Limits

PROGRAM = Path(strange.__file__).with_name("drawing_program.py")


def _draw(folder: Path, seed: int) -> list[object]:
    done = subprocess.run(
        [sys.executable, "-I", PROGRAM, str(seed), "20"],
        cwd=folder,
        env={"HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "kept")},
        capture_output=True,
        check=True,
    )
    drawn = json.loads(done.stdout)
    assert isinstance(drawn, list)
    return drawn


def test_the_same_seed_draws_the_same_values_of_several_kinds(tmp_path: Path) -> None:
    first, second, other = (_draw(tmp_path, seed) for seed in (7, 7, 8))

    assert first == second != other
    assert len({type(value) for value in first}) >= 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept"]


class Broken:
    """A stage on which no program runs to its end."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Completed:
        return Completed(1, b"", b"No module named hypothesis", 0.1)


def test_without_values_nothing_is_run_and_a_program_that_fails_is_told(tmp_path: Path) -> None:
    stage = Broken(tmp_path)

    assert strange.strange_values(stage, 1, 0) == ()  # type: ignore[arg-type]  # only `run` is used
    with pytest.raises(SystemFailureError, match="no values could be drawn") as raised:
        strange.strange_values(stage, 1, 5)  # type: ignore[arg-type]  # only `run` is used
    assert "No module named hypothesis" in raised.value.transcript
