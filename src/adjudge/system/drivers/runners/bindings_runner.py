"""The program that runs a project's Python file of bindings, with Adjudge's own interpreter.

Requests and replies are lines of JSON on a socket that was its standard input. While it carries
out a request it may ask for help itself: to send a request, to run a program, to move the clock.
Adjudge does these, within its bounds, and keeps what was done.
"""

from __future__ import annotations

import base64
import inspect
import json
import linecache
import os
import shlex
import sys
import traceback
import types
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import httpx

from adjudge import bindings, quantities
from adjudge.bindings import DECLARED, FIXTURES, Declaration, Refused, Result

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

BUILT_IN = ("http", "cli", "clock")
SHOWN = 500
OWN_HEADERS = ("host", "connection", "content-length", "transfer-encoding")
"""What belongs to the connection, and not to the message that it carries."""


class ProblemError(Exception):
    """The file of bindings is wrong; nothing follows of the system."""


class Channel:
    """The private channel to Adjudge."""

    def __init__(self) -> None:
        self._descriptor = os.dup(0)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        self._lines = os.fdopen(os.dup(self._descriptor), "rb")
        self._token = ""
        self.phase = "call"

    def next(self) -> dict[str, Any] | None:
        """Return the next request, or None where there are no more."""
        line = self._lines.readline()
        if not line:
            return None
        request: dict[str, Any] = json.loads(line)
        self._token = request.pop("token")
        return request

    def reply(self, reply: Mapping[str, Any]) -> None:
        """Answer the request."""
        sys.stdout.flush()
        sys.stderr.flush()
        data = memoryview(json.dumps({**reply, "token": self._token}).encode() + b"\n")
        while data:
            data = data[os.write(self._descriptor, data) :]

    def ask(self, what: str, **request: Any) -> dict[str, Any]:
        """Ask Adjudge to do something; return what came of it."""
        self.reply({"ask": what, "phase": self.phase, **request})
        answer = self.next()
        if answer is None:
            sys.exit()
        if "problem" in answer:
            raise ProblemError(answer["problem"])
        return answer


class Transport(httpx.BaseTransport):
    """Lets Adjudge send what an httpx client of the bindings asks for."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return its response."""
        given = {name: value for name, value in request.headers.items() if name not in OWN_HEADERS}
        done = self._channel.ask(
            "http",
            method=request.method,
            url=str(request.url),
            headers=given,
            body=base64.b64encode(request.read()).decode(),
        )
        if done["failure"]:
            raise httpx.TransportError(done["failure"], request=request)
        content = base64.b64decode(done["body"])
        headers = [(n, v) for n, v in done["headers"] if n.lower() not in OWN_HEADERS]
        return httpx.Response(done["status"], headers=headers, content=content, request=request)


class Clock:
    """The fixture `clock`."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def advance(self, duration: str | float) -> None:
        """Move the system's clock forward: `"15 min"`, or a number of seconds."""
        seconds = quantities.seconds(duration) if isinstance(duration, str) else float(duration)
        self._channel.ask("advance", seconds=seconds)


class Fixtures:
    """The values that functions ask for by name, kept until the next reset."""

    def __init__(self, channel: Channel, base: str) -> None:
        self._channel = channel
        self._base = base
        self._made: dict[str, object] = {}
        self._open: list[Generator[object, Any, Any]] = []
        self._making: list[str] = []

    def __getitem__(self, name: str) -> object:
        if name not in self._made:
            if name in self._making:
                raise ProblemError(f"the fixture `{name}` needs itself: {' → '.join(self._making)}")
            self._making.append(name)
            try:
                self._made[name] = self._make(name)
            finally:
                self._making.pop()
        return self._made[name]

    def _make(self, name: str) -> object:
        if name not in FIXTURES:
            return getattr(self, name)
        function = FIXTURES[name]
        value = function(**{need: self[need] for need in _parameters(function)})
        if inspect.isgenerator(value):
            self._open.append(value)
            return next(value)
        return value

    @cached_property
    def http(self) -> httpx.Client:
        """The fixture `http`: a client whose base is the system's URL."""
        return httpx.Client(
            base_url=self._base,
            headers={"Accept-Encoding": "identity"},
            transport=Transport(self._channel),
            trust_env=False,
        )

    @cached_property
    def clock(self) -> Clock:
        """The fixture `clock`."""
        return Clock(self._channel)

    def cli(self, command: str | Sequence[str], stdin: str = "") -> Result:
        """Run a program in the system's copy; the fixture `cli` is this method."""
        argv = shlex.split(command) if isinstance(command, str) else [str(word) for word in command]
        done = self._channel.ask("run", argv=argv, stdin=stdin)
        if done["failure"]:
            raise AssertionError(f"{shlex.join(argv)}: {done['failure']}")
        return Result(done["exit_code"], done["stdout"], done["stderr"])

    def forget(self) -> None:
        """Let every fixture that yielded go on, the last one first, and forget all."""
        while self._open:
            next(self._open.pop(), None)
        self._made.clear()


