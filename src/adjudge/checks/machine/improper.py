"""Bad input: values that no type of the machine has, which a system must refuse and leave without effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.checks.machine.attempts import MISSING, Attempt
from adjudge.checks.machine.repertoire import Repertoire
from adjudge.machine.engine import Model
from adjudge.machine.model import BOOLEAN, INTEGER, EventKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.ground import Call, State
    from adjudge.machine.model import Type

HUGE = 10**30
"""More than any machine word holds, and a number in JSON all the same."""
_WORDS = frozenset(
    ["0", "1", "0.0", "1.0", "true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "none"]
) | {""}
_NEITHER: tuple[object, ...] = (None, 0.5, True, [], {}, MISSING)


@dataclass(slots=True)
class BadInput:
    """Hands out attempts with one bad argument, in states where the call would be accepted without it.

    Args:
        model: says what fits the parameters.
        repertoire: knows calls that are accepted.
        strange: values of any kind, of which each parameter takes those that it has no place for.
        most: values for each parameter; 0 tries none.
    """

    model: Model
    repertoire: Repertoire
    strange: Sequence[object]
    most: int
    waiting: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.most > 0:
            machine = self.model.machine
            self.waiting = [
                event.name
                for event in machine.events
                if event.parameters and event.kind is EventKind.CALL
            ]

    def at(self, state: State) -> Iterator[tuple[Attempt, int]]:
        """Yield attempts, with the position of the bad argument, of every event accepted here.

        Each event is handed out once.
        """
        for event in tuple(self.waiting):
            base = self._accepted(event, state)
            if base is not None:
                self.waiting.remove(event)
                yield from self._variants(base, state)

    def _accepted(self, event: str, state: State) -> Call | None:
        calls = (call for call in self.repertoire.at(state) if call.event == event)
        return next((call for call in calls if self.model.react(state, call)), None)

    def _variants(self, base: Call, state: State) -> Iterator[tuple[Attempt, int]]:
        for position, parameter in enumerate(self.model.machine.event(base.event).parameters):
            for value in self._values(parameter)[: self.most]:
                yield _with(base, position, value), position
            if self._refuses(huge := _with(base, position, HUGE), parameter, state):
                yield huge, position

    def _values(self, parameter: str) -> Sequence[object]:
        """Return bad values of a parameter, the most telling ones first."""
        name = self.model.machine.parameters[parameter]
        if name == BOOLEAN:
            drawn = [value for value in self.strange if not isinstance(value, bool)]
            return [MISSING, None, 2, "maybe", [], *filter(_is_no_word, drawn)]
        if name == INTEGER:
            return [MISSING, "one", *_NEITHER[:-1], *filter(_is_no_number, self.strange)]
        of = self.model.types[name]
        if of.enumerated:
            names = {str(value).casefold() for value in of.values}
            unknown = [v for v in self.strange if str(v).strip().casefold() not in {"", *names}]
            return [MISSING, 0, None, "", [], *unknown]
        low = self._low(of)
        below = [low - 1, -1, -HUGE] if low > 0 else [low - 1, -HUGE]
        fraction = 0.5 + max(low, 0)
        return [*below, fraction, "one", "", *_NEITHER, *filter(_is_no_number, self.strange)]

    def _low(self, of: Type) -> int:
        """Return the least number that the specification allows, in the model or when driving."""
        types = (of, self.model.machine.types.get(of.name, of))
        return min(int(type_.values[0]) for type_ in types)

    def _refuses(self, attempt: Attempt, parameter: str, state: State) -> bool:
        """Tell whether a huge number is surely not allowed: the end of a type only bounds the search."""
        name = self.model.machine.parameters[parameter]
        if name != INTEGER and (name == BOOLEAN or self.model.types[name].enumerated):
            return False
        return not self.model.react(state, attempt.call)


def _is_no_number(value: object) -> bool:
    """Tell whether nobody can take a value for a whole number, in JSON or at a command line."""
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return True
        return False
    return not isinstance(value, int | float) or value != int(value)


def _is_no_word(value: object) -> bool:
    """Tell whether nobody can take a value for yes or no."""
    return str(value).strip().casefold() not in _WORDS


def _with(base: Call, position: int, value: object) -> Attempt:
    arguments = (*base.arguments[:position], value, *base.arguments[position + 1 :])
    return Attempt(base.event, arguments, proper=False)
