from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from adjudge.errors import SystemFailureError
from adjudge.system import process
from adjudge.system.stage import Completed, Exceeded, Limits

if TYPE_CHECKING:
    from pathlib import Path

GRACE = 5.0


def run(
    *argv: str, cwd: Path, stdin: bytes = b"", limits: Limits | None = None, **more: str
) -> Completed:
    environment = {"PATH": os.environ["PATH"], **more}
    return process.run(argv, cwd=cwd, environment=environment, stdin=stdin, limits=limits)


def python(text: str, cwd: Path, limits: Limits | None = None) -> Completed:
    return run(sys.executable, "-c", text, cwd=cwd, limits=limits)


def gone(pid: int) -> bool:
    deadline = time.monotonic() + GRACE
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.01)
    return not psutil.pid_exists(pid)


def test_streams_and_exit_code_are_kept_apart(tmp_path: Path) -> None:
    done = run("sh", "-c", "echo out; echo err >&2; exit 3", cwd=tmp_path)

    assert (done.stdout, done.stderr, done.exit_code) == (b"out\n", b"err\n", 3)
    assert done.exceeded is None


def test_a_signal_is_a_negative_exit_code(tmp_path: Path) -> None:
    assert run("sh", "-c", "kill -9 $$", cwd=tmp_path).exit_code == -signal.SIGKILL


@pytest.mark.requirement("RUN-14")
def test_nothing_of_the_callers_environment_is_inherited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_MINE", "hunter2")

    done = run("env", cwd=tmp_path, GIVEN="yes")

    names = {line.split(b"=")[0] for line in done.stdout.splitlines()}
    assert names == {b"PATH", b"GIVEN", b"ADJUDGE_RUN"}


def test_standard_input_is_what_was_given_and_then_its_end(tmp_path: Path) -> None:
    data = os.urandom(300_000)

    assert run("cat", cwd=tmp_path, stdin=data).stdout == data
    assert run("cat", cwd=tmp_path).stdout == b""


def test_a_process_that_reads_nothing_may_leave_its_input(tmp_path: Path) -> None:
    assert run("true", cwd=tmp_path, stdin=bytes(300_000)).exit_code == 0


def test_there_is_no_terminal(tmp_path: Path) -> None:
    done = run("sh", "-c", "exec 3</dev/tty", cwd=tmp_path)

    assert done.exit_code != 0


@pytest.mark.parametrize("name", ["no-such-program", "./no-such-program", "/etc/passwd"])
def test_a_program_that_cant_be_executed_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SystemFailureError, match=name):
        run(name, cwd=tmp_path)


def test_a_program_is_looked_up_on_the_given_path(tmp_path: Path) -> None:
    folder = tmp_path / "commands"
    folder.mkdir()
    (folder / "greet").write_text("#!/bin/sh\necho hello\n")
    (folder / "greet").chmod(0o755)

    done = run("greet", cwd=tmp_path, PATH=f"{folder}:{os.environ['PATH']}")

    assert done.stdout == b"hello\n"


@pytest.mark.requirement("RUN-3")
def test_time_is_bounded_and_what_was_written_is_kept(tmp_path: Path) -> None:
    done = run("sh", "-c", "echo first; sleep 60", cwd=tmp_path, limits=Limits(seconds=0.3))

    assert (done.exceeded, done.stdout) == (Exceeded.TIME, b"first\n")
    assert done.seconds < GRACE


@pytest.mark.requirement("RUN-3")
def test_a_flood_of_output_is_cut_at_the_bound(tmp_path: Path) -> None:
    done = run("yes", cwd=tmp_path, limits=Limits(output=100_000))

    assert done.exceeded is Exceeded.OUTPUT
    assert done.stdout == b"y\n" * 50_000


def test_output_exactly_at_the_bound_is_allowed(tmp_path: Path) -> None:
    done = run("printf", "12345", cwd=tmp_path, limits=Limits(output=5))

    assert (done.exceeded, done.stdout) == (None, b"12345")


def test_both_streams_share_one_bound(tmp_path: Path) -> None:
    done = run("sh", "-c", "echo 1234; echo 1234 >&2", cwd=tmp_path, limits=Limits(output=8))

    assert done.exceeded is Exceeded.OUTPUT
    assert len(done.stdout + done.stderr) == 8