class Runner:
    """Answers requests about one file of bindings and one machine."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._path = ""
        self._fixtures = Fixtures(channel, "")
        self._own: dict[tuple[str, str], Declaration] = {}

    def answer(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer one request; whatever goes wrong is told with its place in the file."""
        try:
            return cast("Mapping[str, Any]", getattr(self, f"do_{request['do']}")(request))
        except ProblemError as error:
            return {"problem": str(error)}
        except (httpx.TransportError, json.JSONDecodeError, AssertionError) as error:
            return {"answer": "error", "detail": self._told(error)}
        except Exception as error:  # noqa: BLE001 -- the file may raise anything
            return {"problem": self._told(error)}

    def do_load(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Run the file, and tell what it declares for the machine."""
        self._path, text = request["path"], request["text"]
        linecache.cache[self._path] = (len(text), None, text.splitlines(keepends=True), self._path)
        module = types.ModuleType("bindings")
        sys.modules["bindings"] = module
        code = compile(text, self._path, "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 -- running the project's file is what this program is for
        for declaration in DECLARED:
            if declaration.machine in {"", request["machine"]} and self._is_known(
                declaration, request
            ):
                self._keep(declaration)
        return {"declared": [self._described(d, request) for d in self._own.values()]}

    def _is_known(self, declaration: Declaration, request: Mapping[str, Any]) -> bool:
        """Tell whether the machine has what is declared; what names no machine may be for another."""
        names = {"event": request["parameters"], "observe": request["variables"], "reset": [""]}
        if declaration.name in names[declaration.kind]:
            return True
        if declaration.machine:
            message = (
                f"machine {declaration.machine} has no “{declaration.name}” to {declaration.kind}"
            )
            raise ProblemError(f"{self._place(declaration)}: {message}")
        return False

    def _keep(self, declaration: Declaration) -> None:
        key = declaration.kind, declaration.name
        known = self._own.get(key)
        if known is not None and bool(known.machine) == bool(declaration.machine):
            what = f"{declaration.kind} {declaration.name}".strip()
            raise ProblemError(
                f"{self._place(declaration)}: {what} is also declared at {self._place(known)}"
            )
        if known is None or declaration.machine:
            self._own[key] = declaration

    def _described(self, declaration: Declaration, request: Mapping[str, Any]) -> Mapping[str, Any]:
        free = [p for p in _parameters(declaration.function) if p not in {*FIXTURES, *BUILT_IN}]
        known = request["parameters"].get(declaration.name, [])
        unknown = [name for name in free if name not in known]
        if unknown and declaration.kind != "observe":
            message = f"{declaration.function.__name__} asks for `{unknown[0]}`, which is neither a fixture nor a parameter of the event"
            raise ProblemError(f"{self._place(declaration)}: {message}")
        for answers in (declaration.accepted, declaration.refused):
            _codes(answers)
        return {
            "kind": declaration.kind,
            "name": declaration.name,
            "machine": declaration.machine,
            "line": declaration.function.__code__.co_firstlineno,
            "index": len(free),
            "needs": [name for name in free if _has_no_default(declaration.function, name)],
        }

    def do_begin(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Start over with a system that is as new."""
        self._fixtures.forget()
        self._fixtures = Fixtures(self._channel, request["base"])
        return {}

    def do_reset(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let the file make the system as new."""
        declaration = self._own["reset", ""]
        return self._judged(declaration, self._called(declaration, {}))

    def do_event(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let an event happen."""
        declaration = self._own["event", request["name"]]
        try:
            value = self._called(declaration, request["arguments"])
        except Refused as error:
            return {"answer": "refused", "detail": str(error) or "refused"}
        except _exceptions(declaration) as error:
            return {"answer": "refused", "detail": f"{type(error).__name__}: {error}"[:SHOWN]}
        return self._judged(declaration, value)

    def do_observe(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Read a variable, at a place of its index if it asks for one."""
        declaration = self._own["observe", request["name"]]
        free = [p for p in _parameters(declaration.function) if p not in {*FIXTURES, *BUILT_IN}]
        value = self._called(declaration, dict(zip(free, request["index"], strict=True)))
        return {"value": json.loads(json.dumps(value, default=str))}

    def _called(self, declaration: Declaration, arguments: Mapping[str, object]) -> object:
        given: dict[str, object] = {}
        self._channel.phase = "fixture"
        for name in _parameters(declaration.function):
            if name in arguments:
                given[name] = arguments[name]
            elif name in FIXTURES or name in BUILT_IN:
                given[name] = self._fixtures[name]
        self._channel.phase = "call"
        return declaration.function(**given)

    def _judged(self, declaration: Declaration, value: object) -> Mapping[str, Any]:
        accepted, refused = (_codes(part) for part in (declaration.accepted, declaration.refused))
        if isinstance(value, httpx.Response):
            code, said = value.status_code, " ".join(value.text.split())
            shown = f"{value.request.method} {value.request.url.raw_path.decode()} → {code} {said}"
            accepted = accepted or (list(range(200, 300)) if declaration.kind == "reset" else [])
        elif isinstance(value, Result):
            code, shown = (
                value.exit_code,
                f"exit code {value.exit_code} {value.stdout}{value.stderr}",
            )
            accepted = accepted or [0]
        elif accepted:
            shown = f"{value!r} is neither a response nor a result, and `accepted` lists codes"
            return {"answer": "error", "detail": shown[:SHOWN]}
        else:
            return {
                "answer": "accepted",
                "detail": f"{declaration.function.__name__} → {value!r}"[:SHOWN],
            }
        answer = "accepted" if code in accepted else "refused" if code in refused else "error"
        if answer == "error":
            shown = (
                f"{shown[:SHOWN]}: an answer that the binding declares neither accepted nor refused"
            )
        return {"answer": answer, "detail": shown.strip()[: 2 * SHOWN]}

    def _place(self, declaration: Declaration) -> str:
        return f"{self._path}:{declaration.function.__code__.co_firstlineno}"

    def _told(self, error: BaseException) -> str:
        """Say what was raised, and at which line of the file."""
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == self._path]
        place = f"{self._path}:{lines[-1]}: " if lines else ""
        return f"{place}{type(error).__name__}: {error}"[:SHOWN]


def _parameters(function: object) -> list[str]:
    return list(inspect.signature(cast("Any", function)).parameters)


def _has_no_default(function: object, name: str) -> bool:
    parameter = inspect.signature(cast("Any", function)).parameters[name]
    return parameter.default is parameter.empty


def _codes(answers: bindings.Answers) -> list[int]:
    found: list[int] = []
    for answer in answers:
        if isinstance(answer, int):
            found.append(answer)
        elif isinstance(answer, str) and answer[:1].isdigit() and answer[1:].lower() == "xx":
            found += range(int(answer[0]) * 100, int(answer[0]) * 100 + 100)
        elif isinstance(answer, str):
            raise ProblemError(f"{answer!r} is no status; write one such as 409 or '4xx'")
    return found


def _exceptions(declaration: Declaration) -> tuple[type[BaseException], ...]:
    return tuple(answer for answer in declaration.refused if isinstance(answer, type))


def main() -> None:
    """Answer one request after the other until there are no more."""
    channel = Channel()
    runner = Runner(channel)
    while (request := channel.next()) is not None:
        channel.reply(runner.answer(request))


if __name__ == "__main__":
    main()
