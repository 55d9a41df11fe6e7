"""What requirements demand of a machine: the properties of its block."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine import expressions
from adjudge.machine.block import Block
from adjudge.machine.clock import Clock
from adjudge.machine.model import Always, AlwaysAfter, Event, LeadsTo, Property
from adjudge.machine.scope import BOOL, Scope
from adjudge.machine.terms import FALSE, TRUE, Term, negation
from adjudge.machine.written import Problems, ReadingError
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from adjudge.findings import Location
    from adjudge.machine.block import Entry

_ID = re.compile(r"(?:[\w.-]+/)*[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+(?:\.\d+)*[a-z]?\Z")
_STEPS = re.compile(r"(\d{1,6}) steps?\Z")


@dataclass(slots=True)
class Properties:
    """Reads the properties of a block.

    Args:
        block: the block.
        scope: the names of the machine.
        events: the machine's events under their names.
        parameters: the type of each parameter.
        clock: how long one unit of time is.
        problems: takes what is wrong.
    """

    block: Block
    scope: Scope
    events: Mapping[str, Event]
    parameters: Mapping[str, str]
    clock: Clock
    problems: Problems
    found: list[Property] = field(default_factory=list)

    def read(self) -> tuple[Property, ...]:
        """Return every property, in the order of the block's sections."""
        for entry in self._requirements("always"):
            self._always(entry, never=False)
        for entry in self._requirements("never"):
            self._always(entry, never=True)
        for entry in self._requirements("always after"):
            self._after(entry)
        for entry in self._requirements("leads to"):
            self._leads(entry)
        return tuple(self.found)

    def bound(self) -> Term:
        """Return the condition of `explore:`; without one nothing is left out."""
        entry = self.block.section("explore")
        return TRUE if entry is None else self._truth(entry, self.scope) or TRUE

    def at_once(self) -> tuple[str, ...]:
        """Return the requirements under `at once:`, one or a list of them."""
        section = self.block.section("at once")
        if section is None:
            return ()
        found = section.entries() or [section]
        for entry in found:
            if not _ID.match(str(entry.value)):
                message = f'"{entry.value}" is no ID of a requirement'
                place, text = entry.location, str(entry.value)
                self.problems.report(codes.REQUIREMENT_NAME, place, message, text)
        return tuple(str(entry.value) for entry in found)

    def _requirements(self, section: str) -> list[Entry]:
        """Return what stands under each requirement: one entry for each element of a list."""
        found = []
        for entry in self.block.entries(section):
            if not _ID.match(entry.name):
                message = f'"{entry.name}" is no ID of a requirement'
                self.problems.report(codes.REQUIREMENT_NAME, entry.location, message, entry.name)
            found += entry.entries() if isinstance(entry.value, list) else [entry]
        return found

    def _always(self, entry: Entry, *, never: bool) -> None:
        term = self._truth(entry, self.scope)
        if term is not None:
            condition = negation(term) if never else term
            written = entry.written()
            self.found.append(
                Always(_requirement(entry), condition, written.text, written.location, never)
            )

    def _after(self, entry: Entry) -> None:
        if not isinstance(entry.value, Mapping):
            self.block.wrong(
                entry, "this needs an event and a condition", "write `{use: age < 15}`"
            )
            return
        event, holds = entry.get("event"), entry.get("holds")
        if event is None or holds is None or "event" in self.events:
            for each in entry.entries():
                self._step(entry, each.name, each.location, each)
            return
        self.block.only(entry, ("event", "holds"))
        name = event.written()
        self._step(entry, name.text, name.location, holds)

    def _step(self, entry: Entry, name: str, place: Location, condition: Entry) -> None:
        event = self.events.get(name)
        if event is None:
            message = f'"{name}" is no event of the diagram: {suggestion(name, self.events)}'
            self.problems.report(codes.MACHINE_UNKNOWN, place, message, name)
            return
        names = {
            each: self.parameters[each] for each in event.parameters if each in self.parameters
        }
        term = self._truth(condition, self.scope.with_names(names, primes=True))
        if term is not None:
            written = condition.written()
            self.found.append(
                AlwaysAfter(_requirement(entry), name, term, written.text, written.location)
            )

    def _leads(self, entry: Entry) -> None:
        start, goal, within = (entry.get(key) for key in ("from", "to", "within"))
        if start is None or goal is None or within is None:
            mend = "write `{from: state == Placed, to: state == Shipped, within: 3 steps}`"
            self.block.wrong(entry, "this needs `from`, `to` and `within`", mend)
            return
        self.block.only(entry, ("from", "to", "within"))
        begins, ends = self._truth(start, self.scope), self._truth(goal, self.scope)
        steps, time = self._within(within)
        if begins is None or ends is None or (steps is None and time is None):
            return
        text = (
            f"{start.written().text} leads to {goal.written().text} within {within.written().text}"
        )
        self.found.append(
            LeadsTo(_requirement(entry), begins, ends, text, entry.location, steps, time)
        )

    def _within(self, entry: Entry) -> tuple[int | None, int | None]:
        """Read `3 steps` or `5 min`, the latter in units of the machine's clock."""
        text = entry.written().text
        if match := _STEPS.match(text):
            return int(match[1]), None
        try:
            return None, self.clock.units(entry.written())
        except ReadingError as error:
            self.problems.add(error)
            return None, None

    def _truth(self, entry: Entry, scope: Scope) -> Term | None:
        if isinstance(entry.value, bool):
            return TRUE if entry.value else FALSE
        if not isinstance(entry.value, str):
            self.block.wrong(entry, "here a condition is needed, such as `balance >= 0`")
            return None
        try:
            return expressions.read(entry.written(), scope, BOOL).term
        except ReadingError as error:
            self.problems.add(error)
            return None


def _requirement(entry: Entry) -> str:
    return str(entry.path[1])