@pytest.mark.requirement("RUN-3")
def test_memory_is_bounded_over_the_whole_tree(tmp_path: Path) -> None:
    hog = "import time; x = bytearray(150_000_000); time.sleep(60)"
    text = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hog!r}])"

    done = python(text, tmp_path, Limits(seconds=30, memory=100_000_000))

    assert done.exceeded is Exceeded.MEMORY


def test_memory_shared_by_forks_counts_once(tmp_path: Path) -> None:
    text = """
import os, time
block = bytearray(os.urandom(1000)) * 60_000
for _ in range(4):
    if os.fork() == 0:
        time.sleep(1)
        os._exit(0)
time.sleep(0.5)
"""
    done = python(text, tmp_path, Limits(seconds=30, memory=150_000_000))

    assert (done.exit_code, done.exceeded) == (0, None)


@pytest.mark.requirement("RUN-2")
@pytest.mark.parametrize(
    "hiding",
    [
        "pass",
        "os.setsid()",
        "os.setpgid(0, 0)",
        "os.setsid()\n    if os.fork(): os._exit(0)",
        "os.setsid()\n    if os.fork(): os._exit(0)\n    os.setsid()\n    if os.fork(): os._exit(0)",
        "os.setsid()\n    os.execve('/bin/sh', ['sh', '-c', 'echo $$ > pid; sleep 60'], {})",
    ],
    ids=["child", "session", "group", "daemon", "daemon of a daemon", "without environment"],
)
def test_no_descendant_outlives_its_process(tmp_path: Path, hiding: str) -> None:
    text = f"""
import os, time
if os.fork() == 0:
    {hiding}
    with open("pid.partial", "w") as file:
        file.write(str(os.getpid()))
    os.rename("pid.partial", "pid")
    time.sleep(60)
while not os.path.exists("pid") or not open("pid").read():
    time.sleep(0.01)
"""
    done = python(text, tmp_path)

    assert done.exit_code == 0, done.stderr
    assert done.seconds < GRACE
    assert gone(int((tmp_path / "pid").read_text()))


def test_what_was_written_before_the_end_is_never_lost(tmp_path: Path) -> None:
    for _ in range(20):
        done = run("sh", "-c", "printf %65000d 7", cwd=tmp_path)
        assert len(done.stdout) == 65_000


def test_a_background_child_that_holds_the_pipe_delays_nothing(tmp_path: Path) -> None:
    done = run("sh", "-c", "sleep 60 & echo done", cwd=tmp_path)

    assert done.stdout == b"done\n"
    assert done.seconds < GRACE


@pytest.mark.requirement("RUN-2")
def test_a_failing_caller_leaves_no_process_behind(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"]}
    with (
        pytest.raises(RuntimeError),
        process.spawn(["sleep", "60"], cwd=tmp_path, environment=environment) as sleeping,
    ):
        raise RuntimeError

    assert gone(sleeping.pid)


def test_a_daemon_that_ended_by_itself_leaves_no_zombie(tmp_path: Path) -> None:
    text = """
import os, time
if os.fork() == 0:
    os.setsid()
    os._exit(0)
"""
    before = set(psutil.Process().children())

    python(text + "time.sleep(0.05)", tmp_path)

    assert set(psutil.Process().children()) <= before


def test_a_process_that_is_none_of_a_runs_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as other:
        run("true", cwd=tmp_path)
        alive = other.poll() is None
        other.kill()

    assert alive
    assert other.returncode == -signal.SIGKILL


def test_one_process_that_ends_does_not_end_what_another_left_running(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"]}
    text = "(env -i setsid sh -c 'echo $$ > pid; exec sleep 60' &) ; sleep 60"
    with process.spawn(["sh", "-c", text], cwd=tmp_path, environment=environment):
        deadline = time.monotonic() + GRACE
        while not (tmp_path / "pid").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.02)
        pid = int((tmp_path / "pid").read_text())
        run("true", cwd=tmp_path)
        assert psutil.pid_exists(pid)

    assert gone(pid)


def test_zombies_of_ended_groups_are_not_left(tmp_path: Path) -> None:
    before = set(psutil.Process().children())

    run("sh", "-c", "(sleep 0.05 &) ; (true &); true", cwd=tmp_path)

    assert set(psutil.Process().children()) <= before


@pytest.mark.parametrize("name", ["SIGTERM", "TERM"])
def test_a_signal_is_known_with_and_without_its_prefix(name: str) -> None:
    assert process.signal_number(name) == signal.SIGTERM


def test_an_unknown_signal_is_refused() -> None:
    with pytest.raises(ValueError, match="SIGNONE"):
        process.signal_number("SIGNONE")
