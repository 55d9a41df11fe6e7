"""The states in which a machine may be, as far as can be told from outside.

A machine may start in several states, do one of several things for a call, and act by itself
(`EventKind.INTERNAL`); and what is observed may be only a part of its state. So whoever follows a
running machine keeps the *set* of states that agree with all that was seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError
from adjudge.machine.model import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adjudge.machine.engine import Model
    from adjudge.machine.ground import Call, State
    from adjudge.machine.terms import Value

MOST_STATES = 10_000
"""How many states are kept at most; more can't be followed event by event."""


class TooManyStatesError(AdjudgeError):
    """More states agree with what was seen than can be followed."""


class Possible:
    """Follows one machine from outside. It holds no state: every method maps sets to sets."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._internal = _internal_calls(model)
        self._positions = {
            model.layout.label(position): position for position in range(len(model.layout.cells))
        }

    @property
    def cells(self) -> Iterable[str]:
        """The names of the machine's cells, as `balance[ada]`."""
        return self._positions.keys()

    @property
    def initial(self) -> frozenset[State]:
        """Every state in which the machine may be before the first call."""
        return self.settled(self.model.initial)

    def settled(self, states: Iterable[State]) -> frozenset[State]:
        """Add the states that the machine may have reached by itself.

        Raises:
            TooManyStatesError: they are more than `MOST_STATES`.
        """
        seen = frozenset(states)
        if not self._internal:
            return self._bounded(seen)
        found = set(seen)
        fresh = list(seen)
        while fresh:
            state = fresh.pop()
            for call in self._internal:
                for _, after in self.model.react(state, call):
                    if after not in found:
                        found.add(after)
                        fresh.append(after)
            self._bounded(found)
        return frozenset(found)

    def accepted(self, state: State, call: Call) -> frozenset[State]:
        """Return the states after an accepted call; none where the machine refuses it.

        Raises:
            UndefinedError: an expression of the machine has no value in this state.
        """
        return self.settled(after for _, after in self.model.react(state, call))

    def refuses(self, state: State, call: Call) -> bool:
        """Tell whether the machine refuses a call in a state."""
        return not self.model.react(state, call)

    def agreeing(self, states: Iterable[State], observed: Mapping[str, Value]) -> frozenset[State]:
        """Keep the states that hold what was observed.

        Args:
            states: the states that are possible before looking.
            observed: values by the names of cells; any part of them.

        Raises:
            KeyError: the machine has no such cell.
        """
        wanted = [(self._positions[name], value) for name, value in observed.items()]
        return frozenset(
            state for state in states if all(same(state[cell], value) for cell, value in wanted)
        )

    def _bounded(self, states: frozenset[State] | set[State]) -> frozenset[State]:
        if len(states) > MOST_STATES:
            raise TooManyStatesError(
                f"more than {MOST_STATES:,} states of machine {self.model.machine.name} agree with what was seen",
                next_step="observe more of its variables, or give them fewer starting values",
            )
        return frozenset(states)


def same(left: Value, right: Value) -> bool:
    """Compare two values; a truth is never a number, as it is to Python."""
    return left == right and isinstance(left, bool) is isinstance(right, bool)


def _internal_calls(model: Model) -> tuple[Call, ...]:
    machine = model.machine
    kinds = {event.name: event.kind for event in machine.events}
    if EventKind.INTERNAL not in kinds.values():
        return ()
    return tuple(call for call in model.calls if kinds[call.event] is EventKind.INTERNAL)
