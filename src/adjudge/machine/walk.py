"""Walking through a machine step by step: what may happen, what is refused and why."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError
from adjudge.machine.ground import Call, State
from adjudge.machine.model import Always, EventKind
from adjudge.machine.python_code import UndefinedError
from adjudge.machine.show import show
from adjudge.machine.terms import (
    TRUE,
    Cell,
    Literal,
    Operation,
    Operator,
    Term,
    Value,
    rebuilt,
    substituted,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.engine import Model
    from adjudge.machine.model import Event, Transition

MOST_STATES = 200_000
"""States that the search for a path looks at before it gives up."""


@dataclass(frozen=True, slots=True)
class Option:
    """A call that may happen now, and the states to which it may lead."""

    call: Call
    after: tuple[State, ...]
    kind: EventKind
    changes: bool


class WalkError(AdjudgeError):
    """What was asked for can't be done from here; the message says why."""


class Walk:
    """A path through a machine from where it starts; it can be taken back."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.states: list[State] = [model.initial[0]]
        self.calls: list[Call] = []

    @property
    def state(self) -> State:
        """The state at the end of the path."""
        return self.states[-1]

    def options(self) -> list[Option]:
        """Return every call that the machine allows here; those that change something first."""
        found: dict[Call, list[State]] = {}
        for number, after in self.model.successors(self.state):
            known = found.setdefault(self.model.steps[number].call, [])
            if after not in known:
                known.append(after)
        made = [
            Option(call, tuple(after), self._event(call).kind, self.state not in after)
            for call, after in found.items()
        ]
        return sorted(made, key=lambda option: not option.changes)

    def take(self, call: Call) -> State:
        """Make a call, and the first of its results; return the state after it.

        Raises:
            WalkError: the machine refuses it here; says why.
        """
        results = self.model.react(self.state, call)
        if not results:
            reasons = "; ".join(self.reasons(call))
            raise WalkError(f"{call} is refused here: {reasons}")
        self.states.append(results[0][1])
        self.calls.append(call)
        return self.state

    def back(self) -> None:
        """Take the last call back.

        Raises:
            WalkError: there is none.
        """
        if not self.calls:
            raise WalkError("this is where the machine starts; there is nothing to take back")
        self.calls.pop()
        self.states.pop()

    def reset(self) -> None:
        """Go back to where the machine starts."""
        del self.states[1:], self.calls[:]

    def reasons(self, call: Call) -> list[str]:
        """Say for each transition of a call's event why it can't be taken; nothing if one can."""
        if self.model.react(self.state, call):
            return []
        event = self._event(call)
        names = dict(zip(event.parameters, call.arguments, strict=True))
        own = [each for each in self.model.machine.transitions if each.event == call.event]
        here = [each for each in own if self._holds(each.where, names)]
        if not here:
            sources = " or ".join(dict.fromkeys(each.source for each in own))
            return [f"it is possible only in {sources}"]
        return list(dict.fromkeys(r for each in here for r in self._failing(each, names)))

    def broken(self) -> list[Always]:
        """Return the properties of states that do not hold here."""
        properties = (each for each in self.model.machine.properties if isinstance(each, Always))
        return [each for each in properties if not self._holds(each.condition, {})]

    def path_to(self, goal: Term) -> list[Call]:
        """Return the shortest sequence of calls from here to a state in which a condition holds.

        Raises:
            WalkError: there is none, or none among the states that were looked at.
        """
        reached = self.model.condition(goal)
        seen: dict[State, tuple[State, Call] | None] = {self.state: None}
        queue = deque([self.state])
        while queue:
            state = queue.popleft()
            if reached(state):
                return list(self._traced(state, seen))[::-1]
            if len(seen) > MOST_STATES:
                raise WalkError(f"not reached within {MOST_STATES:,} states: {show(goal)}")
            for number, after in self.model.successors(state):
                if after not in seen:
                    seen[after] = (state, self.model.steps[number].call)
                    queue.append(after)
        raise WalkError(f"no sequence of calls from here leads to {show(goal)}")

    def _traced(self, state: State, seen: dict[State, tuple[State, Call] | None]) -> Iterator[Call]:
        while (step := seen[state]) is not None:
            state, call = step
            yield call

    def _event(self, call: Call) -> Event:
        return self.model.machine.event(call.event)

    def _failing(self, transition: Transition, names: dict[str, Value]) -> Iterator[str]:
        for part in _conjuncts(transition.guard):
            if not self._holds(part, names):
                yield f"{show(part)} does not hold ({show(self._filled(part, names))})"

    def _holds(self, term: Term, names: dict[str, Value]) -> bool:
        try:
            return bool(self.model.condition(term, names)(self.state))
        except UndefinedError:
            return False

    def _filled(self, term: Term, names: dict[str, Value]) -> Term:
        """Put the values of this state and this call into a condition, and leave its form."""
        known: dict[str, Term] = {name: Literal(value) for name, value in names.items()}
        return self._with_contents(substituted(term, known))

    def _with_contents(self, term: Term) -> Term:
        inner = rebuilt(term, self._with_contents)
        if isinstance(inner, Cell) and inner in self.model.layout.positions:
            return Literal(self.state[self.model.layout.positions[inner]])
        return inner


def read_call(text: str, model: Model) -> Call:
    """Read a call as a person types it: `transfer(ada, bob, 2)`, or `freeze`.

    Raises:
        WalkError: the machine has no such event, or the values do not fit its parameters.
    """
    name, bracket, rest = text.strip().partition("(")
    name = name.strip()
    events = {event.name: event for event in model.machine.events}
    if name not in events:
        raise WalkError(f"there is no event “{name}”; there are {', '.join(events)}")
    inside = rest.rstrip().removesuffix(")") if bracket else ""
    written = [part.strip() for part in inside.split(",")] if inside.strip() else []
    parameters = events[name].parameters
    if len(written) != len(parameters):
        raise WalkError(f"write {name}({', '.join(parameters)}), with a value for each")
    pairs = zip(parameters, written, strict=True)
    return Call(name, tuple(_argument(model, parameter, part) for parameter, part in pairs))


def _argument(model: Model, parameter: str, text: str) -> Value:
    kind = model.machine.parameters[parameter]
    known = model.types.get(kind)
    if known is not None and known.enumerated:
        if text in known.values:
            return text
        raise WalkError(f"{parameter} is one of {', '.join(map(str, known.values))}, not {text}")
    if kind == "bool":
        if text in {"true", "false"}:
            return text == "true"
        raise WalkError(f"{parameter} is true or false, not {text}")
    try:
        return int(text)
    except ValueError as error:
        raise WalkError(f"{parameter} is a whole number, not {text}") from error


def _conjuncts(term: Term) -> tuple[Term, ...]:
    if isinstance(term, Operation) and term.operator is Operator.AND:
        return term.operands
    return () if term == TRUE else (term,)
