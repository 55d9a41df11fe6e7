from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from adjudge import bindings

REFERENCE = Path(__file__).parent.parent / "docs" / "reference" / "python.md"


def test_importing_the_bindings_is_light() -> None:
    program = "import sys, adjudge.bindings; print('httpx' in sys.modules, len(sys.modules) < 120)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(bindings.__file__).parents[1])},
    )

    assert done.stdout.split() == ["False", "True"]


def test_decorators_return_the_function_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bindings, "DECLARED", [])
    monkeypatch.setattr(bindings, "FIXTURES", {})

    def act() -> int:
        return 1

    decorated = (
        bindings.event("act", accepted=[201])(act),
        bindings.observe("n", machine="M")(act),
        bindings.reset(act),
        bindings.reset(machine="M")(act),
        bindings.fixture(act),
    )

    assert all(function is act for function in decorated)
    assert [(d.kind, d.name, d.machine) for d in bindings.DECLARED] == [
        ("event", "act", ""),
        ("observe", "n", "M"),
        ("reset", "", ""),
        ("reset", "", "M"),
    ]
    assert bindings.DECLARED[0].accepted == (201,)
    assert {"act": act} == bindings.FIXTURES


@pytest.mark.parametrize("name", ["event", "observe", "reset", "fixture", "Refused", "Result"])
def test_each_name_is_in_the_reference(name: str) -> None:
    assert f"`{name}`" in REFERENCE.read_text(encoding="utf-8")
