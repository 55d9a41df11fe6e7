"""Linearizability: can calls that overlapped be explained by some sequential order of the machine?

The search is that of Wing and Gong, "Testing and Verifying Concurrent Objects" (1993): next in the
order is any call that began before the earliest end of those that remain. What was tried is
remembered by the calls that remain and the state (Lowe, "Testing for Linearizability", 2017),
layer by layer, so the work is bounded by the number of such pairs and not by that of orders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError
from adjudge.machine.ground import Call, State
from adjudge.machine.terms import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.possible import Possible

MOST_PAIRS = 200_000
"""How many pairs of remaining calls and state are looked at before the search gives up."""


class UndecidedError(AdjudgeError):
    """The calls overlap in more ways than can be looked at."""


@dataclass(frozen=True, slots=True)
class TimedCall:
    """A call, what came of it, and when.

    `accepted` is None where nobody knows whether it took effect (it timed out, the connection
    broke). `begun` and `ended` are on one clock, of any unit.
    """

    call: Call
    accepted: bool | None
    begun: float
    ended: float

    def __str__(self) -> str:
        words = {True: "accepted", False: "refused", None: "without an answer"}
        return f"{self.call} {words[self.accepted]}"


@dataclass(frozen=True, slots=True)
class History:
    """Calls that overlapped, between two moments at which nothing else went on.

    `before` are the states that were possible before the first began; `observed` are the cells
    that were read after the last had ended, by their names.
    """

    before: frozenset[State]
    calls: tuple[TimedCall, ...]
    observed: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The part of a history that no order explains; without any of it an order would.

    `calls` are positions of calls whose outcomes contradict each other, `cells` names of observed
    cells that contradict them.
    """

    calls: tuple[int, ...]
    cells: tuple[str, ...]


_Node = tuple[int, State]
"""The calls that remain, as bits, and the state in which they do."""
_Layer = Mapping[_Node, "tuple[_Node, int] | None"]
"""Nodes with the one they came from and the call that led there."""


def orders(possible: Possible, history: History) -> dict[State, tuple[int, ...]]:
    """Explain a history by sequential orders of its calls.

    Returns:
        Every state in which the machine may be at the end, each with one order that leads there,
        as positions of `history.calls`. Empty where no order explains what was seen.

    Raises:
        UndecidedError: the search grew beyond `MOST_PAIRS`.
        UndefinedError: an expression of the machine has no value in a state.
    """
    layers: list[_Layer] = [
        dict.fromkeys(((1 << len(history.calls)) - 1, state) for state in history.before)
    ]
    seen = len(layers[0])
    for _ in history.calls:
        layers.append(_next_layer(possible, history.calls, layers[-1]))
        seen += len(layers[-1])
        if seen > MOST_PAIRS:
            raise UndecidedError(
                f"{len(history.calls)} calls overlap in too many ways to be looked at",
                next_step="issue fewer calls at once, or observe more variables",
            )
    ends = possible.agreeing((state for _, state in layers[-1]), history.observed)
    return {state: _order(layers, state) for state in ends}


def contradiction(possible: Possible, history: History) -> Contradiction:
    """Reduce a history that no order explains to a part of it that still can't be explained.

    A call outside of that part may or may not have taken effect, a cell outside of it may hold
    anything; so the part is a contradiction in itself, and each of its members is needed.

    Args:
        possible: the machine.
        history: one for which `orders` finds nothing.
    """
    for name in history.observed:
        left = {other: value for other, value in history.observed.items() if other != name}
        reduced = replace(history, observed=left)
        if not orders(possible, reduced):
            return contradiction(possible, reduced)
    for position, made in enumerate(history.calls):
        if made.accepted is None:
            continue
        reduced = _forgetting(history, position)
        if not orders(possible, reduced):
            return contradiction(possible, reduced)
    known = (n for n, made in enumerate(history.calls) if made.accepted is not None)
    return Contradiction(tuple(known), tuple(history.observed))


def _forgetting(history: History, position: int) -> History:
    unknown = replace(history.calls[position], accepted=None)
    calls = (*history.calls[:position], unknown, *history.calls[position + 1 :])
    return replace(history, calls=calls)


def _next_layer(possible: Possible, calls: tuple[TimedCall, ...], layer: _Layer) -> _Layer:
    """Put one more call into the order, in every way that its outcome allows."""
    found: dict[_Node, tuple[_Node, int] | None] = {}
    for node in layer:
        remaining, state = node
        for position in _first(calls, remaining):
            for after in _results(possible, state, calls[position]):
                found.setdefault((remaining & ~(1 << position), after), (node, position))
    return found


def _first(calls: tuple[TimedCall, ...], remaining: int) -> list[int]:
    """Return the remaining calls that may come next: none that remains ended before they began.

    Of equal calls with equal outcomes, one that neither began nor ended later than another goes
    first: exchanging the two in an order changes nothing else. Bursts of one call stay cheap so.
    """
    left = [position for position in range(len(calls)) if remaining >> position & 1]
    earliest = min(calls[position].ended for position in left)
    found: list[int] = []
    for position in left:
        made = calls[position]
        if made.begun <= earliest and not any(_precedes(calls[n], made) for n in left):
            found.append(position)
    return found


def _precedes(one: TimedCall, other: TimedCall) -> bool:
    """Tell whether one of two equal calls may always be put first."""
    return (
        (one.begun, one.ended) != (other.begun, other.ended)
        and one.begun <= other.begun
        and one.ended <= other.ended
        and one.accepted is other.accepted
        and one.call == other.call
    )


def _results(possible: Possible, state: State, made: TimedCall) -> Iterator[State]:
    after = possible.accepted(state, made.call)
    if made.accepted is not False:
        yield from after
    if made.accepted is None or (made.accepted is False and not after):
        yield state


def _order(layers: list[_Layer], end: State) -> tuple[int, ...]:
    order: list[int] = []
    node: _Node = (0, end)
    for layer in reversed(layers):
        if (came := layer[node]) is not None:
            node, position = came
            order.append(position)
    return tuple(reversed(order))
