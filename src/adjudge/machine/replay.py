"""Holding a recorded log against a machine, event by event, in constant memory.

A log shows only a part of what a machine is: some variables, some of the time. So the *set* of
states that agree with the log so far is kept; an event that leaves none of them is the first that
the specification does not allow (Cirstea, Kuppe, Loillier and Merz, "Validating Traces of
Distributed Programs Against TLA+ Specifications", 2024).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.codes.logs import LOG_DISAGREES, LOG_TIME, LOG_UNDECIDED, UNKNOWN_IN_LOG
from adjudge.codes.model import Code
from adjudge.machine.arguments import Arguments
from adjudge.machine.broken import Demands
from adjudge.machine.elapsed import Clock
from adjudge.machine.ground import Call, State
from adjudge.machine.linearize import History, TimedCall, orders
from adjudge.machine.possible import Possible
from adjudge.machine.terms import Value
from adjudge.spec.nearest import suggestion
from adjudge.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adjudge.machine.engine import Model

MOST_INSTANCES = 100_000
_SHOWN = 4
_OUTCOMES = {True: "accepted", False: "refused", None: "without an answer"}


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event as logged.

    `accepted` is None where nobody knows whether it took effect. `observed` are cells by their
    names, after the event. `at` and `until` are seconds on one clock; `until` is later than `at`
    only for an event that took time. `instance` tells apart what follows the machine each for
    itself.
    """

    line: int
    event: str
    arguments: Mapping[str, Value] = field(default_factory=dict)
    accepted: bool | None = True
    observed: Mapping[str, Value] = field(default_factory=dict)
    at: float | None = None
    until: float | None = None
    instance: str = ""

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value}" for name, value in self.arguments.items())
        seen = ", ".join(f"{name}={value}" for name, value in self.observed.items())
        words = f"{self.event}({given}) {_OUTCOMES[self.accepted]}"
        return f"{words}, then {seen}" if seen else words


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a log can't be followed any further.

    `states` are those that were possible before the event, as many as a person can look at, of
    `candidates` in all; `allowed` is what the machine would have allowed there.
    """

    code: Code
    line: int
    message: str
    event: str = ""
    requirements: tuple[str, ...] = ()
    states: tuple[Mapping[str, Value], ...] = ()
    candidates: int = 0
    allowed: tuple[str, ...] = ()


_Candidates = dict[int, frozenset[State]]
"""States that are possible, by the units of time that the machine has waited in them."""


class Replay:
    """Follows logs of one machine; each instance begins where the machine starts."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._possible = Possible(model)
        self._arguments = Arguments(model.machine)
        self._demands = Demands(model)
        self._clock = Clock(model.machine)
        self._cells = frozenset(self._possible.cells)
        self._labels = tuple(map(model.layout.label, range(len(model.layout.cells))))
        self._now: dict[str, _Candidates] = {}
        self._began: dict[str, float] = {}
        self._latest: dict[str, float] = {}

    def take(self, events: Sequence[LogEvent]) -> Rejection | None:
        """Follow the log by one event, or by several of one instance that overlapped in time.

        What was observed is used where an event overlaps with no other: otherwise nobody knows
        which of them it came after.

        Raises:
            TooManyStatesError: more states agree with the log than can be followed.
            UndecidedError: the events overlap in too many ways.
            UndefinedError: an expression of the machine has no value in a state.
        """
        for event in events:
            if wrong := self._unknown(event):
                return wrong
        first = events[0]
        now = self._now.get(first.instance) or self._begun()
        if now is None:
            message = f"there are more than {MOST_INSTANCES:,} instances"
            return Rejection(LOG_UNDECIDED, first.line, message)
        if wrong := self._out_of_order(first):
            return wrong
        before = self._waited(now, first)
        after = (
            {waited: self._after(states, first) for waited, states in before.items()}
            if len(events) == 1
            else {waited: self._together(states, events) for waited, states in before.items()}
        )
        after = {waited: states for waited, states in after.items() if states}
        if not after:
            return self._rejected(before, events)
        self._now[first.instance] = after
        return self._broken(after, before, events)

    def _begun(self) -> _Candidates | None:
        if len(self._now) >= MOST_INSTANCES:
            return None
        return {0: self._possible.initial}

    def _unknown(self, event: LogEvent) -> Rejection | None:
        problem = self._arguments.problem(event.event, event.arguments)
        if problem:
            return Rejection(UNKNOWN_IN_LOG, event.line, problem, str(event))
        if event.observed.keys() <= self._cells:
            return None
        name = next(name for name in event.observed if name not in self._cells)
        message = f'the machine has no "{name}": {suggestion(name, sorted(self._cells))}'
        return Rejection(UNKNOWN_IN_LOG, event.line, message, str(event))

    def _out_of_order(self, event: LogEvent) -> Rejection | None:
        if event.at is None or not self._clock.ticks:
            return None
        latest = self._latest.get(event.instance, event.at)
        if event.at < latest:
            message = f"it happened {latest - event.at:g} s before an event above it"
            return Rejection(LOG_TIME, event.line, message, str(event))
        self._latest[event.instance] = event.at
        return None

    def _waited(self, now: _Candidates, event: LogEvent) -> _Candidates:
        """Let the time pass that lies between the last event and this one."""
        if event.at is None or not self._clock.ticks:
            return now
        began = self._began.setdefault(event.instance, event.at)
        found: dict[int, frozenset[State]] = {}
        for total in self._clock.units(event.at - began):
            for waited, states in now.items():
                if total >= waited:
                    after = self._wait(states, total - waited)
                    found[total] = found.get(total, frozenset()) | after
        return found

    def _wait(self, states: frozenset[State], units: int) -> frozenset[State]:
        if not units or self._clock.event is None:
            return states
        call = Call(self._clock.event, (units,))
        after = (self._possible.accepted(state, call) or {state} for state in states)
        return frozenset().union(*after)

    def _after(self, states: frozenset[State], event: LogEvent) -> frozenset[State]:
        call = self._arguments.call(event.event, event.arguments)
        proper = self._arguments.proper(event.event, event.arguments)
        found: set[State] = set()
        for state in states:
            after = self._possible.accepted(state, call) if proper else frozenset()
            if event.accepted is not False:
                found |= after
            if event.accepted is None or (event.accepted is False and not after):
                found.add(state)
        return (
            self._possible.agreeing(found, event.observed) if event.observed else frozenset(found)
        )

    def _together(self, states: frozenset[State], events: Sequence[LogEvent]) -> frozenset[State]:
        made = []
        for event in events:
            call = self._arguments.call(event.event, event.arguments)
            if not self._arguments.proper(event.event, event.arguments):
                if event.accepted:
                    return frozenset()
                continue
            begun = event.at or 0.0
            ended = begun if event.until is None else event.until
            made.append(TimedCall(call, event.accepted, begun, ended))
        return self._possible.settled(orders(self._possible, History(states, tuple(made))))

    def _broken(
        self, after: _Candidates, before: _Candidates, events: Sequence[LogEvent]
    ) -> Rejection | None:
        """Name a demand that does not hold in any state that is possible now."""
        if not self._demands.any:
            return None
        broken: set[str] | None = None
        for states in after.values():
            for state in states:
                names = self._demands.broken_in(state)
                broken = set(names) if broken is None else broken & set(names)
                if not broken:
                    return None
        if not broken:
            return None
        names = tuple(sorted(broken))
        message = f"{events[-1]}: the diagram allows it, and {', '.join(names)} does not hold then"
        return self._told(message, before, events, names)

    def _rejected(self, before: _Candidates, events: Sequence[LogEvent]) -> Rejection:
        observed = events[-1].observed if len(events) == 1 else {}
        names = tuple(each.requirement for each in self._demands.broken(observed))
        if len(events) > 1:
            message = f"{plural(len(events), 'event')} that overlap: no order of them is allowed: "
            message += " ‖ ".join(map(str, events[:_SHOWN]))
        else:
            message = f"{events[0]}: {self._reason(before, events[0])}"
        if names:
            message = f"{', '.join(names)}: {message}"
        return self._told(message, before, events, names)

    def _reason(self, before: _Candidates, event: LogEvent) -> str:
        if not self._arguments.proper(event.event, event.arguments):
            return self._arguments.impropriety(event.event, event.arguments)
        call = self._arguments.call(event.event, event.arguments)
        states = frozenset().union(*before.values())
        after = frozenset().union(*(self._possible.accepted(state, call) for state in states))
        if event.accepted and not after:
            return "the specification refuses it"
        if event.accepted is False and all(not self._possible.refuses(s, call) for s in states):
            return "the specification accepts it"
        possible = after if event.accepted else states
        return f"the specification leads to {self._differing(possible, event.observed)}"

    def _differing(self, states: Iterable[State], observed: Mapping[str, Value]) -> str:
        """Show of each state what differs from what was observed."""
        shown = []
        for state in sorted(states, key=repr)[:_SHOWN]:
            content = dict(zip(self._labels, state, strict=True))
            differing = [f"{n}={content[n]}" for n, v in observed.items() if content[n] != v]
            shown.append(", ".join(differing))
        return " or ".join(dict.fromkeys(filter(None, shown))) or "another state"

    def _told(
        self,
        message: str,
        before: _Candidates,
        events: Sequence[LogEvent],
        requirements: tuple[str, ...],
    ) -> Rejection:
        states = sorted(frozenset().union(*before.values()), key=repr)
        shown = tuple(self._model.layout.show(state) for state in states[:_SHOWN])
        allowed = self._arguments.allowed(self._model, states[:_SHOWN])
        return Rejection(
            LOG_DISAGREES,
            events[0].line if len(events) == 1 else events[-1].line,
            message,
            " ‖ ".join(map(str, events[:_SHOWN])),
            requirements,
            shown,
            len(states),
            allowed,
        )
