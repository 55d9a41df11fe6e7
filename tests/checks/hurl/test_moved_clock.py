"""Blocks whose delays move the clock of a real server that issues tokens for 15 minutes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.hurl.kind import Hurl
from adjudge.checks.model import CheckResult, Fault, Outcome
from adjudge.errors import SystemFailureError
from adjudge.system import faketime
from adjudge.system.configuration import ClockSource, Configuration, Ready, Shown, System
from adjudge.system.stage import Limits
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.spec.model import Check

SERVER = """
import base64, http.server, json, select, sys, time
ahead, broken = 0, "--stuck" in sys.argv
def coded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_POST(self):
        global ahead
        now = time.time() + ahead
        if self.path.startswith("/forward"):
            late = ahead and broken
            ahead += float(self.path.partition("=")[2])
            return self.answer(500 if late else 200, {})
        claims = {"iat": int(now), "exp": int(now) + 900}
        self.answer(201, {"token": f"{coded({'alg': 'none'})}.{coded(claims)}.", "now": now})
    def do_GET(self):
        now = time.time() + ahead
        if self.path == "/slow":
            end = time.monotonic() + 0.1
            while time.monotonic() < end:
                select.select([], [], [], 0.01)
        if self.path == "/port":
            return self.answer(200, self.client_address[1])
        if self.path in ("/now", "/slow"):
            return self.answer(200, now)
        part = self.headers["Authorization"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=="))
        self.answer(200 if now < claims["exp"] else 401, {"now": now})
    def do_HEAD(self):
        self.answer(200, 0)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
EXPIRY = """\
POST {{base}}/login
HTTP 201
[Captures]
token: jsonpath "$.token"

# 14:59
GET {{base}}/me
Authorization: {{token}}
[Options]
delay: 899s
HTTP 200

# exactly 15:00
GET {{base}}/me
Authorization: {{token}}
[Options]
delay: 1000ms
HTTP 401

# 15:01
GET {{base}}/me
Authorization: {{token}}
[Options]
delay: 1s
HTTP 401
"""

CLAIMS = """\
POST {{base}}/login
HTTP 201
[Captures]
expires: jsonpath "$.token" split "." nth 1 base64UrlSafeDecode utf8Decode jsonpath "$.exp"

# A token of 15 minutes later was issued when the first one expires, or after that.
POST {{base}}/login
[Options]
delay: 15m
HTTP 201
[Asserts]
jsonpath "$.token" split "." nth 1 base64UrlSafeDecode utf8Decode jsonpath "$.iat" >= {{expires}}
"""

OWN = ClockSource(request="POST /forward?by={seconds}", shown=Shown(url="/now"))
LIBRARY = ClockSource(library="libfaketime")


def _installed() -> bool:
    try:
        faketime.library()
    except SystemFailureError:
        return False
    return True


needs_faketime = pytest.mark.skipif(
    not _installed(), reason="libfaketime is missing: apt-get install faketime"
)

Run = Callable[..., CheckResult]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: Callable[..., Check]
) -> Iterator[Run]:
    """Runs a block against the server, started as the program would."""
    monkeypatch.setenv("ADJUDGE_CACHE", str(tmp_path / "cache"))
    project = tmp_path / "project"
    project.mkdir()
    (project / "server.py").write_text(SERVER)
    with ExitStack() as stack:

        def judge(
            text: str, source: ClockSource | None, *words: str, **options: Any
        ) -> CheckResult:
            start = (sys.executable, "server.py", "{port}", *words)
            ready, limits = Ready(port="{port}"), Limits(seconds=options.pop("seconds", 60))
            system = System("web", start=start, ready=ready, clock=source, limits=limits)
            tree = Snapshot.take(project, [system]).tree(system)
            stages = stack.enter_context(Stages(Configuration(), system, tree))
            stage = stack.enter_context(stages.stage(project))
            return Hurl().run([check(text, **options)], stage)[0]

        yield judge


def undecided(result: CheckResult) -> tuple[Outcome, Fault, str]:
    first = next(case for case in result.cases if case.outcome is not Outcome.PASSED)
    return first.outcome, first.fault, first.reason


@needs_faketime
def test_a_delay_moves_the_clock_of_the_system_to_the_second(run: Run) -> None:
    began = time.monotonic()
    result = run(EXPIRY, LIBRARY, clock="moved")

    assert result.outcome is Outcome.PASSED
    assert [case.name for case in result.cases if case.name.startswith("HTTP")] == [
        "HTTP 201 (POST {{base}}/login)",
        "HTTP 200 (GET {{base}}/me)",
        "HTTP 401 (GET {{base}}/me)",
        "HTTP 401 (GET {{base}}/me)",
    ]
    assert "* the system's clock stands still" in result.transcript
    assert "* the system's clock was moved forward by 899 s\n> GET" in result.transcript
    assert time.monotonic() - began < 60  # and not a quarter of an hour


