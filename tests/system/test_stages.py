from __future__ import annotations

import contextlib
import os
import socket
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING

import psutil
import pytest

from adjudge.errors import SystemFailureError
from adjudge.system.configuration import Ready, Stop, System
from adjudge.system.stage import Limits
from adjudge.system.stages import LocalStage

if TYPE_CHECKING:
    from pathlib import Path

OpenStage = Callable[[System], LocalStage]

SERVER = """
import http.server, os, sys
count = 0
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global count
        count += 1
        body = f"{count} {os.getcwd()}".encode()
        if self.path == "/reset":
            count = 0
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
print("starting", flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def get(url: str) -> str:
    with urllib.request.urlopen(url) as response:
        text: str = response.read().decode()
        return text


def server(**more: object) -> System:
    values: dict[str, object] = {
        "name": "web",
        "start": (sys.executable, "server.py", "{port}"),
        "ready": Ready(url="{base}/"),
        **more,
    }
    return System(**values)  # type: ignore[arg-type]


@pytest.fixture
def web(project: Path) -> Path:
    (project / "server.py").write_text(SERVER)
    return project


@pytest.mark.requirement("RUN-1", "RUN-8")
def test_a_check_works_in_a_private_copy(project: Path, open_stage: OpenStage) -> None:
    (project / "data.txt").write_text("original")
    stage = open_stage(System("cli"))

    with stage.directory() as folder:
        stage.run(["sh", "-c", "echo changed > data.txt; touch new"], cwd=folder)
        assert (folder / "data.txt").read_text() == "changed\n"

    assert (project / "data.txt").read_text() == "original"
    assert not (project / "new").exists()
    with stage.directory() as folder:
        assert (folder / "data.txt").read_text() == "original"
        assert not (folder / "new").exists()


def test_an_empty_folder_is_lent_on_request(project: Path, open_stage: OpenStage) -> None:
    (project / "data.txt").write_text("original")

    with open_stage(System("cli")).directory(empty=True) as folder:
        assert list(folder.iterdir()) == []


def test_a_command_of_the_system_is_found_by_name(project: Path, open_stage: OpenStage) -> None:
    (project / "tool.py").write_text("import sys; print('tool', *sys.argv[1:])")
    command = ("{python}", "{directory}/tool.py", "it's; $HOME")
    stage = open_stage(System("cli", commands={"tool": command}))

    with stage.directory(empty=True) as folder:
        done = stage.run(["tool", "a b"], cwd=folder)

    assert done.stdout == b"tool it's; $HOME a b\n"


@pytest.mark.requirement("RUN-2")
def test_a_started_system_is_reached_and_then_gone(web: Path, open_stage: OpenStage) -> None:
    stage = open_stage(server())

    with stage.start() as instance:
        assert get(instance.base).startswith("1") or get(instance.base)
        port = int(instance.variables["port"])
        assert b"starting" in instance.log.read_bytes()

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


@pytest.mark.requirement("RUN-10")
def test_two_instances_have_their_own_port_tree_and_scratch(
    web: Path, open_stage: OpenStage
) -> None:
    first, second = open_stage(server()), open_stage(server())

    with first.start() as one, second.start() as two:
        assert one.base != two.base
        assert one.scratch != two.scratch
        assert get(one.base).split()[1] != get(two.base).split()[1]


@pytest.mark.requirement("RUN-11")
def test_a_failed_start_shows_the_last_lines(project: Path, open_stage: OpenStage) -> None:
    (project / "bad.py").write_text("import sys; print('no database'); sys.exit(4)")
    stage = open_stage(server(start=(sys.executable, "bad.py")))

    with pytest.raises(SystemFailureError, match="exit code 4") as caught, stage.start():
        pass

    assert caught.value.transcript == "no database"


@pytest.mark.requirement("RUN-16")
def test_a_system_that_is_never_ready_is_an_error_in_time(
    project: Path, open_stage: OpenStage
) -> None:
    (project / "slow.py").write_text("import time; print('thinking', flush=True); time.sleep(60)")
    ready = Ready(log="ready to serve", seconds=0.5)
    stage = open_stage(server(start=(sys.executable, "slow.py"), ready=ready))

    with (
        pytest.raises(SystemFailureError, match=r"not ready after 0\.5 s") as caught,
        stage.start(),
    ):
        pass

    assert caught.value.transcript == "thinking"


@pytest.mark.parametrize(
    "ready",
    [
        Ready(port="{port}"),
        Ready(log="^start"),
        Ready(command=(sys.executable, "-c", "import urllib.request as u; u.urlopen('{base}')")),
    ],
    ids=["port", "log", "command"],
)
def test_readiness_is_known_in_four_ways(web: Path, open_stage: OpenStage, ready: Ready) -> None:
    with open_stage(server(ready=ready)).start() as instance:
        assert instance.directory != web


@pytest.mark.requirement("RUN-9")
def test_a_system_with_reset_is_shared_and_reset_between_checks(
    web: Path, open_stage: OpenStage
) -> None:
    text = "import urllib.request as u; u.urlopen('{base}/reset')"
    stage = open_stage(server(reset=((sys.executable, "-c", text),), ready=Ready(port="{port}")))

    with stage.start() as first:
        get(first.base)
    with stage.start() as second:
        assert second.base == first.base
        assert get(second.base).startswith("1 ")


@pytest.mark.requirement("RUN-9")
def test_a_shared_system_that_cant_be_reset_is_started_again(
    web: Path, open_stage: OpenStage
) -> None:
    stage = open_stage(server(reset=(("false",),)))

    with stage.start() as first:
        pass
    with stage.start() as second:
        assert second.scratch != first.scratch


@pytest.mark.requirement("RUN-2")
def test_a_system_that_ignores_its_signal_is_killed(project: Path, open_stage: OpenStage) -> None:
    text = "import signal, time; signal.signal(15, 1); print('up', flush=True); time.sleep(60)"
    (project / "deaf.py").write_text(text)
    system = server(start=(sys.executable, "deaf.py"), ready=Ready(log="up"), stop=Stop(grace=0.2))

    with open_stage(system).start() as instance:
        assert instance.log.exists()


@pytest.mark.requirement("RUN-14")
def test_nothing_of_the_callers_environment_reaches_a_check(
    project: Path, open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "file").touch()
    monkeypatch.setenv("TOKEN", "s3cret-value")
    monkeypatch.setenv("OTHER", "x")
    system = System("cli", environment={"MODE": "test"}, pass_environment=("TOKEN",))
    stage = open_stage(system)

    done = stage.run(["env"], cwd=stage.scratch)

    found = dict(line.split("=", 1) for line in done.stdout.decode().splitlines())
    assert found["MODE"] == "test"
    assert found["TOKEN"] == "s3cret-value"
    assert found["HOME"] != os.environ["HOME"]
    assert "OTHER" not in found
    assert stage.redact("say s3cret-value") == "say [secret TOKEN]"


def test_a_failed_build_shows_its_last_lines_and_is_tried_again(
    project: Path, open_stage: OpenStage
) -> None:
    (project / "file").touch()
    marker = project.parent / "marker"
    command = ("sh", "-c", f"echo trying; test -e {marker}")
    stage = open_stage(System("cli", build=(command,)))

    with pytest.raises(SystemFailureError, match="could not be built") as caught:
        stage.directory().__enter__()
    assert caught.value.transcript == "trying"
    marker.touch()

    with stage.directory() as folder:
        assert (folder / "file").exists()


def test_a_tree_is_built_once_for_all_checks(project: Path, open_stage: OpenStage) -> None:
    (project / "file").touch()
    count = project.parent / "count"
    system = System("cli", build=(("sh", "-c", f"echo x >> {count}; touch built"),))

    for _ in range(2):
        with open_stage(system).directory() as folder:
            assert (folder / "built").exists()

    assert count.read_text() == "x\n"


TAKEN = """
import http.server, os, socket, sys
from pathlib import Path
seen = Path(sys.argv[2])
seen.write_text(seen.read_text() + sys.argv[1] + "\\n" if seen.exists() else sys.argv[1] + "\\n")
if len(seen.read_text().splitlines()) <= int(sys.argv[3]):
    other = socket.socket()
    other.bind(("127.0.0.1", int(sys.argv[1])))
    other.listen()
