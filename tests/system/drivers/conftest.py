"""One small system that misbehaves on request, reached in every way that a driver knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import pytest

from adjudge.system import toml
from adjudge.system.drivers import lend
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.system.driver import Driver
    from adjudge.system.stages import LocalStage

COUNTER = '''
"""Counts to five; `act` also knows how to misbehave."""
import json, os, sys, time
from pathlib import Path

class Full(Exception):
    """It is at five."""

class Counter:
    def __init__(self):
        self.n = 0
    def act(self, how, by=1):
        if how == "add":
            if self.n + by > 5:
                raise Full(f"{self.n} of 5")
            self.n += by
            return {"n": self.n}
        if how == "undeclared":
            raise KeyError("x")
        if how == "crash":
            os._exit(7)
        if how == "hang":
            time.sleep(60)
        if how == "huge":
            print("x" * 300_000, flush=True)
            return "x" * 300_000
        return how
    def shown(self, index=None):
        return self.n
counter = Counter()
'''
SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from counter import *

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    def do_GET(self):
        self.answer(200, {"n": counter.n, "all": {"a": counter.n, "b": -1}, "who": self.headers.get("Who"), "path": self.path})
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if self.path.startswith("/x/"):
            return self.answer(200, None)
        if self.path == "/reset":
            counter.n = 0
            return self.answer(204, None)
        if self.path == "/login":
            return self.answer(201 if body["who"] != "eve" else 500, {"token": "T-" + body["who"]})
        if body.get("how") == "malformed":
            self.connection.sendall(b"no http\\r\\n\\r\\n")
            self.close_connection = True
            return None
        if body.get("how") == "not json":
            return self.answer(201, None, b"{")
        try:
            self.answer(201, counter.act(**{k: v for k, v in body.items() if k != "echo"}))
        except Full as full:
            self.answer(409, {"reason": str(full)})
        except KeyError:
            self.answer(500, {})
    def answer(self, status, body, raw=b""):
        content = raw or (b"" if body is None else json.dumps(body).encode())
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
    def log_message(self, *_):
        pass

ThreadingHTTPServer.request_queue_size = 64
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
COMMAND = """
import sys
from counter import *
state = Path("count")
counter.n = int(state.read_text()) if state.exists() else 0
if sys.argv[1] == "show":
    print(f"n is {counter.n}")
    sys.exit()
if sys.argv[1] == "reset":
    state.write_text("0")
    sys.exit()
try:
    print(json.dumps(counter.act(sys.argv[1], *map(int, sys.argv[2:]))))
except Full as full:
    print(full, file=sys.stderr)
    sys.exit(1)
except KeyError:
    sys.exit(9)
state.write_text(str(counter.n))
"""
CLASS = """
export class Full extends Error {}
export class Counter {
  n = 0;
  async act(how, by = 1) {
    if (how === "add") {
      if (this.n + by > 5) throw new Full(`${this.n} of 5`);
      this.n += by;
      return { n: this.n };
    }
    if (how === "undeclared") throw new TypeError("x");
    if (how === "crash") process.exit(7);
    if (how === "hang") for (;;);
    if (how === "huge") return "x".repeat(300_000);
    return how;
  }
}
"""
COMMON = """
let n = 0;
module.exports = { add: (by) => (n += by), all: { get n() { return n; } }, nothing() {}, map: () => new Map([["a", 1n]]) };
"""
BINDINGS = """
from adjudge.bindings import event, observe

@event("act", accepted=[201], refused=[409])
def act(http, how, by):
    return http.post("/act", json={"how": how, "by": by})

@observe("n")
def n(http):
    return http.get("/").json()["n"]
"""
SYSTEM = """
[systems.counter]
{start}
timeout = "{timeout}"
output = "100 kB"
"""
START = 'start = "{python} serve.py {port}"'

Lend = Callable[..., "Driver"]


class LendOne(Protocol):
    """Lends a driver of machine `Counter` for the tables of an `adjudge.toml`."""

    def __call__(
        self,
        machines: str,
        *,
        start: str = START,
        files: Mapping[str, str] = ...,
        parameters: Mapping[str, Sequence[str]] = ...,
        indices: Mapping[str, Sequence[Sequence[str]]] = ...,
    ) -> Driver:
        """Read the configuration, open a stage and lend a driver on it."""
        ...


@pytest.fixture
def lend_one(project: Path) -> Iterator[LendOne]:
    """Lends drivers; their systems end with the test."""
    with ExitStack() as stack:

        def make(
            machines: str,
            *,
            start: str = START,
            files: Mapping[str, str] | None = None,
            parameters: Mapping[str, Sequence[str]] | None = None,
            indices: Mapping[str, Sequence[Sequence[str]]] | None = None,
            clock: bool = False,
            timeout: str = "20 s",
        ) -> Driver:
            own = {
                "counter.py": COUNTER,
                "serve.py": SERVER,
                "command.py": COMMAND,
                "counter.mjs": CLASS,
                "common.cjs": COMMON,
            }
            text = f"{SYSTEM.format(start=start, timeout=timeout)}\n{machines}"
            for name, content in {**own, "adjudge.toml": text, **(files or {})}.items():
                path = project / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding="utf-8")
            return stack.enter_context(
                lend(
                    (stage := _stage(project, stack)).bindings.of("Counter"),
                    stage,
                    parameters={"act": ("how", "by")} if parameters is None else parameters,
                    indices={"n": ()} if indices is None else indices,
                    clock=clock,
                )
            )

        yield make


def _stage(project: Path, stack: ExitStack) -> LocalStage:
    configuration = toml.read(project)
    system = configuration.systems["counter"]
    tree = Snapshot.take(project, [system]).tree(system)
    stages = stack.enter_context(Stages(configuration, system, tree))
    return stack.enter_context(stages.stage(project))


@pytest.fixture
def bindings() -> Mapping[str, str]:
    """A file of bindings that reaches the counter over HTTP."""
    return {"spec/bindings.py": BINDINGS}
