"""What the project's Python file of bindings declares for one machine, carried out in its own process."""

from __future__ import annotations

import base64
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import adjudge
from adjudge.errors import ObservationError, SystemFailureError, UnsendableError
from adjudge.system.driver import Answer, ClockAction, Reply
from adjudge.system.drivers import runners
from adjudge.system.drivers.done import Done
from adjudge.system.drivers.reading import cells, each
from adjudge.system.drivers.runner import Runner, RunnerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from adjudge.system.binding import Source
    from adjudge.system.drivers.hands import Hands
    from adjudge.system.stage import Stage

_NEXT = "correct the function at this line"


@dataclass(frozen=True, slots=True)
class Declared:
    """One function of the file.

    `index` counts its parameters that are no fixtures; those in `needs` have no default.
    """

    name: str
    line: int
    index: int
    needs: tuple[str, ...] = ()


class DeclaredBindings:
    """The functions of one file for one machine; calls are made one after the other.

    Args:
        source: the file.
        machine: whose functions are wanted.
        parameters: the names of each event's parameters.
        variables: the names of the variables.
        stage: gives the environment and the bounds.
        hands: send what the file asks for.
    """

    def __init__(
        self,
        source: Source,
        machine: str,
        parameters: Mapping[str, Sequence[str]],
        variables: Iterable[str],
        stage: Stage,
        hands: Hands,
    ) -> None:
        self._source = source
        self._stage = stage
        self._hands = hands
        self._done: list[tuple[str, Done]] = []
        self._begun = self._ended = 0.0
        self._load = {
            "do": "load",
            "path": source.path,
            "text": source.text,
            "machine": machine,
            "parameters": {event: list(names) for event, names in parameters.items()},
            "variables": list(variables),
        }
        self._runner: Runner | None = None
        declared = self._started()
        self.events = _of(declared, "event")
        self.variables = _of(declared, "observe")
        self.reset = _of(declared, "reset").get("")

    def place(self, declared: Declared) -> str:
        """Return where a function stands."""
        return f"{self._source.path}:{declared.line}"

    def close(self) -> None:
        """End the process."""
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    def begin(self) -> None:
        """Let the fixtures begin anew, with a system that is as new."""
        self._ask({"do": "begin", "base": self._hands.base})

    def make_new(self) -> str:
        """Let the file make the system as new; return what went wrong, if something did."""
        reply = self._ask({"do": "reset"})
        return "" if reply.get("answer") == "accepted" else str(reply.get("detail"))

    def call(self, event: str, arguments: Mapping[str, object]) -> Reply:
        """Let an event happen."""
        missing = [name for name in self.events[event].needs if name not in arguments]
        if missing:
            place = self.place(self.events[event])
            raise UnsendableError(f"{place} needs a value for {missing[0]}")
        reply = self._ask({"do": "event", "name": event, "arguments": dict(arguments)})
        own = [done for phase, done in self._done if phase == "call"]
        return Reply(
            Answer(reply.get("answer", "error")),
            str(reply.get("detail", "")),
            tuple(done.action for _, done in self._done if done.action),
            own[0].begun if own else self._begun,
            own[-1].ended if own else self._ended,
        )

    def observe(self, name: str, index: Sequence[Sequence[str]]) -> object:
        """Read a variable, at each place of its index if the function asks for one."""
        declared = self.variables[name]
        if not declared.index:
            return cells(name, self._value(name, ()), index, {})
        if declared.index != len(index):
            raise ObservationError(
                f"{self.place(declared)}: {name} has {len(index)} positions in its index, and the function takes {declared.index}",
                next_step="give it one parameter for each position, or none and return a mapping",
            )
        return each(name, index, {}, lambda shown, place: self._value(shown, place, name))

    def _value(self, shown: str, place: Sequence[str], name: str = "") -> object:
        reply = self._ask({"do": "observe", "name": name or shown, "index": list(place)})
        if "value" not in reply:
            raise ObservationError(f"{shown} can't be read: {reply.get('detail')}")
        return reply["value"]

    def _ask(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._runner is None:
            self._started()
            self.begin()
        assert self._runner is not None  # noqa: S101 -- it was started
        self._done.clear()
        self._begun = time.monotonic()
        try:
            reply = self._runner.ask(request)
        except RunnerError as error:
            self._runner = None
            raise SystemFailureError(
                f"{self._source.path} can't be used: {error.message}", next_step=_NEXT
            ) from error
        self._ended = time.monotonic()
        if "problem" in reply:
            raise SystemFailureError(
                f"the binding has a mistake: {reply['problem']}", next_step=_NEXT
            )
        return reply

    def _started(self) -> list[Mapping[str, Any]]:
        home = str(Path(adjudge.__file__).parents[1])
        self._runner = Runner(
            [sys.executable, "-P", str(runners.BINDINGS)],
            self._stage.scratch,
            {**self._stage.environment, "PYTHONPATH": home},
            self._stage.limits,
            self._help,
        )
        try:
            declared: list[Mapping[str, Any]] = self._ask(self._load)["declared"]
        except SystemFailureError:
            self.close()
            raise
        return declared

    def _help(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Do what the file asks for, and keep what was done."""
        try:
            return self._helped(asked)
        except SystemFailureError as error:
            return {"problem": error.message}
        except ValueError as error:
            return {"problem": str(error)}

    def _helped(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        if asked["ask"] == "advance":
            self._hands.advance(asked["seconds"])
            now, action = time.monotonic(), ClockAction(asked["seconds"])
            moved = Done("the clock", action=action, begun=now, ended=now)
            self._done.append((asked["phase"], moved))
            return {}
        if asked["ask"] == "run":
            done = self._hands.run(asked["argv"], asked["stdin"])
            answer: dict[str, Any] = {
                "exit_code": done.status,
                "stdout": done.text,
                "stderr": done.message,
            }
        else:
            body = base64.b64decode(asked["body"])
            done, headers, content = self._hands.send(
                asked["method"], asked["url"], asked["headers"], body
            )
            answer = {
                "status": done.status,
                "headers": headers,
                "body": base64.b64encode(content).decode(),
            }
        self._done.append((asked["phase"], done))
        return {**answer, "failure": done.failure}


def _of(declared: Sequence[Mapping[str, Any]], kind: str) -> dict[str, Declared]:
    return {
        each["name"]: Declared(each["name"], each["line"], each["index"], tuple(each["needs"]))
        for each in declared
        if each["kind"] == kind
    }
