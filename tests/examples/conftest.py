"""The bank of `examples/` as a folder of its own, and its verdicts through the whole program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
BANK = ROOT / "examples" / "bank"
GENERATED = (".adjudge", "__pycache__", ".pytest_cache", "node_modules")

Verdicts = dict[tuple[str, str], str]


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the bank, with the package that its Node half needs."""
    folder = tmp_path_factory.mktemp("example") / "bank"
    shutil.copytree(BANK, folder, ignore=shutil.ignore_patterns(*GENERATED))
    if (BANK / "node" / "node_modules").is_dir():
        shutil.copytree(BANK / "node" / "node_modules", folder / "node" / "node_modules")
    if shutil.which("npm"):
        subprocess.run(["node", "install.js"], cwd=folder / "node", check=True)
    return folder


@pytest.fixture(scope="session")
def apply_fault() -> Callable[[Path, Path], None]:
    """Return a function that applies a patch to a copy of the bank, as its reader would."""

    def apply(patch: Path, folder: Path) -> None:
        environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)}
        subprocess.run(["git", "apply", str(patch)], cwd=folder, check=True, env=environment)

    return apply


@pytest.fixture(scope="session")
def judge() -> Callable[..., tuple[int, Verdicts]]:
    """Return a function that judges a folder, or what more words name, with `adjudge verify --json`.

    It gives the exit code, and the verdict of each requirement in force by requirement and system.
    """

    def run(folder: Path, *words: str) -> tuple[int, Verdicts]:
        command = [sys.executable, "-m", "adjudge", "-C", str(folder), "verify", "--json", *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(
            command, check=False, env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.stdout, done.stderr
        judgments = json.loads(done.stdout)["judgments"]
        return done.returncode, {
            (j["requirement"], j["system"]): j["verdict"] for j in judgments if j["in_force"]
        }

    return run
