"""A small real project in a git repository, and a way to run Adjudge on it."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.run import pipeline
from adjudge.run.events import Finished
from adjudge.run.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adjudge.run.result import Result

TODAY = date(2026, 6, 1)
SPECIFICATION = """\
# Greeting

## HI-1: It greets by name

The program MUST greet whoever it is told.

```console
$ greet Ada
hello Ada
```

## HI-2: It refuses to greet nobody

Without a name the program MUST exit with 2.

```console
$ greet
usage: greet NAME
[2]
```
"""
PROGRAM = """\
import sys
if len(sys.argv) != 2:
    print("usage: greet NAME")
    sys.exit(2)
print("hello", sys.argv[1])
"""
CONFIGURATION = """\
[systems.greeter]
commands = {greet = "{python} {directory}/greet.py"}
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADJUDGE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def git() -> Callable[..., str]:
    def call(folder: Path, *arguments: str) -> str:
        settings = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        command = ["git", "-C", str(folder), *settings, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    return call


@pytest.fixture
def project(tmp_path: Path, git: Callable[..., str]) -> Path:
    root = tmp_path / "project"
    (root / "spec").mkdir(parents=True)
    (root / "spec" / "greeting.md").write_text(SPECIFICATION)
    (root / "greet.py").write_text(PROGRAM)
    (root / "adjudge.toml").write_text(CONFIGURATION)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=Greet")
    return root


@pytest.fixture
def verify(project: Path) -> Callable[..., Result]:
    def call(*selection: str, **options: Any) -> Result:
        request = Request(project, options.pop("today", TODAY), selection, **options)
        results = [e.result for e in pipeline.verify(request) if isinstance(e, Finished)]
        assert len(results) == 1
        return results[0]

    return call
