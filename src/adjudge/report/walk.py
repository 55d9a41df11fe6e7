"""A walk through a machine as text: where it stands, what may happen, and answers to commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError
from adjudge.findings import Location
from adjudge.machine import expressions
from adjudge.machine.model import EventKind
from adjudge.machine.scope import BOOL, Scope
from adjudge.machine.walk import Option, Walk, read_call
from adjudge.machine.written import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adjudge.machine.terms import Term

MOST_OPTIONS = 12
"""Calls that are listed; `calls` lists all."""
HELP = """\
  NUMBER or CALL   make a call: 1, or transfer(ada, bob, 2)
  calls            list every call that is possible here
  why not CALL     say which condition refuses a call here
  to CONDITION     take the shortest path to a state: to balance[ada] == 0
  path             print the calls so far
  back, reset      take the last call back, or all of them
  quit             stop
"""


class Quit(Exception):  # noqa: N818 - an answer of the person's, not an error
    """The person has seen enough."""


def greeting(walk: Walk) -> str:
    """Say what is walked through, and where it starts."""
    name = walk.model.machine.name
    return f"{name}: type a number, a call, or `help`.\n\n{standing(walk)}"


def standing(walk: Walk, *, most: int = MOST_OPTIONS) -> str:
    """Print the state, the properties that do not hold in it, and what may happen."""
    return "\n".join(_standing(walk, most)) + "\n"


def reply(walk: Walk, line: str) -> str:
    """Carry out one command and return what there is to say; a mistake is an answer too.

    Raises:
        Quit: the command says so.
    """
    text = line.strip()
    if text in {"quit", "exit", "q"}:
        raise Quit
    try:
        return _carried_out(walk, text)
    except AdjudgeError as error:
        return f"{error.message}\n"


def _carried_out(walk: Walk, text: str) -> str:
    known: dict[str, Callable[[], str]] = {
        "": lambda: standing(walk),
        "help": lambda: HELP,
        "calls": lambda: standing(walk, most=10**6),
        "path": lambda: _path(walk),
        "back": lambda: _changed(walk, walk.back),
        "reset": lambda: _changed(walk, walk.reset),
    }
    if text in known:
        return known[text]()
    if text.startswith("why not "):
        return _why_not(walk, text.removeprefix("why not "))
    if text.startswith("to "):
        return _to(walk, text.removeprefix("to "))
    return _call(walk, text)


def _standing(walk: Walk, most: int) -> Iterator[str]:
    shown = walk.model.layout.show(walk.state)
    yield ", ".join(f"{name} = {value}" for name, value in shown.items())
    for broken in walk.broken():
        yield f"  broken: {broken.requirement}: {broken.text}"
    options = list(enumerate(walk.options(), 1))
    if not options:
        yield "  nothing can happen here"
    events = list(dict.fromkeys(option.call.event for _, option in options))
    each = max(most // max(len(events), 1), 3)
    for event in events:
        own = [(n, option) for n, option in options if option.call.event == event]
        for number, option in own[:each]:
            yield f"  {number:>2}  {option.call}{_remark(option)}"
        if len(own) > each:
            yield f"      and {len(own) - each} more calls of {event}; `calls` lists them"


def _remark(option: Option) -> str:
    known = {EventKind.WAIT: "  (time passes)", EventKind.INTERNAL: "  (the system itself)"}
    return known.get(option.kind, "") or ("" if option.changes else "  (changes nothing)")


def _changed(walk: Walk, change: Callable[[], None]) -> str:
    change()
    return standing(walk)


def _path(walk: Walk) -> str:
    if not walk.calls:
        return "nothing has happened yet\n"
    return "".join(f"  {number:>2}  {call}\n" for number, call in enumerate(walk.calls, 1))


def _why_not(walk: Walk, text: str) -> str:
    call = read_call(text, walk.model)
    reasons = walk.reasons(call)
    if not reasons:
        return f"{call} is possible here\n"
    return "".join(f"  {reason}\n" for reason in reasons)


def _to(walk: Walk, text: str) -> str:
    calls = walk.path_to(_condition(walk, text))
    for call in calls:
        walk.take(call)
    taken = "".join(f"  {call}\n" for call in calls) or "  it holds already\n"
    return f"{taken}\n{standing(walk)}"


def _condition(walk: Walk, text: str) -> Term:
    machine = walk.model.machine
    variables = {variable.name: variable for variable in machine.variables}
    written = Written(text, Location("input"))
    return expressions.read(written, Scope(machine.types, variables), BOOL).term


def _call(walk: Walk, text: str) -> str:
    if re.fullmatch(r"\d{1,9}", text):
        options = walk.options()
        number = int(text)
        if not 1 <= number <= len(options):
            return f"there are {len(options)} calls here, and {number} is none of them\n"
        walk.take(options[number - 1].call)
    else:
        walk.take(read_call(text, walk.model))
    return standing(walk)
