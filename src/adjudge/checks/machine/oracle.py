"""What the machine says of a system while it is driven: the states it may be in, and what may follow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from adjudge.checks.machine.disagreements import Disagreement, Sort, blamed
from adjudge.checks.machine.properties import Properties
from adjudge.checks.model import Fault
from adjudge.errors import AdjudgeError
from adjudge.machine.ground import Call
from adjudge.machine.model import EventKind
from adjudge.system.driver import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adjudge.checks.machine.attempts import Attempt
    from adjudge.machine.engine import Model
    from adjudge.machine.ground import State
    from adjudge.machine.terms import Value
    from adjudge.system.driver import Reply

Possible = frozenset["State"]
"""The states in which a system may be, by all that was seen of it."""

MOST_POSSIBLE = 10_000


class Oracle:
    """Follows a system: keeps the states it may be in and says where it leaves the specification.

    Cells that are not observed keep the machine's own values.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.possible: Possible = frozenset()
        self._properties = Properties(model)
        layout = model.layout
        self._labels = [layout.label(position) for position in range(len(layout.cells))]
        control = {v.name for v in model.machine.variables if v.control}
        order = sorted(
            range(len(layout.cells)), key=lambda n: layout.cells[n].variable not in control
        )
        self._order = order
        events = {event.name: event.kind for event in model.machine.events}
        self._waits = {name for name, kind in events.items() if kind is EventKind.WAIT}
        hidden = {name for name, kind in events.items() if kind is EventKind.INTERNAL}
        self._hidden = [call for call in model.calls if call.event in hidden] if hidden else []
        self._initial = self._closed(model.initial)

    def begin(self, observed: Mapping[str, object], *, again: bool) -> Disagreement | None:
        """Take what a system shows after its start, or `again` after a reset."""
        fitting = self._fitting(self._initial, observed)
        if fitting:
            self.possible = fitting
            return None
        wanted = self._wanted(self._initial, observed)
        has = _cells(self._differing(self._initial, observed))
        actual = f"the system {'after its reset' if again else 'as started'} has {has}"
        sort, fault = (Sort.RESET, Fault.BINDING) if again else (Sort.START, Fault.SYSTEM)
        expected = f"the specification starts with {_cells(wanted)}"
        return Disagreement(sort, None, expected, actual, fault=fault, wanted=wanted)

    def after(self, state: State, call: Call) -> tuple[State, ...]:
        """Return the states into which a call may lead; none where it is refused."""
        return tuple(dict.fromkeys(after for _, after in self.model.react(state, call)))

    def waits(self, call: Call) -> bool:
        """Tell whether a call lets time pass."""
        return call.event in self._waits

    def offered(self, call: Call) -> bool:
        """Tell whether a call may be made now: a wait only where the machine knows what follows."""
        return not self.waits(call) or all(self.model.react(state, call) for state in self.possible)

    def quiet(self, call: Call) -> bool:
        """Tell whether a call should change nothing: it is refused, or leads back to where it was."""
        return all(set(self.after(state, call)) <= {state} for state in self.possible)

    def on_edge(self, call: Call) -> bool:
        """Tell whether a call that is accepted would be refused with one number one more or less."""
        state = next(iter(self.possible))
        return any(
            not self.model.react(state, Call(call.event, arguments))
            for position, value in enumerate(call.arguments)
            if type(value) is int
            for step in (-1, 1)
            for arguments in [_replaced(call.arguments, position, value + step)]
        )

    def says(self, attempt: Attempt) -> str:
        """Say for a person what the specification demands of an attempt now."""
        if not attempt.proper:
            return "refused"
        may = {bool(self.after(state, attempt.call)) for state in self.possible}
        if len(may) > 1:
            return "accepted or refused"
        return "accepted" if may == {True} else "refused"

    def judge(
        self, attempt: Attempt, reply: Reply, observed: Mapping[str, object]
    ) -> Disagreement | None:
        """Hold an answer, and what was observed after it, against the machine.

        Where they agree the possible states move on; where not, they stay.
        """
        if reply.answer is Answer.ERROR:
            sort, fault = blamed(reply)
            told = (
                "this answer is declared neither accepted nor refused"
                if sort is Sort.UNDECLARED
                else "the system failed"
            )
            return self._disagreement(sort, attempt, f"{told} ({reply.detail})", fault=fault)
        if not attempt.proper:
            return self._judge_bad_input(attempt, reply, observed)
        if reply.answer is Answer.ACCEPTED:
            return self._judge_accepted(attempt, reply, observed)
        return self._judge_refused(attempt, reply, observed)

    def unreadable(self, attempt: Attempt | None, error: AdjudgeError) -> Disagreement:
        """Tell that what the binding observes could not be read."""
        found = Disagreement(
            Sort.UNREADABLE,
            attempt,
            "the binding reads its variables",
            f"but {error.message}",
            fault=Fault.BINDING,
        )
        return found if attempt is None else replace(found, before=self._before())

    def _judge_accepted(
        self, attempt: Attempt, reply: Reply, observed: Mapping[str, object]
    ) -> Disagreement | None:
        call = attempt.call
        reached = self._closed(a for state in self.possible for a in self.after(state, call))
        fitting = self._fitting(reached, observed)
        broken = self._broken(call, reached or self.possible, observed)
        if fitting and not broken:
            self.possible = fitting
            return None
        accepted = f"the system accepted it ({reply.detail})"
        if attempt.event in self._waits:
            accepted = reply.detail
        if fitting:
            told = "and so does the specification's own diagram"
            return self._disagreement(
                Sort.BROKEN, attempt, f"{accepted}, {told}", broken, Fault.SPECIFICATION
            )
        base = reached or self.possible
        changed = self._differing(base, observed)
        if not reached:
            tail = f" and {_are(changed)}" if changed else ""
            return self._disagreement(Sort.ACCEPTED, attempt, accepted + tail, broken)
        found = self._disagreement(Sort.STATE, attempt, f"{accepted} and {_are(changed)}", broken)
        wanted = self._wanted(base, observed)
        demanded = f"the specification says {_cells(wanted)} afterwards"
        return replace(found, expected=demanded, wanted=wanted)

    def _judge_refused(
        self, attempt: Attempt, reply: Reply, observed: Mapping[str, object]
    ) -> Disagreement | None:
        refusing = frozenset(s for s in self.possible if not self.after(s, attempt.call))
        stayed = self._closed(refusing)
        fitting = self._fitting(stayed, observed)
        if fitting:
            self.possible = fitting
            return None
        refused = f"the system refused it ({reply.detail})"
        if not refusing:
            return self._disagreement(Sort.REFUSED, attempt, refused)
        return self._changed(attempt, refused, observed)

    def _judge_bad_input(
        self, attempt: Attempt, reply: Reply, observed: Mapping[str, object]
    ) -> Disagreement | None:
        fitting = self._fitting(self._closed(self.possible), observed)
        if reply.answer is Answer.ACCEPTED:
            changed = self._differing(self.possible, observed) if not fitting else {}
            tail = f" and {_are(changed)}" if changed else ""
            actual = f"the system accepted it ({reply.detail}){tail}"
            return self._disagreement(Sort.ACCEPTED, attempt, actual, self._unsound(observed))
        if fitting:
            self.possible = fitting
            return None
        return self._changed(attempt, f"the system refused it ({reply.detail})", observed)

    def _changed(
        self, attempt: Attempt, refused: str, observed: Mapping[str, object]
    ) -> Disagreement:
        actual = f"{refused}, and yet {_are(self._differing(self.possible, observed))}"
        broken = self._unsound(observed)
        found = self._disagreement(Sort.REFUSAL_CHANGED, attempt, actual, broken)
        return replace(found, wanted=self._wanted(self.possible, observed))

    def _disagreement(
        self,
        sort: Sort,
        attempt: Attempt,
        actual: str,
        broken: tuple[str, ...] = (),
        fault: Fault = Fault.SYSTEM,
    ) -> Disagreement:
        demanded = {
            "accepted": "the specification accepts it",
            "refused": "the specification refuses it",
            "accepted or refused": "the specification allows both answers",
        }[self.says(attempt)]
        expected = demanded if attempt.proper else "no such value may be accepted"
        if sort is Sort.REFUSAL_CHANGED:
            expected = "a refusal changes nothing"
        return Disagreement(sort, attempt, expected, actual, self._before(), broken, fault)

    def _broken(
        self, call: Call, reached: Possible, observed: Mapping[str, object]
    ) -> tuple[str, ...]:
        """Return the requirements broken whichever of the possible states the system was in."""
        found = [
            set(self._properties.broken_by(before, call, self._overlaid(after, observed)))
            for before in self.possible
            for after in reached
        ]
        common = set.intersection(*found) if found else set()
        return tuple(sorted(common))

    def _unsound(self, observed: Mapping[str, object]) -> tuple[str, ...]:
        found = [
            set(self._properties.broken_in(self._overlaid(state, observed)))
            for state in self.possible
        ]
        return tuple(sorted(set.intersection(*found) if found else set()))

    def _overlaid(self, state: State, observed: Mapping[str, object]) -> State:
        cells = zip(self._labels, state, strict=True)
        return tuple(cast("Value", observed.get(label, value)) for label, value in cells)

    def _fitting(self, states: Iterable[State], observed: Mapping[str, object]) -> Possible:
        seen = [(n, observed[label]) for n, label in enumerate(self._labels) if label in observed]
        return frozenset(
            state for state in states if all(same(state[n], value) for n, value in seen)
        )

    def _closed(self, states: Iterable[State]) -> Possible:
        """Add what the system may reach by itself."""
        found = set(states)
        waiting = list(found) if self._hidden else []
        while waiting:
            state = waiting.pop()
            for call in self._hidden:
                for after in self.after(state, call):
                    if after not in found:
                        found.add(after)
                        waiting.append(after)
            if len(found) > MOST_POSSIBLE:
                raise AdjudgeError(
                    f"the system may be in more than {MOST_POSSIBLE:,} states by itself",
                    next_step="observe more variables, or make the types of internal events smaller",
                )
        return frozenset(found)

    def _before(self) -> dict[str, object]:
        """One of the states in which the system may be, control first."""
        state = min(self.possible, key=repr)
        return {self._labels[n]: state[n] for n in self._order}

    def _differing(self, states: Possible, observed: Mapping[str, object]) -> dict[str, object]:
        """Return what was observed otherwise than in the nearest of the states."""
        return min((self._difference(state, observed) for state in states), key=len, default={})

    def _difference(self, state: State, observed: Mapping[str, object]) -> dict[str, object]:
        pairs = zip(self._labels, state, strict=True)
        return {
            label: observed[label]
            for label, value in pairs
            if label in observed and not same(value, observed[label])
        }

    def _wanted(self, states: Possible, observed: Mapping[str, object]) -> dict[str, object]:
        """Return what the nearest of the states has where something else was observed."""
        state = min(states, key=lambda s: len(self._difference(s, observed)))
        named = dict(zip(self._labels, state, strict=True))
        return {label: named[label] for label in self._difference(state, observed)}


def _replaced(arguments: tuple[Value, ...], position: int, value: Value) -> tuple[Value, ...]:
    return (*arguments[:position], value, *arguments[position + 1 :])


def same(value: object, other: object) -> bool:
    """Compare two values as JSON does: a truth is no number."""
    return value == other and isinstance(value, bool) is isinstance(other, bool)


def _cells(cells: Mapping[str, object]) -> str:
    return ", ".join(f"{label}={value}" for label, value in cells.items()) or "other values"


def _are(cells: Mapping[str, object]) -> str:
    return ", ".join(f"{label} is {value}" for label, value in cells.items()) or "another state"
