from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from adjudge.system import environment
from adjudge.system.configuration import System

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _caller(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name in ("PATH", "HOME", "PIP_INDEX_URL", "https_proxy", "SECRET", "OTHER"):
        monkeypatch.setenv(name, f"caller's {name}")


def test_checks_get_a_complete_environment_of_their_own(tmp_path: Path) -> None:
    system = System("s", environment={"A": "{port}", "B": "{scratch}/b"})

    found = environment.for_checks(system, tmp_path, {"scratch": "/s"}, tmp_path / "shims")

    assert found == {
        "PATH": f"{tmp_path / 'shims'}:caller's PATH",
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path / "tmp"),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "80",
        "B": "/s/b",
    }
    assert (tmp_path / "tmp").is_dir()


def test_what_is_configured_comes_last(tmp_path: Path) -> None:
    system = System("s", environment={"TZ": "Asia/Tokyo"}, pass_environment=("SECRET", "UNSET"))

    found = environment.for_checks(system, tmp_path, {})

    assert (found["TZ"], found["SECRET"]) == ("Asia/Tokyo", "caller's SECRET")
    assert "UNSET" not in found


def test_builds_also_get_the_callers_home_and_package_settings(tmp_path: Path) -> None:
    found = environment.for_building(System("s"), tmp_path, {})

    assert found["HOME"] == "caller's HOME"
    assert found["PIP_INDEX_URL"] == "caller's PIP_INDEX_URL"
    assert found["https_proxy"] == "caller's https_proxy"
    assert "OTHER" not in found
