"""The values of placeholders: arguments of a call, what was captured, logins, constants."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from adjudge.errors import ObservationError, SystemFailureError
from adjudge.system import templates
from adjudge.system.binding import Function, Program, Request
from adjudge.system.drivers.reading import found
from adjudge.system.json_paths import select
from adjudge.system.placeholders import KNOWN
from adjudge.system.templates import NOTHING, Hole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adjudge.system.binding import Act, MachineBinding, Read
    from adjudge.system.drivers.done import Done
    from adjudge.system.templates import Lookup


def parts(act: Act) -> list[object]:
    """Return everything of an act that may hold placeholders."""
    if isinstance(act, Request):
        return [act.path, *act.query.values(), *act.headers.values(), act.json, act.body]
    if isinstance(act, Program):
        return [*act.argv, act.stdin]
    assert isinstance(act, Function)  # noqa: S101 -- tells the type checker that nothing is left
    return [act.arguments]


def holes(act: Act) -> list[Hole]:
    """Return the placeholders of an act."""
    return [hole for part in parts(act) for hole in templates.holes(part)]


class Scope:
    """What placeholders stand for until the next reset; safe to use from many threads.

    Args:
        binding: names the logins and the constants.
        act: carries out a login.
    """

    def __init__(self, binding: MachineBinding, act: Callable[[Act, Lookup], Done]) -> None:
        self._binding = binding
        self._act = act
        self._lock = threading.RLock()
        self._captured: dict[str, object] = {}
        self._logged_in: dict[tuple[str, str], object] = {}
        self.variables: Mapping[str, str] = {}

    def forget(self) -> None:
        """Forget what was captured and read since the last reset."""
        with self._lock:
            self._captured.clear()
            self._logged_in.clear()

    def capture(self, captures: Mapping[str, str], done: Done) -> None:
        """Keep what the JSONPaths find in an answer.

        Raises:
            PathError: one of them finds nothing.
        """
        if captures:
            result = done.result
            found = {name: select(result, path) for name, path in captures.items()}
            with self._lock:
                self._captured.update(found)

    def lookup(self, arguments: Mapping[str, object]) -> Lookup:
        """Return the values of placeholders for one call."""

        def value(hole: Hole) -> object:
            if hole.indexed:
                index = arguments.get(hole.index, NOTHING) if hole.index else hole.literal
                return NOTHING if index is NOTHING else self._indexed(hole.name, str(index))
            for known in (arguments, self._captured, self.variables):
                if hole.name in known:
                    return known[hole.name]
            return NOTHING

        return value

    def _indexed(self, name: str, index: str) -> object:
        if name in self._binding.constants:
            return self._binding.constants[name].get(index, NOTHING)
        login = self._binding.logins.get(name)
        return NOTHING if login is None else self._login(name, login, index)

    def _login(self, name: str, login: Read, index: str) -> object:
        """Log in once; whom a constant of the login does not know gets nothing."""
        with self._lock:
            if (name, index) not in self._logged_in:
                # The machine's headers may hold the very login that is made.
                self._logged_in[name, index] = NOTHING
                try:
                    self._logged_in[name, index] = self._log_in(name, login, index)
                except BaseException:
                    del self._logged_in[name, index]
                    raise
            return self._logged_in[name, index]

    def _log_in(self, name: str, login: Read, index: str) -> object:
        names = login.index or free_names(login.act, self._binding)
        lookup = self.lookup(dict.fromkeys(names, index))
        if any(lookup(hole) is NOTHING for hole in holes(login.act)):
            return NOTHING
        try:
            return found(f"{name}[{index}]", login, self._act(login.act, lookup))
        except ObservationError as error:
            place = self._binding.places.get(f"login.{name}", "")
            raise SystemFailureError(
                f"the login failed: {error.message}", next_step=f"see {place}: {error.next_step}"
            ) from error


def free_names(act: Act, binding: MachineBinding) -> tuple[str, ...]:
    """Return the names in an act that are an index: nothing else in the binding gives them a value."""
    captured = {name for call in binding.events.values() for name in call.captures}
    names = [hole.index if hole.indexed else hole.name for hole in holes(act)]
    known = {"", *captured, *KNOWN}
    return tuple(dict.fromkeys(name for name in names if name not in known))
