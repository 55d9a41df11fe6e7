"""Checks of formal modules as a run makes them, on whatever checkers this machine has."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.proof.kind import Proof
from adjudge.checks.proof.tla.finding import NoEngineError, engine
from adjudge.findings import Location
from adjudge.spec.model import Check
from adjudge.system.configuration import Tools

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.checks.model import CheckResult
    from adjudge.system.stages import LocalStage

MODULES = Path(__file__).parent / "modules"


@pytest.fixture
def module_text() -> Callable[[str], str]:
    """Reads a module of the corpus by its name."""
    return lambda name: (MODULES / f"{name}.tla").read_text(encoding="utf-8")


@pytest.fixture
def proof_check() -> Callable[..., Check]:
    """Makes the check of a block whose text starts in line 4 of `spec/a.md`."""

    def make(text: str, language: str = "tla", **options: Any) -> Check:
        fence, body = Location("spec/a.md", 3), Location("spec/a.md", 4)
        return Check("A-1#1", "A-1", "proof", text, fence, body, language=language, options=options)

    return make


@pytest.fixture
def run_proof(
    open_stage: Callable[..., LocalStage], proof_check: Callable[..., Check]
) -> Callable[..., CheckResult]:
    """Runs the check of a block; see `proof_check`."""

    def run(text: str, language: str = "tla", **options: Any) -> CheckResult:
        (result,) = Proof().run([proof_check(text, language, **options)], open_stage())
        return result

    return run


@pytest.fixture
def tlc() -> str:
    """The name of TLC, where it can be run."""
    try:
        engine(Tools(), Path("/nowhere"), "tlc")
    except NoEngineError as error:
        pytest.skip(str(error))
    return "tlc"


@pytest.fixture
def tla_checker(node_modules: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of tla-checker, from the npm packages of the tests."""
    monkeypatch.setenv("ADJUDGE_CACHE", str(compiled))
    wasm = node_modules / "tla-checker" / "tla_checker_bg.wasm"
    monkeypatch.setenv("TLA_CHECKER_WASM", str(wasm))
    return "tla-checker"


@pytest.fixture
def program() -> Callable[[str], str]:
    """Finds a program, or skips the test and says what installs it."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"the program {name} is missing; on Debian: apt-get install {name}")
        return found

    return find
