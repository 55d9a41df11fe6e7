from __future__ import annotations

import ast
import sys
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from adjudge.checks.model import Outcome
from adjudge.checks.tests.injected import PLUGIN, VARIABLE
from adjudge.checks.tests.kind import TestsKind
from adjudge.checks.tests.suite import run_suite
from adjudge.spec import native
from adjudge.spec.source import Source
from adjudge.system.configuration import Configuration, Ready, Suite, SuiteFormat, System
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

SPECIFICATION = """# Accounts

## ACC-1: Money moves

A transfer MUST move money.

Verified by: tests marked ACC-1

## ACC-2: Money stays

A transfer MUST NOT create money.

```yaml tests
suite: unit
named: tests/test_bank.py::test_conserves
```
"""
TESTS = """
import pytest
from bank import move

@pytest.mark.requirement("ACC-1")
def test_moves(): assert move(3) == 3

def test_conserves(): assert move(3) == 4
"""


def test_a_specification_a_system_and_its_suite_make_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADJUDGE_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "project" / "service"
    (folder / "tests").mkdir(parents=True)
    (folder / "bank.py").write_text("def move(n): return n\n")
    (folder / "tests" / "test_bank.py").write_text(TESTS)
    suite = Suite(
        "unit", ("{python}", "-m", "pytest", "-q", "--strict-markers"), SuiteFormat.PYTEST
    )
    system = System("bank", "service", environment={"PYTHONPATH": "."})
    configuration = Configuration(systems={"bank": system}, suites={"unit": suite})
    document = native.read(Source.decode("spec/bank.md", SPECIFICATION.encode()))
    checks = [check for requirement in document.requirements for check in requirement.checks]
    tree = Snapshot.take(tmp_path / "project", [system]).tree(system)

    with Stages(configuration, system, tree) as stages, stages.stage(tmp_path) as stage:
        results = TestsKind().run(checks, stage)

    assert [result.outcome for result in results] == [Outcome.PASSED, Outcome.FAILED]
    assert str(results[1].cases[0].location) == "service/tests/test_bank.py:8:1"
    assert results[1].cases[0].cause == "service/tests/test_bank.py:8: assert 3 == 4"
    assert str(tmp_path) not in results[1].transcript


def test_the_plugin_is_read_by_python_3_8_and_needs_nothing_but_pytest() -> None:
    source = files("adjudge.checks.tests.injected").joinpath(f"{PLUGIN}.py").read_text()

    tree = ast.parse(source, feature_version=(3, 8))

    imported = {n.names[0].name for n in ast.walk(tree) if isinstance(n, ast.Import)}
    imported |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    standard = sys.stdlib_module_names | {"pytest", "collections.abc"}
    assert imported <= standard


def test_what_the_environment_holds_already_is_kept(stage: Callable[..., Any]) -> None:
    script = f"import os; print(*(os.environ[n] for n in ('PYTEST_ADDOPTS', 'PYTHONPATH', '{VARIABLE}')))"
    place = stage({}, environment={"PYTEST_ADDOPTS": "-x", "PYTHONPATH": "/a:/b"})

    run = run_suite(Suite("u", (sys.executable, "-c", script), SuiteFormat.PYTEST), place)

    assert (
        f"-p {PLUGIN} -x {place.scratch}/pytest-plugin:/a:/b {place.scratch}/report-"
        in run.transcript
    )


def test_tox_is_told_to_pass_the_plugin_on(stage: Callable[..., Any]) -> None:
    tox = "#!/bin/sh\necho $TOX_OVERRIDE\n"
    place = stage({"tox": tox})

    run = run_suite(Suite("u", ("sh", "./tox"), SuiteFormat.PYTEST), place)

    assert f"testenv.pass_env+=PYTEST_ADDOPTS,PYTHONPATH,{VARIABLE}" in run.transcript


def test_a_placeholder_without_a_value_is_named(stage: Callable[..., Any]) -> None:
    run = run_suite(Suite("u", ("true", "{prot}"), SuiteFormat.TAP), stage({}))

    assert run.report is None
    assert "{prot}" in run.problem


CLIENT = """
import sys, urllib.request
answer = urllib.request.urlopen(sys.argv[1] + "/bank.txt").read()
print("1..1")
print("ok" if answer == b"open" else "not ok", "- answers")
"""


def test_a_suite_that_asks_where_the_system_is_reached_finds_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADJUDGE_CACHE", str(tmp_path / "cache"))
    project = tmp_path / "project"
    project.mkdir()
    (project / "bank.txt").write_text("open")
    (project / "client.py").write_text(CLIENT)
    start = (sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "{port}")
    base = "http://127.0.0.1:{port}"
    system = System("bank", start=start, ready=Ready(port="{port}"), base=base)
    suite = Suite("client", ("{python}", "client.py", "{base}"), SuiteFormat.TAP)
    tree = Snapshot.take(project, [system]).tree(system)

    with Stages(Configuration(), system, tree) as stages, stages.stage(tmp_path) as stage:
        run = run_suite(suite, stage)

    assert run.report is not None, run
    assert [(r.id, r.outcome) for r in run.report.records] == [("answers", Outcome.PASSED)]
