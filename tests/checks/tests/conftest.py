from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.tests.kind import TestsKind
from adjudge.checks.tests.records import Place
from adjudge.errors import SystemFailureError
from adjudge.findings import Location
from adjudge.spec.model import Check
from adjudge.system.binding import Bindings
from adjudge.system.configuration import Suite, SuiteFormat, System
from adjudge.system.stage import Completed, Exceeded, Limits

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from adjudge.checks.model import CheckResult
    from adjudge.system.stage import Instance


@dataclass
class LocalStage:
    """A stage that copies the tree and runs plain processes, counting them."""

    tree: Path
    scratch: Path
    suites: Mapping[str, Suite]
    system: System = field(default_factory=lambda: System("bank"))
    environment: Mapping[str, str] = field(default_factory=lambda: {"PATH": os.environ["PATH"]})
    limits: Limits = field(default_factory=Limits)
    bindings: Bindings = field(default_factory=Bindings)
    runs: int = 0
    secret: str = ""

    def __post_init__(self) -> None:
        self.folder = self.tree
        self.report: Callable[[str], None] = lambda _: None

    @contextmanager
    def directory(self, *, empty: bool = False) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            target = Path(folder) / "copy"
            shutil.copytree(self.tree, target)
            yield target

    def start(self, *, clock: bool = False) -> AbstractContextManager[Instance]:
        raise NotImplementedError

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Completed:
        self.runs += 1
        began = time.monotonic()
        env = {**self.environment, **(environment or {})}
        seconds = (limits or self.limits).seconds
        try:
            done = subprocess.run(
                argv, cwd=cwd, env=env, capture_output=True, timeout=seconds, check=False
            )
        except FileNotFoundError as error:
            raise SystemFailureError(f"{argv[0]} does not exist") from error
        except subprocess.TimeoutExpired:
            return Completed(-9, b"", b"", time.monotonic() - began, Exceeded.TIME)
        return Completed(done.returncode, done.stdout, done.stderr, time.monotonic() - began)

    def redact(self, text: str) -> str:
        return text.replace(self.secret, "***") if self.secret else text


@pytest.fixture
def check() -> Callable[..., Check]:
    def make(text: str = "", number: int = 1, **options: Any) -> Check:
        place = Location("spec/bank.md", 12, 1)
        return Check(f"ACC-1#{number}", "ACC-1", "tests", text, place, place, options=options)

    return make


@pytest.fixture
def stage(tmp_path: Path) -> Callable[..., LocalStage]:
    def make(files: Mapping[str, str], *suites: Suite, **fields: Any) -> LocalStage:
        for name, text in files.items():
            path = tmp_path / "tree" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (tmp_path / "scratch").mkdir(exist_ok=True)
        (tmp_path / "tree").mkdir(exist_ok=True)
        by_name = {suite.name: suite for suite in suites}
        return LocalStage(tmp_path / "tree", tmp_path / "scratch", by_name, **fields)

    return make


@pytest.fixture
def python_suite() -> Callable[..., Suite]:
    def make(*arguments: str, name: str = "unit", system: str = "") -> Suite:
        command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)
        return Suite(name, command, SuiteFormat.PYTEST, system)

    return make


@pytest.fixture
def judged(
    check: Callable[..., Check],
    stage: Callable[..., LocalStage],
    python_suite: Callable[..., Suite],
) -> Callable[..., CheckResult]:
    """Run one file of pytest tests and return the result of one check on it."""

    def run(source: str, *arguments: str, **options: Any) -> CheckResult:
        place = stage({"tests/test_bank.py": source}, python_suite(*arguments))
        (result,) = TestsKind().run([check(**options)], place)
        return result

    return run


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, ".", lambda text: text)
