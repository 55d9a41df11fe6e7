"""What a project's `spec/bindings.py` imports: events, observations and fixtures of a machine.

The file runs in a process of its own, never in Adjudge's. Each function is given its parameters by
name: fixtures, and the parameters of the event or the index of the variable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, overload

_Function = TypeVar("_Function", bound=Callable[..., object])
Answers = tuple[int | str | type[BaseException], ...]


class Refused(Exception):  # noqa: N818 -- it is an answer of the system, not an error
    """Raised by an event's function to say that the system refused."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a program that `cli` ran left behind."""

    exit_code: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """One decorated function; `kind` is `event`, `observe` or `reset`."""

    kind: str
    name: str
    machine: str
    function: Callable[..., object]
    accepted: Answers = ()
    refused: Answers = ()


DECLARED: list[Declaration] = []
"""Every decorated function, in the order of the file."""
FIXTURES: dict[str, Callable[..., object]] = {}
"""Every fixture under its name."""


def event(
    name: str,
    *,
    machine: str = "",
    accepted: list[int | str] | None = None,
    refused: list[int | str | type[BaseException]] | None = None,
) -> Callable[[_Function], _Function]:
    """Declare how an event happens.

    The function returns a response of `http`, a result of `cli`, or anything else. It may raise
    `Refused`, or one of the exceptions in `refused`.

    Args:
        name: of the event.
        machine: the machine that it belongs to; every machine that has such an event if empty.
        accepted: statuses (`201`, `"2xx"`) or exit codes by which the system accepts.
        refused: those by which it refuses, and exceptions that mean the same.
    """

    def declare(function: _Function) -> _Function:
        answers = tuple(accepted or ()), tuple(refused or ())
        DECLARED.append(Declaration("event", name, machine, function, *answers))
        return function

    return declare


def observe(name: str, *, machine: str = "") -> Callable[[_Function], _Function]:
    """Declare how a variable is read.

    The function returns the variable's value. It is given the index by its parameters that are
    no fixtures, in their order; without such a parameter it returns the whole variable, a
    mapping whose keys are the index.

    Args:
        name: of the variable.
        machine: the machine that it belongs to; every machine that has such a variable if empty.
    """

    def declare(function: _Function) -> _Function:
        DECLARED.append(Declaration("observe", name, machine, function))
        return function

    return declare


@overload
def reset(function: _Function, /) -> _Function: ...
@overload
def reset(*, machine: str = "") -> Callable[[_Function], _Function]: ...
def reset(
    function: _Function | None = None, /, *, machine: str = ""
) -> _Function | Callable[[_Function], _Function]:
    """Declare how the system is made as new; without it the system is started anew.

    Args:
        function: what does it.
        machine: the machine that it is for; every machine if empty.
    """

    def declare(decorated: _Function) -> _Function:
        DECLARED.append(Declaration("reset", "", machine, decorated))
        return decorated

    return declare if function is None else declare(function)


def fixture(function: _Function) -> _Function:
    """Declare a value that functions ask for by the name of this one.

    It is made when it is first asked for, and kept until the next reset. A function that yields
    its value goes on behind the `yield` then.
    """
    FIXTURES[getattr(function, "__name__", "")] = function
    return function
