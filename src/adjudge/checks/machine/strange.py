"""Values that nobody means: a few that are known to tell, and more that Hypothesis draws."""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError

if TYPE_CHECKING:
    from adjudge.system.stage import Stage

TELLING = ("nobody-of-this-name", "' OR '1'='1", "../../etc/passwd", "\u202egnp.exe", "a" * 4000)
"""An unknown name, a quote, a path, a text that reads backwards, a long one."""

_PROGRAM = Path(__file__).with_name("drawing_program.py")
_known: dict[tuple[int, int], tuple[object, ...]] = {}
_turn = threading.Lock()


def strange_values(stage: Stage, seed: int, count: int) -> tuple[object, ...]:
    """Return JSON values of any kind, the same for the same seed; the known ones come first.

    Args:
        stage: runs the program that draws them.
        seed: decides what is drawn.
        count: how many are drawn; 0 draws none.

    Raises:
        SystemFailureError: nothing could be drawn.
    """
    if not count:
        return ()
    with _turn:
        if (seed, count) not in _known:
            _known[seed, count] = _drawn(stage, seed, count)
        return (*TELLING, *_known[seed, count])


def _drawn(stage: Stage, seed: int, count: int) -> tuple[object, ...]:
    with tempfile.TemporaryDirectory(prefix="values-", dir=stage.scratch) as folder:
        argv = [sys.executable, "-I", str(_PROGRAM), str(seed), str(count)]
        environment = {"HYPOTHESIS_STORAGE_DIRECTORY": folder}
        done = stage.run(argv, cwd=Path(folder), environment=environment)
    if done.exit_code or done.exceeded:
        raise SystemFailureError(
            "no values could be drawn for bad input",
            next_step="install hypothesis again, or write {values: 0} behind the machine's name",
            transcript=done.stderr.decode("utf-8", "replace"),
        )
    return tuple(json.loads(done.stdout))