@needs_faketime
def test_a_token_that_is_good_at_exactly_its_end_is_found_out(run: Run, tmp_path: Path) -> None:
    source = SERVER.replace('now < claims["exp"]', 'now <= claims["exp"]')
    assert source != SERVER
    (tmp_path / "project" / "server.py").write_text(source)

    result = run(EXPIRY, LIBRARY, clock="moved")

    failed = [case for case in result.cases if case.outcome is Outcome.FAILED]
    assert [(case.location.line, case.actual) for case in failed] == [(28, "status 200")]
    assert failed[0].granted


@needs_faketime
def test_the_span_that_a_token_claims_can_be_judged_by_its_claims(run: Run) -> None:
    assert run(CLAIMS, LIBRARY, clock="moved").outcome is Outcome.PASSED


@needs_faketime
def test_the_claims_of_a_token_that_lives_too_long_are_found_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "project" / "server.py").write_text(SERVER.replace("+ 900", "+ 901"))

    assert run(CLAIMS, LIBRARY, clock="moved").outcome is Outcome.FAILED


@pytest.mark.parametrize("clock", ["moved", "running"])
def test_a_system_s_own_test_clock_is_moved_too(clock: str, run: Run) -> None:
    text = EXPIRY.replace("899s", "14m").replace("1000ms", "1h")

    result = run(text, OWN, clock=clock)

    assert result.outcome is Outcome.PASSED
    assert "stands still" not in result.transcript
    assert "clock was moved forward by 3,600 s" in result.transcript


@needs_faketime
def test_a_request_that_waits_for_time_to_pass_needs_time_that_runs(run: Run) -> None:
    text = "GET {{base}}/slow\n[Options]\ndelay: 1s\nHTTP 200\n"

    outcome, fault, reason = undecided(run(text, LIBRARY, clock="moved", seconds=2))

    assert (outcome, fault) == (Outcome.INCONCLUSIVE, Fault.ENVIRONMENT)
    assert "write {clock: running}" in reason
    assert run(text, LIBRARY, clock="running").outcome is Outcome.PASSED


def test_no_connection_outlives_the_time_that_a_server_would_keep_it(run: Run) -> None:
    ask = "GET {{base}}/port\nHTTP 200\n"
    text = f"""{ask}[Captures]
first: jsonpath "$"

{ask}[Asserts]
jsonpath "$" == {{{{first}}}}

GET {{{{base}}}}/port
[Options]
delay: 1m
HTTP 200
[Asserts]
jsonpath "$" != {{{{first}}}}
"""

    assert run(text, OWN, clock="moved").outcome is Outcome.PASSED


def test_without_the_option_a_delay_is_waited_for(run: Run) -> None:
    result = run("GET {{base}}/now\n[Options]\ndelay: 60ms\nHTTP 200\n", OWN)

    assert result.outcome is Outcome.PASSED
    assert result.seconds >= 0.06
    assert "clock" not in result.transcript


@pytest.mark.requirement("HURL-4")
def test_a_system_without_a_clock_is_not_judged(run: Run) -> None:
    outcome, fault, reason = undecided(run(EXPIRY, None, clock="moved"))

    assert (outcome, fault) == (Outcome.NOT_RUN, Fault.BINDING)
    assert "system web has no `clock` in adjudge.toml" in reason


@pytest.mark.requirement("HURL-4")
def test_a_clock_that_does_not_move_is_no_evidence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(faketime.VARIABLE, "/nowhere")

    outcome, fault, reason = undecided(run(EXPIRY, LIBRARY, clock="moved"))

    assert (outcome, fault) == (Outcome.NOT_RUN, Fault.ENVIRONMENT)
    assert reason.startswith("the clock of this system cannot be moved: ")
    assert "apt-get install faketime" in reason


@pytest.mark.requirement("HURL-4")
def test_a_clock_that_stops_moving_decides_nothing(run: Run) -> None:
    outcome, fault, reason = undecided(run(EXPIRY, OWN, "--stuck", clock="running"))

    assert (outcome, fault) == (Outcome.INCONCLUSIVE, Fault.ENVIRONMENT)
    assert "was answered with 500" in reason


def test_a_delay_of_more_than_a_century_is_the_block_s_mistake(run: Run) -> None:
    text = EXPIRY.replace("899s", "99999999h")

    outcome, fault, reason = undecided(run(text, OWN, clock="running"))

    assert (outcome, fault) == (Outcome.INCONCLUSIVE, Fault.SPECIFICATION)
    assert "at most a century" in reason


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (EXPIRY, {"clock": "frozen"}, "clock: “frozen” is neither moved nor running"),
        (EXPIRY, {"clock": "moved", "engine": "hurl"}, "the program `hurl` can only wait"),
        ("GET {{base}}/\nHTTP 200\n", {"clock": "moved"}, "its time would never pass"),
    ],
)
def test_an_option_that_could_not_have_its_effect_is_a_finding(
    text: str, options: dict[str, str], message: str, check: Callable[..., Check], tmp_path: Path
) -> None:
    (finding,) = Hurl().diagnose(check(text, **options), tmp_path)

    assert finding.code == "ADJ335"
    assert message in finding.message