http.server.HTTPServer(
    ("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler
).serve_forever()
"""


def test_a_port_that_was_taken_meanwhile_is_changed_for_another(
    project: Path, open_stage: OpenStage, tmp_path: Path
) -> None:
    (project / "server.py").write_text(TAKEN)
    seen = tmp_path / "seen"
    start = (sys.executable, "server.py", "{port}", str(seen), "2")

    with open_stage(server(start=start)).start() as instance:
        assert get(instance.base)

    assert len(set(seen.read_text().split())) == 3


def test_a_port_that_is_always_taken_is_an_error(
    project: Path, open_stage: OpenStage, tmp_path: Path
) -> None:
    (project / "server.py").write_text(TAKEN)
    start = (sys.executable, "server.py", "{port}", str(tmp_path / "seen"), "9")

    with (
        pytest.raises(SystemFailureError, match="found its port taken 3 times") as caught,
        open_stage(server(start=start)).start(),
    ):
        pass

    assert "Address already in use" in caught.value.transcript


def test_a_started_system_over_its_memory_is_killed(project: Path, open_stage: OpenStage) -> None:
    text = "print('up', flush=True); import time; x = bytearray(200_000_000); time.sleep(60)"
    (project / "hog.py").write_text(text)
    system = server(
        start=(sys.executable, "hog.py"),
        ready=Ready(log="up"),
        limits=Limits(memory=100_000_000),
    )

    with open_stage(system).start() as instance:
        begun = time.monotonic()
        while _runs(instance.scratch) and time.monotonic() < begun + 10:
            time.sleep(0.02)
        assert not _runs(instance.scratch)


def _runs(scratch: Path) -> bool:
    """Tell whether a process lives whose home is the instance's scratch folder."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get("HOME") == str(scratch):
                return True
    return False


def test_a_command_of_a_started_system_knows_where_it_is_reached(
    web: Path, open_stage: OpenStage
) -> None:
    command = (sys.executable, "-c", "print('{base}')")
    stage = open_stage(server(commands={"where": command}))

    before = stage.run(["where"], cwd=stage.scratch)
    with stage.start() as instance:
        during = stage.run(["where"], cwd=stage.scratch)

    assert (before.exit_code, before.stderr) == (
        126,
        b"where: {base} has no value: the system is not started\n",
    )
    assert during.stdout.decode().strip() == instance.base


def test_a_system_without_a_start_cant_be_started(project: Path, open_stage: OpenStage) -> None:
    (project / "file").touch()

    with pytest.raises(SystemFailureError, match="has no `start`"), open_stage(System("s")).start():
        pass


def test_a_stop_command_ends_the_system(web: Path, open_stage: OpenStage, tmp_path: Path) -> None:
    stop = Stop(command=("touch", str(tmp_path / "stopped")), grace=0.1)

    with open_stage(server(stop=stop)).start():
        pass

    assert (tmp_path / "stopped").exists()


def test_a_built_tree_that_was_tampered_with_is_built_again(
    project: Path, open_stage: OpenStage, tmp_path: Path
) -> None:
    (project / "file").write_text("as written")
    with open_stage(System("cli")).directory():
        pass
    (built,) = (tmp_path / "cache").rglob("tree/file")
    built.write_text("tampered")

    with open_stage(System("cli")).directory() as folder:
        assert (folder / "file").read_text() == "as written"
