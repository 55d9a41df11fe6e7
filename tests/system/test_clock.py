"""Real servers whose clocks are moved; each tells its time as `GET /`."""

from __future__ import annotations

import ast
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from adjudge.errors import SystemFailureError
from adjudge.system import faketime
from adjudge.system.clock import NoClock, require_forward
from adjudge.system.configuration import ClockSource, Ready, Shown, Stop, System
from adjudge.system.stages import LocalStage

if TYPE_CHECKING:
    from adjudge.system.stage import Clock, Instance

OpenStage = Callable[[System], LocalStage]
Web = Callable[..., LocalStage]

LIBRARY = ClockSource(library="libfaketime")

PYTHON = """
import http.server, os, sys, time
ahead = 0
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global ahead
        if self.path.startswith("/forward?"):
            ahead += float(self.path.partition("?")[2])
        if self.path == "/environment":
            body = str(dict(os.environ)).encode()
        elif self.path == "/monotonic":
            body = repr(time.monotonic()).encode()
        elif self.path == "/waited":
            time.sleep(0.05)
            body = repr(time.monotonic()).encode()
        else:
            body = repr(time.time() + ahead).encode()
        self.send_response(404 if self.path.startswith("/nowhere") else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_POST = do_HEAD = do_GET
    if "--no-date" in sys.argv:
        def date_time_string(self): return ""
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
NODE = """
let fired = "waiting";
setTimeout(() => { fired = "fired"; }, 600_000);
require("node:http").createServer((request, response) => {
  response.end(request.url === "/timer" ? fired : String(Date.now() / 1000));
}).listen(Number(process.argv[2]), "127.0.0.1");
"""
JAVA = """
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
class Server {
  public static void main(String[] words) throws Exception {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(words[0])), 0);
    server.createContext("/", exchange -> {
      byte[] body = String.valueOf(System.currentTimeMillis() / 1000.0).getBytes();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
  }
}
"""
C = r"""
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
int main(int count, char **words) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1]))};
  int one = 1, listening = socket(AF_INET, SOCK_STREAM, 0);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  bind(listening, (struct sockaddr *)&at, sizeof at);
  listen(listening, 8);
  for (;;) {
    char in[4096], out[512], date[64];
    int client = accept(listening, 0, 0);
    time_t now = time(0);
    if (read(client, in, sizeof in) > 0) {
      strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime(&now));
      snprintf(out, sizeof out,
               "HTTP/1.0 200 OK\r\nDate: %s\r\nContent-Length: 13\r\n\r\n%ld.00", date, (long)now);
      write(client, out, strlen(out));
    }
    close(client);
  }
}
"""


def _installed() -> bool:
    try:
        faketime.library()
    except SystemFailureError:
        return False
    return True


needs_faketime = pytest.mark.skipif(
    not _installed(), reason="libfaketime is missing: apt-get install faketime"
)


def needs(program: str, package: str) -> pytest.MarkDecorator:
    reason = f"{program} is missing: apt-get install {package}"
    return pytest.mark.skipif(shutil.which(program) is None, reason=reason)


def get(instance: Instance, path: str = "/") -> str:
    with urllib.request.urlopen(f"{instance.base}{path}", timeout=10) as response:
        text: str = response.read().decode()
        return text


def clock_of(instance: Instance) -> Clock:
    assert instance.clock is not None
    return instance.clock


@pytest.fixture
def web(project: Path, open_stage: OpenStage) -> Web:
    """Opens a stage on a system of one file that is told its port."""

    def open_one(
        source: str = PYTHON,
        file: str = "server.py",
        start: tuple[str, ...] = (sys.executable, "server.py", "{port}"),
        clock: ClockSource | None = LIBRARY,
        **more: object,
    ) -> LocalStage:
        (project / file).write_text(source)
        ready = Ready(port="{port}")
        return open_stage(System("web", start=start, ready=ready, clock=clock, **more))  # type: ignore[arg-type]

    return open_one


LANGUAGES = [
    pytest.param(PYTHON, "server.py", (sys.executable, "server.py", "{port}"), id="python"),
    pytest.param(
        NODE, "server.js", ("node", "server.js", "{port}"), id="node", marks=needs("node", "nodejs")
    ),
    pytest.param(
        JAVA,
        "Server.java",
        ("java", "Server.java", "{port}"),
        id="java",
        marks=needs("javac", "default-jdk-headless"),
    ),
]


@needs_faketime
@pytest.mark.parametrize(("source", "file", "start"), LANGUAGES)
def test_a_held_clock_passes_by_what_it_is_moved_and_by_nothing_else(
    web: Web, source: str, file: str, start: tuple[str, ...]
) -> None:
    with web(source, file, start).start(clock=True) as instance:
        clock = clock_of(instance)
        clock.hold()
        told = [float(get(instance))]
        for seconds in (899, 0.5, 0.5, 1):
            clock.advance(seconds)
            told.append(float(get(instance)))

    assert [round(one - told[0], 3) for one in told] == [0, 899, 899.5, 900, 901]


@needs_faketime
def test_a_clock_that_is_not_held_runs_on_between_its_moves(web: Web) -> None:
    with web().start(clock=True) as instance:
        began = time.monotonic()
        before = float(get(instance))
        clock_of(instance).advance(900)
        clock_of(instance).advance(60)
        moved, passed = float(get(instance)) - before, time.monotonic() - began

    assert clock_of(instance).works
    assert 990 < moved <= 990 + passed  # with the half minute that shows that it moves


@needs_faketime
def test_held_moved_and_released_no_clock_of_the_system_ever_goes_back(web: Web) -> None:
    with web().start(clock=True) as instance:
        clock = clock_of(instance)
        told = [_both(instance)]
        for step in (lambda: clock.works, clock.hold, lambda: clock.advance(9), clock.release):
            step()
            told += [_both(instance), _both(instance)]
        released = told[-1][0]
        get(instance, "/waited")
        told.append(_both(instance))

    assert told == sorted(told)
    assert [one for one, _ in told] == sorted(one for one, _ in told)
    assert [one for _, one in told] == sorted(one for _, one in told)
    assert all(abs(wall - told[0][0] - (other - told[0][1])) < 5 for wall, other in told)
    assert 0.05 <= told[-1][0] - released < 30


def _both(instance: Instance) -> tuple[float, float]:
    return float(get(instance)), float(get(instance, "/monotonic"))


@needs_faketime
def test_a_system_that_ends_by_a_timer_does_not_wait_for_a_clock_that_stands_still(
    web: Web,
) -> None:
    ending = PYTHON.replace(
        'http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()',
        """
