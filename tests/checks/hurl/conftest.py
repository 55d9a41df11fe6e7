"""A real server on the loopback interface, and a stage that lends it."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from adjudge.checks.hurl.kind import Hurl
from adjudge.checks.model import CheckResult
from adjudge.errors import SystemFailureError
from adjudge.findings import Location
from adjudge.spec.model import Check
from adjudge.system import process
from adjudge.system.binding import Bindings
from adjudge.system.configuration import Suite, System
from adjudge.system.stage import Completed, Instance, Limits


class Server(ThreadingHTTPServer):
    """Counts what it is asked, so that a test can tell what was really sent."""

    daemon_threads = True

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.release = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hung up, which some tests make it do."""

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, headers, body))
        path, _, query = self.path.partition("?")
        answer = getattr(self, f"_{path.strip('/').replace('/', '_') or 'root'}", None)
        if answer is None:
            self._send(404, b"nothing here")
        else:
            answer(query, body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _handle  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def _send(
        self, status: int, body: bytes, kind: str = "text/plain", *more: tuple[str, str]
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _json(self, query: str, body: bytes) -> None:
        document = {
            "integer": 3,
            "float": 3.0,
            "text": "hello",
            "null": None,
            "true": True,
            "list": [1, "two", 3],
            "one": [{"name": "only"}],
            "books": [{"price": 8}, {"price": 12}],
            "date": "2023-01-23T18:25:43.511Z",
            "html": "a &lt; b",
            "url": "http://example.org/?x=a%20b",
            "uuid": "123e4567-e89b-12d3-a456-426614174000",
            "big": 99999999999999999999,
        }
        self._send(200, json.dumps(document).encode(), "application/json")

    def _echo(self, query: str, body: bytes) -> None:
        self._send(200, body, self.headers.get("Content-Type") or "text/plain")

    def _html(self, query: str, body: bytes) -> None:
        page = "<html><body><h1>Hé</h1><p>a<p>b</body></html>"
        self._send(200, page.encode(), "text/html; charset=utf-8")

    def _xml(self, query: str, body: bytes) -> None:
        text = b'<r xmlns="urn:a" xmlns:p="urn:b"><p:x k="1">v</p:x><y/></r>'
        self._send(200, text, "application/xml")

    def _latin(self, query: str, body: bytes) -> None:
        self._send(200, "é".encode("latin-1"), "text/plain; charset=ISO-8859-1")

    def _gzip(self, query: str, body: bytes) -> None:
        self._send(200, gzip.compress(b"packed"), "text/plain", ("Content-Encoding", "gzip"))

    def _cookies(self, query: str, body: bytes) -> None:
        self._send(
            200,
            b"",
            "text/plain",
            ("Set-Cookie", "session=abc; Path=/; HttpOnly; Max-Age=60"),
            ("Set-Cookie", "theme=light; Expires=Wed, 13 Jan 2021 22:23:01 GMT; Secure"),
        )

    def _redirect(self, query: str, body: bytes) -> None:
        self._send(302, b"", "text/plain", ("Location", query or "/json"))

    def _loop(self, query: str, body: bytes) -> None:
        self._send(302, b"", "text/plain", ("Location", "/loop"))

    def _refuse(self, query: str, body: bytes) -> None:
        self._send(409, b'{"reason": "insufficient funds"}', "application/json")

    def _third(self, query: str, body: bytes) -> None:
        asked = [path for _, path, _, _ in self.server.seen if path.startswith("/third")]
        self._send(200 if len(asked) >= 3 else 503, b"")

    def _slow(self, query: str, body: bytes) -> None:
        self.server.release.wait(5)
        self._send(200, b"late")

    def _large(self, query: str, body: bytes) -> None:
        self._send(200, b"x" * 200_000)

    def _vanish(self, query: str, body: bytes) -> None:
        self.close_connection = True


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that answers what its handler's methods say."""
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.release.set()
        running.shutdown()
        thread.join()


@dataclass
class LentStage:
    """A stage whose system is a server of the test; processes are real."""

    base: str
    folder: Path
    scratch: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    system: System = field(default_factory=lambda: System("web"))
    suites: Mapping[str, Suite] = field(default_factory=dict)
    bindings: Bindings = field(default_factory=Bindings)
    failure: str = ""
    started: int = 0

    def __post_init__(self) -> None:
        self.told: list[str] = []
        self.report: Callable[[str], None] = self.told.append

    @contextmanager
    def directory(self, *, empty: bool = False) -> Iterator[Path]:
        yield self.scratch

    @contextmanager
    def start(self, *, clock: bool = False) -> Iterator[Instance]:
        if self.failure:
            raise SystemFailureError(self.failure, transcript="its last words")
        self.started += 1
        log = self.scratch / "log"
        log.write_text("first line\nthe secret s3cret, then the end\n")
        yield Instance(self.base, self.scratch, self.scratch, log, {"base": self.base, "who": "me"})

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Completed:
        whole = {**self.environment, **(environment or {})}
        return process.run(argv, cwd=cwd, environment=whole, stdin=stdin, limits=limits)

    def redact(self, text: str) -> str:
        return text.replace("s3cret", "<secret>")


@pytest.fixture
def stage(server: Server, tmp_path: Path) -> LentStage:
    """A stage on the server; its document stands in `document`."""
    folder, scratch = tmp_path / "document", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    return LentStage(server.base, folder, scratch)


def block(text: str, **options: Any) -> Check:
    """A block whose first line stands on line 11 of its document."""
    body = Location("spec/a.md", 11, 1)
    return Check("A-1#1", "A-1", "hurl", text, Location("spec/a.md", 10, 1), body, options=options)


@pytest.fixture
def check() -> Callable[..., Check]:
    """Builds a check from a block's text and its options."""
    return block


Judge = Callable[..., CheckResult]


@pytest.fixture
def judge(stage: LentStage, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Runs a block with our own reader."""
    monkeypatch.setenv("PATH", "/nowhere")

    def run(text: str, **options: Any) -> CheckResult:
        return Hurl().run([block(text, **options)], stage)[0]

    return run
