"""HTTP itself: bytes in, bytes out, a thread for each connection."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bank.refusal import Refusal
from bank.service import Request, answer
from bank.store import opened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LARGEST_BODY = 64 * 1024


class Server(ThreadingHTTPServer):
    """The bank's server on this machine only."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, database: Path) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.database = database


class Handler(BaseHTTPRequestHandler):
    """One connection; requests on it follow each other."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._respond()

    def do_POST(self) -> None:
        self._respond()

    def log_message(self, template: str, *values: object) -> None:
        """Keep quiet: a line for every request would drown what matters."""

    def _respond(self) -> None:
        try:
            body = self._body()
        except Refusal as refusal:
            self.close_connection = True
            self._send(refusal.status, {"reason": refusal.reason})
            return
        with opened(self.server.database) as store:
            path = urlsplit(self.path).path
            self._send(*answer(self.command, path, Request(store, self._token(), body)))

    def _body(self) -> Mapping[str, object]:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            raise Refusal(413, f"a body has at most {LARGEST_BODY} bytes")
        try:
            body = json.loads(self.rfile.read(int(length)) or b"{}")
        except ValueError as error:
            raise Refusal(400, "the body is not JSON") from error
        if not isinstance(body, dict):
            raise Refusal(400, "the body is not a JSON object")
        return body

    def _token(self) -> str:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def _send(self, status: int, body: Mapping[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
