from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.machine.as_functions import functions
from adjudge.checks.machine.repeating import Step
from adjudge.system.driver import CommandAction, FunctionAction

if TYPE_CHECKING:
    from pathlib import Path

TILL = """\
class Till:
    def __init__(self):
        self.coins = 0

    def put(self, coins):
        if coins < 1:
            raise ValueError("nothing")
        self.coins += coins + {extra}

    def take(self):
        {guard}self.coins -= 1
"""


def _step(name: str, arguments: str = "{}", said: str = "null", **fields: object) -> Step:
    return Step(FunctionAction("python", f"till:Till.{name}", arguments, said), **fields)  # type: ignore[arg-type]


def _run(folder: Path, steps: list[Step], *, extra: int = 0, guard: str = "") -> tuple[int, str]:
    (folder / "till.py").write_text(TILL.format(extra=extra, guard=guard))
    program = functions("again.py", ["a \"till\" \\ '''"], steps)
    assert program
    (folder / "again.py").write_text(program)
    done = subprocess.run(
        [sys.executable, "-B", "again.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_call_that_must_be_refused_is_told_from_one_that_is(tmp_path: Path) -> None:
    steps = [_step("put", '{"coins": 1}'), _step("take"), _step("take", otherwise=True)]

    assert _run(tmp_path, steps)[0] == 1
    guard = "if not self.coins: raise ValueError('empty')\n        "
    code, text = _run(tmp_path, steps, guard=guard)

    assert code == 0
    assert "3. till:Till.take {} -> ValueError: empty" in text


def test_what_must_be_seen_is_compared_as_a_value(tmp_path: Path) -> None:
    steps = [_step("put", "[2]"), _step("coins", cells={"": 2})]

    assert _run(tmp_path, steps)[0] == 0
    code, text = _run(tmp_path, steps, extra=1)
    assert code == 1
    assert "the system has 3, the specification says 2" in text


@pytest.mark.parametrize(
    "step",
    [
        Step(FunctionAction("node", "./till.js:put", "{}", "null")),
        Step(CommandAction(("till",), 0, "", "")),
        _step("coins", cells={"a": 1, "b": 2}),
    ],
)
def test_what_no_python_function_did_has_no_such_program(step: Step) -> None:
    assert functions("again.py", [], [step]) == ""
