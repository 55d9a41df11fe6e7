from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.hurl.kind import Hurl
from adjudge.checks.table import KINDS
from adjudge.system.configuration import Configuration, Ready, System
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adjudge.spec.model import Check

ELSEWHERE = """
import http.server, socket, sys
class Server(http.server.HTTPServer):
    address_family = socket.AF_INET6
    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        super().server_bind()
server = Server(("::1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler)
print("ready", flush=True)
server.serve_forever()
"""
SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        if self.path == "/die":
            print("dying words", flush=True)
            import os; os._exit(1)
        body = b'{"up": true}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.fixture
def stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stages:
    monkeypatch.setenv("ADJUDGE_CACHE", str(tmp_path / "cache"))
    project = tmp_path / "project"
    project.mkdir()
    (project / "server.py").write_text(SERVER)
    start = (sys.executable, "server.py", "{port}")
    system = System("web", start=start, ready=Ready(url="{base}/"))
    tree = Snapshot.take(project, [system]).tree(system)
    return Stages(Configuration(), system, tree)


def test_a_block_is_judged_against_a_system_that_was_started_for_it(
    stages: Stages, check: Callable[..., Check], tmp_path: Path
) -> None:
    text = 'GET {{base}}/\nHost: localhost:{{port}}\nHTTP 200\n[Asserts]\njsonpath "$.up" == true\n'

    with stages as opened, opened.stage(tmp_path) as stage:
        result = Hurl().run([check(text, engine="adjudge")], stage)[0]

    assert [case.outcome.value for case in result.cases] == ["passed", "passed"]
    assert result.seconds > 0


def test_a_system_that_dies_while_it_is_judged_has_failed(
    stages: Stages, check: Callable[..., Check], tmp_path: Path
) -> None:
    with stages as opened, opened.stage(tmp_path) as stage:
        result = Hurl().run([check("GET {{base}}/die\nHTTP 200\n", engine="adjudge")], stage)[0]

    assert result.outcome.value == "failed"
    assert "dying words" in result.cases[0].reason


def _elsewhere(project: Path, ready: Ready, base: str = "") -> Stages:
    (project / "server.py").write_text(ELSEWHERE)
    start = (sys.executable, "server.py", "{port}")
    system = System("web", start=start, ready=ready, base=base)
    return Stages(Configuration(), system, Snapshot.take(project, [system]).tree(system))


@pytest.mark.skipif(not _has_ipv6(), reason="this machine has no ::1")
@pytest.mark.parametrize(
    ("ready", "base", "outcome", "said"),
    [
        (Ready(log="ready"), "", "inconclusive", "but at http://[::1]:"),
        (Ready(port="{port}", seconds=1), "", "not run", "accepts connections at 127.0.0.1"),
        (Ready(port="{port}"), "http://[::1]:{port}", "passed", ""),
    ],
)
def test_a_system_that_listens_on_the_other_address_only_is_not_blamed(
    stages: Stages,
    check: Callable[..., Check],
    tmp_path: Path,
    *,
    ready: Ready,
    base: str,
    outcome: str,
    said: str,
) -> None:
    elsewhere = _elsewhere(stages.tree.snapshot.root, ready, base)
    with elsewhere as opened, opened.stage(tmp_path) as stage:
        result = Hurl().run([check("GET {{base}}/\nHTTP 200\n", engine="adjudge")], stage)[0]

    assert result.outcome.value == outcome
    assert said in result.cases[0].reason


def test_hurl_is_one_of_the_kinds() -> None:
    assert isinstance(KINDS["hurl"], Hurl)
