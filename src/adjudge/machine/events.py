"""The events of a machine: each has one name, one list of parameters, and somebody who makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine.model import Event, EventKind
from adjudge.machine.written import ReadingError
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from adjudge.machine.labels import Label

WAIT = "wait"
"""The event that is the passing of time."""


@dataclass(slots=True)
class Events:
    """Collects the events of the labels of a diagram.

    `parameters` are the declared ones with their types, `internal` the names of the events that
    the system itself makes.
    """

    parameters: Mapping[str, str]
    internal: frozenset[str] = frozenset()
    found: dict[str, Event] = field(default_factory=dict)

    def read(self, label: Label, instance: Sequence[str] = ()) -> Event:
        """Return the event of a label, which is a new one or has the form of the earlier ones.

        Args:
            label: the label.
            instance: the parameters that say which of several instances of a machine is meant;
                an event has them before all others, unless the label names them itself.

        Raises:
            ReadingError: it names no event, an undeclared parameter, or other parameters than before.
        """
        if label.event is None:
            message = f"`{label.whole.text}` names no event"
            raise ReadingError(codes.LABEL_SYNTAX, message, label.whole.location, label.whole.text)
        name = label.event.text
        self._declared(label)
        names = tuple(each.text for each in label.parameters)
        if label.event.text != WAIT:
            names = (*(each for each in instance if each not in names), *names)
        known = self.found.get(name)
        if known is None:
            event = Event(name, names, label.event.location, self._kind(name))
            return self.found.setdefault(name, event)
        if known.parameters != names:
            form = f"{name}({', '.join(known.parameters)})"
            message = f"{name} is written `{form}` on line {known.location.line}"
            written = f"{name}({', '.join(names)})"
            raise ReadingError(
                codes.EVENT_SIGNATURE,
                message,
                label.event.location,
                written,
                f"write `{form}` here too",
            )
        return known

    def typed(self, event: Event) -> dict[str, str]:
        """Return the parameters of an event with their types."""
        return {name: self.parameters[name] for name in event.parameters}

    def _declared(self, label: Label) -> None:
        seen: set[str] = set()
        for each in label.parameters:
            if each.text not in self.parameters:
                hint = suggestion(each.text, self.parameters) if self.parameters else "none is"
                message = f'"{each.text}" is not declared under `parameters:`: {hint}'
                raise ReadingError(codes.MACHINE_UNKNOWN, message, each.location, each.text)
            if each.text in seen:
                message = f'"{each.text}" is given twice'
                raise ReadingError(codes.EVENT_SIGNATURE, message, each.location, each.text)
            seen.add(each.text)

    def _kind(self, name: str) -> EventKind:
        if name == WAIT:
            return EventKind.WAIT
        return EventKind.INTERNAL if name in self.internal else EventKind.CALL
