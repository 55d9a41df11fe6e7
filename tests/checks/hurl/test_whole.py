from __future__ import annotations

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


def test_hurl_is_one_of_the_kinds() -> None:
    assert isinstance(KINDS["hurl"], Hurl)
