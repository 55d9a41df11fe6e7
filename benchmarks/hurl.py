"""Compares a hurl block of 200 requests with the same requests through bare httpx.

    python benchmarks/hurl.py

Both talk to one server on the loopback interface, in turns, so that what slows the machine slows
both. Printed are the medians of the rounds and of their ratios; the target is at most 1.15.
"""

from __future__ import annotations

import http.server
import multiprocessing
import statistics
import time
from pathlib import Path

import httpx

from adjudge.checks.hurl.cases import Place
from adjudge.checks.hurl.client import Client
from adjudge.checks.hurl.evaluation import Scope
from adjudge.checks.hurl.files import Files
from adjudge.checks.hurl.filters import refine
from adjudge.checks.hurl.hosts import Hosts
from adjudge.checks.hurl.parser import parse
from adjudge.checks.hurl.runner import Runner
from adjudge.checks.hurl.transcript import Transcript
from adjudge.checks.model import Outcome, fold
from adjudge.findings import Location

REQUESTS = 200
ROUNDS = 15
TARGET = 1.15
ENTRY = """\
POST {{base}}/transfers
{"from": "ada", "to": "bob", "amount": 1}
HTTP 201
[Asserts]
jsonpath "$.balance" == 2
"""
BODY = b'{"balance": 2}'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        head = f"HTTP/1.1 201 Created\r\nContent-Length: {len(BODY)}\r\n\r\n"
        self.wfile.write(head.encode() + BODY)

    def log_message(self, *arguments: object) -> None:
        pass


def serve(port: multiprocessing.Queue) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port.put(server.server_address[1])
    server.serve_forever()


def bare(base: str) -> float:
    started = time.perf_counter()
    with httpx.Client(trust_env=False) as client:
        for _ in range(REQUESTS):
            message = {"from": "ada", "to": "bob", "amount": 1}
            response = client.post(f"{base}/transfers", json=message)
            assert response.status_code == 201
            assert response.json()["balance"] == 2
    return time.perf_counter() - started


def judged(base: str) -> float:
    started = time.perf_counter()
    transcript = Transcript(lambda text: text)
    with Client(Hosts.of(base, ()), transcript, largest=1024**2) as client:
        runner = Runner(
            client,
            Scope(Files(Path()), refine, {"base": base}),
            transcript,
            Place(Location("block")),
            base,
            time.monotonic() + 60,
            lambda _: None,
            lambda: "",
        )
        cases = runner.run(parse(ENTRY * REQUESTS))
    transcript.text()
    assert fold(case.outcome for case in cases) is Outcome.PASSED
    return time.perf_counter() - started


def main() -> None:
    ports: multiprocessing.Queue = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(ports,), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{ports.get()}"
    rounds = [(bare(base), judged(base)) for _ in range(ROUNDS + 1)][1:]
    server.terminate()
    plain, ours = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(ours / plain for plain, ours in rounds)
    print(f"bare httpx: {plain:.3f} s for {REQUESTS} requests")
    print(f"hurl block: {ours:.3f} s for {REQUESTS} requests with one assert each")
    print(f"ratio: {ratio:.2f} (target: at most {TARGET})")


if __name__ == "__main__":
    main()