import signal, threading
class Server(http.server.ThreadingHTTPServer):
    end = None
    def service_actions(self):
        if self.end and time.monotonic() > self.end: os._exit(0)
server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
signal.signal(signal.SIGTERM, lambda *_: setattr(server, "end", time.monotonic() + 0.1))
server.serve_forever(0.01)
""",
    )
    assert ending != PYTHON

    with web(ending, stop=Stop(grace=30)).start(clock=True) as instance:
        clock_of(instance).hold()
        get(instance)
        began = time.monotonic()

    assert time.monotonic() - began < 20


@needs_faketime
@needs("node", "nodejs")
@pytest.mark.parametrize(("timers", "state"), [(True, "fired"), (False, "waiting")])
def test_a_timer_fires_when_the_clock_is_moved_past_it_unless_timers_stay_real(
    web: Web, *, timers: bool, state: str
) -> None:
    source = ClockSource(library="libfaketime", timers=timers)

    with web(NODE, "server.js", ("node", "server.js", "{port}"), source).start(
        clock=True
    ) as instance:
        before = float(get(instance))
        clock_of(instance).advance(601)

        assert get(instance, "/timer") == state
        assert float(get(instance)) - before > 601


@needs_faketime
def test_two_started_systems_have_clocks_of_their_own_and_each_start_has_the_real_time(
    web: Web,
) -> None:
    stage = web()

    with stage.start(clock=True) as one, stage.start(clock=True) as two:
        clock_of(one).advance(3600)

        assert float(get(one)) - time.time() > 3600
        assert abs(float(get(two)) - time.time()) < 10
    with stage.start(clock=True) as again:
        assert abs(float(get(again)) - time.time()) < 10


@needs_faketime
def test_only_a_start_that_asks_for_a_clock_gets_one(web: Web, project: Path) -> None:
    stage = web(reset=((sys.executable, "-c", ""),))

    with stage.start() as shared, stage.start(clock=True) as moved:
        assert shared.clock is None
        assert moved.base != shared.base
        assert "faketime" not in get(shared, "/environment")
        assert "faketime" in get(moved, "/environment")
        assert not {"LD_PRELOAD", "FAKETIME_TIMESTAMP_FILE"} & stage.environment.keys()


@pytest.mark.requirement("MACH-17")
def test_a_system_without_a_clock_in_its_table_has_none(web: Web) -> None:
    with web(clock=None).start(clock=True) as instance:
        assert instance.clock is None


@needs_faketime
def test_nothing_is_left_in_shared_memory_of_a_system_that_was_killed(web: Web) -> None:
    with web().start(clock=True) as instance:
        clock_of(instance).advance(1)
        name = ast.literal_eval(get(instance, "/environment"))["FAKETIME_SHARED"].split("/")[-1]
        pid = _listener(instance)
        assert _shared(name, pid)
        psutil.Process(pid).kill()

    assert not _shared(name, pid)


def _shared(name: str, pid: int) -> list[Path]:
    return [path for path in Path("/dev/shm").glob("*") if path.name.endswith((name, f"_{pid}"))]


def _listener(instance: Instance) -> int:
    port = int(instance.variables["port"])
    for child in psutil.Process().children(recursive=True):
        if any(c.laddr.port == port for c in child.net_connections() if c.status == "LISTEN"):
            return child.pid
    raise AssertionError


@needs_faketime
@needs("gcc", "gcc")
def test_a_statically_linked_server_is_told_from_one_whose_clock_moves(
    web: Web, project: Path
) -> None:
    stage = web(C, "server.c", ("./server", "{port}"))
    build = ["gcc", "-w", "-static", "-o", "server", "server.c"]
    subprocess.run(build, cwd=project, check=True, capture_output=True)
    stage = web(C, "server.c", ("./server", "{port}"))

    with stage.start(clock=True) as instance:
        clock = clock_of(instance)

        assert not clock.works
        assert clock.reason.startswith("the clock of this system cannot be moved: server (process ")
        assert "is statically linked, so no library can be loaded into it" in clock.reason
        assert "POST /test/clock?forward={seconds}" in clock.reason
        with pytest.raises(SystemFailureError, match="cannot be moved"):
            clock.advance(900)


@needs_faketime
def test_a_process_that_was_started_without_the_environment_is_found(web: Web) -> None:
    program = ("env", "-u", "LD_PRELOAD", sys.executable, "server.py", "{port}")

    with web(start=program).start(clock=True) as instance:
        assert "did not load libfaketime" in clock_of(instance).reason


@pytest.mark.requirement("MACH-17")
def test_a_machine_without_the_library_says_what_to_install(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(faketime.VARIABLE, "/nowhere/libfaketimeMT.so.1")

    with web().start(clock=True) as instance:
        assert float(get(instance)) > 0
        clock = clock_of(instance)
        assert not clock.works
        assert "apt-get install faketime" in clock.reason
        with pytest.raises(SystemFailureError, match="ADJUDGE_LIBFAKETIME names no file"):
            clock.hold()


@needs_faketime
def test_a_server_whose_answers_carry_no_date_must_say_where_it_tells_its_time(web: Web) -> None:
    start = (sys.executable, "server.py", "{port}", "--no-date")
    told = ClockSource(library="libfaketime", shown=Shown(url="/now"))

    with web(start=start).start(clock=True) as instance:
        assert "carry no `Date`" in clock_of(instance).reason
        assert "shown_by" in clock_of(instance).reason
    with web(start=start, clock=told).start(clock=True) as instance:
        assert clock_of(instance).reason == ""


ASK = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1]).read().decode())"
TELL = Shown(command=(sys.executable, "-c", ASK, "{base}/now"))


@pytest.mark.requirement("HURL-4")
@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (ClockSource(request="POST /forward?{seconds}", shown=Shown(url="/now")), ""),
        (ClockSource(request="POST {base}/forward?{seconds}", shown=TELL), ""),
        (
            ClockSource(
                command=(sys.executable, "-c", ASK, "{base}/forward?{seconds}"),
                shown=Shown(url="/now"),
            ),
            "",
        ),
        (ClockSource(request="POST /forward?{seconds}"), "it tells a time that is 3 s later"),
        (ClockSource(request="POST /nowhere?{seconds}", shown=TELL), "was answered with 404"),
        (ClockSource(command=("false", "{seconds}"), shown=TELL), "“false 30” ended with 1"),
        (
            ClockSource(request="POST /forward?{seconds}", shown=Shown(command=("true",))),
            "what “true” writes holds no time",
        ),
        (
            ClockSource(request="POST /forward?{seconds}", shown=Shown(command=("false",))),
            "“false” ended with 1",
        ),
        (
            ClockSource(request="POST /forward?{seconds}", shown=Shown(command=("nonesuch",))),
            "“nonesuch” can't be executed",
        ),
        (
            ClockSource(request="POST http://127.0.0.1:1/?{seconds}", shown=TELL),
            "POST http://127.0.0.1:1/?30 was not answered",
        ),
    ],
)
def test_a_clock_of_the_system_s_own_counts_once_it_was_seen_to_move(
    web: Web, source: ClockSource, reason: str
) -> None:
    with web(clock=source).start(clock=True) as instance:
        clock = clock_of(instance)
        assert reason in clock.reason
        assert clock.works is (reason == "")
        if not reason:
            before = float(get(instance))
            clock.hold()
            clock.advance(900.25)
            assert 900.25 <= float(get(instance)) - before < 910


@needs_faketime
def test_a_process_that_starts_later_without_the_library_stops_the_clock(web: Web) -> None:
    later = PYTHON.replace(
        'if self.path == "/environment":',
        'if self.path == "/spawn":\n'
        "            import subprocess; subprocess.Popen(['env', '-i', 'sleep', '60'])\n"
        "            body = b''\n"
        '        elif self.path == "/environment":',
    )

    with web(later).start(clock=True) as instance:
        clock_of(instance).advance(1)
        get(instance, "/spawn")
        with pytest.raises(SystemFailureError, match=r"sleep \(process \d+\) did not load"):
            clock_of(instance).advance(1)


@needs_faketime
def test_a_system_that_has_ended_has_no_clock(web: Web) -> None:
    with web().start(clock=True) as instance:
        psutil.Process(_listener(instance)).kill()
        with socket.socket() as free:  # until nobody listens there any more
            while free.connect_ex(("127.0.0.1", int(instance.variables["port"]))) == 0:
                time.sleep(0.01)

        assert "does not answer when asked for its time" in clock_of(instance).reason


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 1e12])
def test_a_clock_goes_forward_only(seconds: float) -> None:
    with pytest.raises(ValueError, match="forward only"):
        require_forward(seconds)
    with pytest.raises(ValueError, match="forward only"):
        NoClock("it has none", "").advance(seconds)


def test_a_clock_may_be_asked_to_stay_where_it_is() -> None:
    assert require_forward(0) == 0
