"""Functions of the system's own code, called in a process of the language that they are written in."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adjudge.errors import SystemFailureError, UnsendableError
from adjudge.system import placeholders, templates
from adjudge.system.binding import Function, Language
from adjudge.system.driver import FunctionAction, Line
from adjudge.system.drivers import runners
from adjudge.system.drivers.done import Done
from adjudge.system.drivers.runner import Runner, RunnerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from adjudge.system.binding import Act
    from adjudge.system.stage import Stage
    from adjudge.system.templates import Lookup

_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Together:
    """What came of functions that were called in threads; see `adjudge.system.driver.Interleaved`."""

    done: tuple[Done, ...]
    lines: tuple[Line, ...]
    blocked: bool
    stuck: bool


class Functions:
    """Calls functions one after the other; safe to use from several threads, which then wait.

    Args:
        stage: gives the environment and the bounds.
        folder: the system's copy.
        variables: fill the placeholders of the interpreter's command.
        interpreter: the command of Python.
        clock: whether the clock of Python is going to be moved.
    """

    def __init__(
        self,
        stage: Stage,
        folder: Path,
        variables: Mapping[str, str],
        interpreter: Sequence[str],
        *,
        clock: bool,
    ) -> None:
        python = [placeholders.fill(word, variables) for word in interpreter]
        self._argv = {
            Language.PYTHON: [*python, str(runners.PYTHON)],
            Language.NODE: ["node", str(runners.NODE)],
        }
        self._stage = stage
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._running: dict[Language, Runner] = {}
        self.tools: dict[str, str] = {}
        self.clock_reason = ""

    def close(self) -> None:
        """End the runners; the next call starts new ones."""
        with self._lock:
            for runner in self._running.values():
                runner.close()
            self._running.clear()

    def act(self, act: Act, lookup: Lookup) -> Done:
        """Fill the arguments of a function and call it."""
        return self._carry_out(act, lookup, "call")

    def make(self, act: Act, lookup: Lookup) -> Done:
        """Call what makes things new; the instance of a class is kept for its methods."""
        return self._carry_out(act, lookup, "make")

    def start(self, language: Language) -> None:
        """Start a runner, if it does not run.

        Raises:
            SystemFailureError: it can't be started.
        """
        with self._lock:
            self._runner(language)

    def advance(self, seconds: float) -> None:
        """Move the clocks of all runners forward.

        Raises:
            SystemFailureError: one of them did not move.
        """
        with self._lock:
            for runner in self._running.values():
                reply = _asked(runner, {"do": "advance", "seconds": seconds})
                if "problem" in reply:
                    raise SystemFailureError(reply["problem"])

    def _carry_out(self, act: Act, lookup: Lookup, what: str) -> Done:
        function: Function = act  # type: ignore[assignment]  # the driver gives each actor its own kind
        arguments = _filled(function.arguments, lookup)
        _refuse_no_json(function, arguments)
        request = {"do": what, "target": function.target, "arguments": arguments}
        shown = f"{function.target}({_shown(arguments)})"
        with self._lock:
            runner = self._runner(function.language)
            begun = time.monotonic()
            try:
                reply = runner.ask(request)
            except RunnerError as error:
                del self._running[function.language]
                ended = time.monotonic()
                return Done(shown, failure=error.message, gone=True, begun=begun, ended=ended)
        ended = time.monotonic()
        if "problem" in reply:
            raise SystemFailureError(
                reply["problem"], next_step="correct the name of the function in the binding"
            )
        names, message = tuple(reply.get("raised", ())), reply.get("message", "")
        said = f"{names[0]}: {message}" if names else json.dumps(reply.get("returned"))
        action = FunctionAction(
            function.language.value, function.target, json.dumps(arguments)[:_KEPT], said[:_KEPT]
        )
        return Done(
            shown,
            raised=names,
            message=message,
            returned=reply.get("returned"),
            action=action,
            begun=begun,
            ended=ended,
        )

    def interleave(
        self, acts: Sequence[tuple[Act, Lookup]], plan: Mapping[int, int], first: int
    ) -> Together:
        """Call functions of Python in threads, one line at a time.

        Raises:
            SystemFailureError: there is no such function, or no runner any more.
        """
        calls = []
        for act, lookup in acts:
            function: Function = act  # type: ignore[assignment]  # the driver interleaves nothing else
            arguments = _filled(function.arguments, lookup)
            calls.append({"target": function.target, "arguments": arguments})
        request = {"do": "interleave", "calls": calls, "plan": list(plan.items()), "first": first}
        with self._lock:
            begun = time.monotonic()
            reply = _asked(self._runner(Language.PYTHON), request)
        ended = time.monotonic()
        if "problem" in reply:
            raise SystemFailureError(reply["problem"])
        outcomes = zip(calls, reply["outcomes"], strict=True)
        return Together(
            tuple(_outcome(call, outcome or {}, begun, ended) for call, outcome in outcomes),
            tuple(Line(*each) for each in reply["steps"]),
            reply["blocked"],
            reply["deadlock"],
        )

    def _runner(self, language: Language) -> Runner:
        if language not in self._running:
            runner = Runner(
                self._argv[language], self._folder, self._stage.environment, self._stage.limits
            )
            hello = _asked(runner, {"do": "hello", "clock": self._clock})
            self.tools[language.value] = hello["version"]
            self.clock_reason = hello["clock"]
            self._running[language] = runner
        return self._running[language]


def _outcome(
    call: Mapping[str, Any], outcome: Mapping[str, Any], begun: float, ended: float
) -> Done:
    shown = f"{call['target']}({_shown(call['arguments'])})"
    if not outcome:
        return Done(shown, failure="it never came to its end", begun=begun, ended=ended)
    names, message = tuple(outcome.get("raised", ())), outcome.get("message", "")
    returned = outcome.get("returned")
    return Done(shown, raised=names, message=message, returned=returned, begun=begun, ended=ended)


def _asked(runner: Runner, request: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return runner.ask(request)
    except RunnerError as error:
        raise SystemFailureError(
            f"the program that calls functions can't be used: {error.message}",
            next_step="name an interpreter that works in `interpreter`, or install node",
        ) from error


def _filled(arguments: object, lookup: Lookup) -> object:
    """Fill the arguments; in a list nothing is left out, so that the others keep their places."""
    if not isinstance(arguments, list):
        return templates.fill_json(arguments, lookup)
    filled = [templates.fill_json(item, lookup) for item in arguments]
    while filled and filled[-1] is templates.NOTHING:
        filled.pop()
    return [None if item is templates.NOTHING else item for item in filled]


def _refuse_no_json(function: Function, arguments: object) -> None:
    """Refuse numbers that JSON does not have: Node would read another text, or none."""
    try:
        json.dumps(arguments, allow_nan=False)
    except ValueError as error:
        if function.language is Language.NODE:
            message = f"{function.target} can't be given {arguments!r}: {error}"
            raise UnsendableError(message) from error


def _shown(arguments: object) -> str:
    if isinstance(arguments, dict):
        return ", ".join(f"{name}={json.dumps(value)}" for name, value in arguments.items())
    return ", ".join(map(json.dumps, arguments if isinstance(arguments, list) else []))
