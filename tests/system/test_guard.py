from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

GRACE = 60.0

PROGRAM = """
import signal, sys, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from adjudge.system import guard, marks, process
from adjudge.system.configuration import ClockSource, Configuration, Ready, System
from adjudge.system.interruption import interrupt, interruptible
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

root = Path(sys.argv[1])
daemon = '''
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork(): os._exit(0)
    open({pid!r}, "w").write(str(os.getpid()))
    time.sleep(600)
print("up", flush=True)
time.sleep(600)
'''

def check(number):
    text = daemon.format(pid=str(root / f"pid-{number}"))
    start = (sys.executable, "-c", text.replace("{", "{{"))
    clock = ClockSource(library="libfaketime")
    system = System("s", start=start, ready=Ready(log="up"), clock=clock)
    tree = Snapshot.take(root / "project", [system]).tree(system)
    with Stages(Configuration(), system, tree) as stages:
        with stages.stage(root) as stage, stage.start(clock=True) as instance:
            (root / "run").write_text(marks.RUN)
            (root / f"started-{number}").write_text(f"{instance.scratch.parent}")
            stage.run(["sleep", "600"], cwd=stage.scratch)
    (root / f"wrongly-passed-{number}").touch()

def stop(*_):
    raise KeyboardInterrupt

signal.signal(signal.SIGTERM, stop)
# Whoever runs the tests in the background may have had these ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
with interruptible():
    pool = ThreadPoolExecutor(2)
    try:
        (root / "scratch").write_text(str(guard.watch()))
        futures = [pool.submit(check, number) for number in range(2)]
        while not all(future.done() for future in futures):
            time.sleep(0.05)
        [future.result() for future in futures]
    except KeyboardInterrupt:
        interrupt()
        pool.shutdown(cancel_futures=True)
        sys.exit(130)
"""


def wait_for(paths: list[Path]) -> None:
    deadline = time.monotonic() + GRACE
    while not all(path.exists() and path.read_text() for path in paths):
        assert time.monotonic() < deadline, paths
        time.sleep(0.02)


def left(marker: str) -> list[psutil.Process]:
    """The processes whose command line or environment names the test's folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and (
                marker in " ".join(process.cmdline()) or marker in process.environ().get("HOME", "")
            ):
                found.append(process)
        except psutil.Error:
            continue
    return found


def shared(run: str) -> list[Path]:
    """What the run has in shared memory, where a library that moves clocks keeps some."""
    return list(Path("/dev/shm").glob(f"*{run}*"))


@pytest.mark.requirement("RUN-2")
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, 130),
        (signal.SIGHUP, -signal.SIGHUP),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_however_adjudge_ends_nothing_is_left_running(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "file").touch()
    (tmp_path / "tmp").mkdir()
    source = Path(__file__).parents[2] / "src"
    adjudge = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(source), "TMPDIR": str(tmp_path / "tmp")},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    wait_for([tmp_path / f"{name}-{n}" for name in ("started", "pid") for n in range(2)])
    daemons = [int((tmp_path / f"pid-{n}").read_text()) for n in range(2)]
    scratch = Path((tmp_path / "scratch").read_text())
    assert all(psutil.pid_exists(pid) for pid in daemons)
    assert scratch.is_dir()
    run = (tmp_path / "run").read_text()

    adjudge.send_signal(number)

    _, error = adjudge.communicate(timeout=GRACE)
    assert adjudge.returncode == code, error.decode()
    deadline = time.monotonic() + GRACE
    while (left(str(tmp_path)) or shared(run) or scratch.exists()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert left(str(tmp_path)) == []
    assert shared(run) == []
    assert not scratch.exists()
    assert list(tmp_path.glob("wrongly-passed-*")) == []


def test_the_scratch_folder_is_gone_after_an_ordinary_end(tmp_path: Path) -> None:
    program = "from adjudge.system import guard; folder = guard.watch(); (folder / 'x').touch(); print(folder)"
    source = Path(__file__).parents[2] / "src"

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONPATH": str(source), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
