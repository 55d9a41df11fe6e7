"""The properties of a machine, evaluated on what a system showed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from adjudge.machine.model import Always, AlwaysAfter
from adjudge.machine.python_code import UndefinedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.engine import Model
    from adjudge.machine.ground import Call, State
    from adjudge.machine.terms import Value


class Properties:
    """Tells which requirements a step of a system breaks; conditions are compiled once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        properties = model.machine.properties
        self._always = [
            (each.requirement, model.condition(each.condition))
            for each in properties
            if isinstance(each, Always)
        ]
        self._after = [each for each in properties if isinstance(each, AlwaysAfter)]
        self._relations: dict[tuple[int, Call], Callable[[State, State], Value]] = {}

    def broken_in(self, state: State) -> tuple[str, ...]:
        """Return the requirements whose condition on every state does not hold in this one."""
        found = (name for name, holds in self._always if _is_false(partial(holds, state)))
        return tuple(dict.fromkeys(found))

    def broken_by(self, before: State, call: Call, after: State) -> tuple[str, ...]:
        """Return the requirements that a call which was accepted breaks, by itself or its result."""
        found = []
        for number, each in enumerate(self._after):
            if each.event == call.event and _is_false(
                partial(self._relation(number, call), before, after)
            ):
                found.append(each.requirement)
        return tuple(dict.fromkeys([*found, *self.broken_in(after)]))

    def _relation(self, number: int, call: Call) -> Callable[[State, State], Value]:
        if (number, call) not in self._relations:
            parameters = self._model.machine.event(call.event).parameters
            names = dict(zip(parameters, call.arguments, strict=True))
            term = self._after[number].condition
            self._relations[number, call] = self._model.relation(term, names)
        return self._relations[number, call]


def _is_false(condition: Callable[[], Value]) -> bool:
    """Tell whether a condition fails; what it can't be asked about is told as another state."""
    try:
        return not condition()
    except (TypeError, UndefinedError):
        return False
