"""What holds for every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A test says what is true, never how fast: machines are shared, and a slow one is not wrong.
# In CI the examples are the same for the same code, so that a change is judged by itself.
settings.register_profile(
    "adjudge",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("adjudge")


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The npm packages that tests use; `make test` installs them."""
    folder = Path(__file__).parent / "node" / "node_modules"
    if not (folder / ".installed").is_file():
        pytest.skip("the npm packages are missing; run: make tests/node/node_modules/.installed")
    return folder


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for caches that all tests share, so that tla-checker is compiled once."""
    return tmp_path_factory.mktemp("compiled")
