from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

from adjudge.errors import SystemFailureError
from adjudge.system import process
from adjudge.system.interruption import interrupt, interruptible

if TYPE_CHECKING:
    from pathlib import Path


def test_who_waits_for_a_process_of_an_interrupted_run_gets_no_result(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"]}
    with interruptible():
        threading.Timer(0.2, interrupt).start()
        begun = time.monotonic()
        with pytest.raises(SystemFailureError, match="interrupted"):
            process.run(["sleep", "60"], cwd=tmp_path, environment=environment)
        assert time.monotonic() - begun < 10
        with pytest.raises(SystemFailureError, match="interrupted"):
            process.run(["true"], cwd=tmp_path, environment=environment)

    with interruptible():
        assert process.run(["true"], cwd=tmp_path, environment=environment).exit_code == 0
