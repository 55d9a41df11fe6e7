"""Arguments as they come from outside, by name, and whether the machine's types hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.machine.fold import TooLargeError
from adjudge.machine.ground import Call
from adjudge.machine.model import BOOLEAN, INTEGER, EventKind
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adjudge.machine.engine import Model
    from adjudge.machine.ground import State
    from adjudge.machine.model import Machine
    from adjudge.machine.terms import Value

_SHOWN = 12


class Arguments:
    """Turns arguments by name into the calls of one machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._types = {**machine.types, **machine.drive}
        self._names = {event.name: event.parameters for event in machine.events}
        self._calls = {e.name for e in machine.events if e.kind is EventKind.CALL}
        self._sets = {name: frozenset(names) for name, names in self._names.items()}

    def problem(self, event: str, arguments: Mapping[str, Value]) -> str:
        """Say what is named that the machine does not have, or missing; empty if nothing is."""
        wanted = self._sets.get(event)
        if wanted is None:
            return f'the machine has no event "{event}": {suggestion(event, self._names)}'
        if arguments.keys() == wanted:
            return ""
        unknown = [name for name in arguments if name not in wanted]
        if unknown:
            hint = suggestion(unknown[0], wanted) if wanted else "it takes nothing"
            return f'{event} has no parameter "{unknown[0]}": {hint}'
        missing = [name for name in self._names[event] if name not in arguments]
        return f"{event} is given no {' and no '.join(missing)}"

    def call(self, event: str, arguments: Mapping[str, Value]) -> Call:
        """Return the call; the arguments are complete."""
        return Call(event, tuple(arguments[name] for name in self._names[event]))

    def proper(self, event: str, arguments: Mapping[str, Value]) -> bool:
        """Tell whether every argument is a value of its type, or of its wider one for driving."""
        return all(self._holds(name, arguments[name]) for name in self._names[event])

    def impropriety(self, event: str, arguments: Mapping[str, Value]) -> str:
        """Say which argument no type holds."""
        name = next(n for n in self._names[event] if not self._holds(n, arguments[n]))
        of = self._machine.parameters[name]
        return (
            f"{name}={arguments[name]} is no value of the type {of}, so it must be refused; "
            f"if it is right, widen `drive: {{{of}: …}}`"
        )

    def allowed(self, model: Model, states: Iterable[State]) -> tuple[str, ...]:
        """Return calls that the machine accepts in one of the states, as many as can be shown."""
        found: dict[str, None] = {}
        try:
            for state in states:
                for call in model.calls:
                    if len(found) < _SHOWN and call.event in self._calls:
                        found |= {str(call): None} if model.react(state, call) else {}
        except TooLargeError:
            return ()
        return tuple(found)

    def _holds(self, name: str, value: Value) -> bool:
        of = self._machine.parameters[name]
        if of == BOOLEAN:
            return isinstance(value, bool)
        if isinstance(value, bool):
            return False
        if of == INTEGER:
            return isinstance(value, int)
        return value in self._types[of].values
