"""The program that calls functions of the system, in the system's own interpreter.

It needs nothing but the standard library of Python 3.8 (and time-machine, to move its clock), and
knows nothing of what is expected. Requests and replies are lines of JSON on a socket that was its
standard input; each reply repeats the token of its request.
"""

from __future__ import annotations

import sys

sys.path[0] = ""  # the system's folder, as for `python -c`, instead of the one that holds this file

import importlib  # noqa: E402 -- no module may come from the folder of this file
import inspect  # noqa: E402 -- as above
import json  # noqa: E402 -- as above
import os  # noqa: E402 -- as above
import platform  # noqa: E402 -- as above
import time  # noqa: E402 -- as above

MESSAGE = 2000
TOLERANCE = 1.0


class MissingError(Exception):
    """There is no such function; that is no answer of the system."""


class Runner:
    """Answers requests; holds the instances that a reset made, and the moved clock."""

    def __init__(self) -> None:
        self._instances: dict[str, object] = {}
        self._loop: object = None
        self._travel: object = None
        self._interleaving: object = None

    def answer(self, request: dict) -> dict:  # type: ignore[type-arg]  # JSON, in the syntax of old Pythons
        """Answer one request."""
        try:
            return getattr(self, request["do"])(request)  # type: ignore[no-any-return]  # one of the methods below
        except MissingError as error:
            return {"problem": str(error)}

    def hello(self, request: dict) -> dict:  # type: ignore[type-arg]  # as above
        """Say which Python this is, and what keeps its clock from being moved."""
        problem = ""
        if request.get("clock"):
            problem = self._stop_clock()
        return {"version": platform.python_version(), "clock": problem}

    def _stop_clock(self) -> str:
        try:
            import time_machine
        except ImportError:
            return "time-machine is not installed for this Python (pip install time-machine)"
        traveller = time_machine.travel(time.time(), tick=False)
        self._travel = traveller.start()
        return ""

    def advance(self, request: dict) -> dict:  # type: ignore[type-arg]  # as above
        """Move the clock forward."""
        before = time.time()
        self._travel.shift(request["seconds"])  # type: ignore[attr-defined]  # a traveller, once `hello` found one
        if abs(time.time() - before - request["seconds"]) > TOLERANCE:
            return {"problem": "the clock of this Python did not move"}
        return {}

    def make(self, request: dict) -> dict:  # type: ignore[type-arg]  # as above
        """Make things new: an instance of a class, or whatever a function does."""
        target = self._found(request["target"])
        reply: dict  # type: ignore[type-arg]  # as above
        reply, value = self._outcome(target, request)
        if inspect.isclass(target) and "raised" not in reply:
            self._instances[request["target"]] = value
            reply = {"returned": None}
        return reply

    def call(self, request: dict) -> dict:  # type: ignore[type-arg]  # as above
        """Call a function; what can't be called is a value already."""
        target = self._found(request["target"])
        reply: dict = self._outcome(target, request)[0] if callable(target) else _encoded(target)  # type: ignore[type-arg]  # as above
        return reply

    def interleave(self, request: dict) -> dict:  # type: ignore[type-arg]  # as above
        """Call several functions in threads of which one moves at a time, as a plan says."""
        import functools
        import importlib.util
        import pathlib

        place = pathlib.Path(__file__).with_name("interleaving.py")
        if self._interleaving is None:
            spec = importlib.util.spec_from_file_location("_interleaving", place)
            self._interleaving = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]  # it stands beside this file
            spec.loader.exec_module(self._interleaving)  # type: ignore[union-attr]  # as above
        calls = []
        for each in request["calls"]:
            target = self._found(each["target"])
            if inspect.iscoroutinefunction(target):
                raise MissingError(
                    f"{each['target']} is asynchronous, so it has no lines to stop at"
                )
            calls.append(functools.partial(self._only_outcome, target, each))
        done: dict = self._interleaving.interleave(calls, request, os.curdir)  # type: ignore[type-arg, attr-defined]  # as above
        return done

    def _only_outcome(self, target: object, request: dict) -> dict:  # type: ignore[type-arg]  # as above
        outcome: dict = self._outcome(target, request)[0]  # type: ignore[type-arg]  # as above
        return outcome

    def _outcome(self, target: object, request: dict) -> tuple:  # type: ignore[type-arg]  # as above
        arguments = request["arguments"] or []
        try:
            named, listed = (arguments, []) if isinstance(arguments, dict) else ({}, arguments)
            value = target(*listed, **named)  # type: ignore[operator]  # the binding says that it is a function
            if inspect.iscoroutine(value):
                value = self._awaited(value)
        except BaseException as error:  # noqa: BLE001 -- whatever it raises is what was observed
            names = [name for kind in type(error).__mro__[:-1] for name in _names(kind)]
            return {"raised": names, "message": str(error)[:MESSAGE]}, None
        return _encoded(value), value

    def _awaited(self, value: object) -> object:
        import asyncio

        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        return self._loop.run_until_complete(value)  # type: ignore[attr-defined]  # an event loop

    def _found(self, target: str) -> object:
        """Find `module:name.name`; a name below a class that was made belongs to its instance."""
        module, _, path = target.partition(":")
        parts = path.split(".")
        try:
            found = importlib.import_module(module)
            for number, part in enumerate(parts, 1):
                made = f"{module}:{'.'.join(parts[:number])}"
                instance = self._instances.get(made) if number < len(parts) else None
                found = getattr(found, part) if instance is None else instance  # type: ignore[assignment]  # a module at first
        except BaseException as error:  # noqa: BLE001 -- importing runs the system's code
            raise MissingError(
                f"{target} can't be used: {type(error).__name__}: {error}"[:MESSAGE]
            ) from None
        return found


def _encoded(value: object) -> dict:  # type: ignore[type-arg]  # as above
    """Write a value as JSON, or as text where it has no JSON form."""
    try:
        return {"returned": json.loads(json.dumps(value, allow_nan=False))}
    except (TypeError, ValueError, RecursionError):
        return {"returned": str(value)}


def _names(kind: type) -> list:  # type: ignore[type-arg]  # as above
    return [kind.__name__, f"{kind.__module__}.{kind.__qualname__}"]


def main() -> None:
    """Answer one request after the other until there are no more."""
    channel = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    encode, decode, write, flush = (
        json.dumps,
        json.loads,
        os.write,
        (sys.stdout.flush, sys.stderr.flush),
    )
    runner = Runner()
    for line in os.fdopen(os.dup(channel), "rb"):
        request = decode(line)
        reply = runner.answer(request)
        reply["token"] = request["token"]
        for stream in flush:
            stream()
        data = memoryview(encode(reply).encode() + b"\n")
        while data:
            data = data[write(channel, data) :]


if __name__ == "__main__":
    main()
