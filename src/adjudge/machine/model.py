"""A machine as data: variables, guarded transitions, and what must hold of them.

However a machine is written (composite states, choices, regions, several instances, several
machines that share events), this is what it becomes: *control is a variable like any other*. A
plain diagram has one variable named `state` whose type has the names of its states; a region or
another machine adds a variable, an instance for each account makes it `state[account]`.

What no transition allows is refused, and a refusal changes nothing. All effects of a transition
happen at once: their right sides read the state before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from adjudge.findings import Location
from adjudge.machine.terms import FALSE, TRUE, Term, Value

INTEGER = "int"
BOOLEAN = "bool"
"""The two types that need no declaration; the first is unbounded."""


@dataclass(frozen=True, slots=True)
class Type:
    """A finite type: names of values (`str`), or whole numbers.

    Whole numbers are a `range` or, where only some are meant, a tuple in ascending order.
    `interchangeable` says that the author declared the values to be alike (symmetry).
    """

    name: str
    values: Sequence[Value]
    location: Location
    interchangeable: bool = False

    @property
    def enumerated(self) -> bool:
        """Whether its values are names and not numbers."""
        return isinstance(self.values[0], str)


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: a scalar, or a map over types.

    `index` are the names of the types that it is over, `type` that of its content. `starts` gives
    for each index (`()` of a scalar) the values that it may start with: several are a choice of
    the system's. `control` marks the variables that hold the state of a diagram, `timer` those
    that the machine itself adds to count time: a system has nothing to show for them.
    """

    name: str
    type: str
    starts: Mapping[tuple[Value, ...], tuple[Value, ...]]
    location: Location
    index: tuple[str, ...] = ()
    control: bool = False
    timer: bool = False


class EventKind(StrEnum):
    """Who makes an event happen.

    `CALL`: the outside, by calling the system; where it is not allowed the system must refuse.
    `WAIT`: time that passes; it is never refused, a wait that the machine does not offer is one
    that nobody asks for. `INTERNAL`: the system itself; it may happen or not.
    """

    CALL = "call"
    WAIT = "wait"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens; `parameters` are names with a type in `Machine.parameters`."""

    name: str
    parameters: tuple[str, ...]
    location: Location
    kind: EventKind = EventKind.CALL


@dataclass(frozen=True, slots=True)
class Effect:
    """One cell and what it becomes; `text` is as written."""

    variable: str
    index: tuple[Term, ...]
    value: Term
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Transition:
    """What one label of a diagram allows.

    `where` is the part of its condition that the drawing says (the state that the arrow leaves),
    `guard` the part in brackets. `effects` contain the change of control. `source` and `target`
    are states as drawn, equal for an internal transition. `label` is as written.
    """

    event: str
    where: Term
    guard: Term
    effects: tuple[Effect, ...]
    source: str
    target: str
    label: str
    location: Location


@dataclass(frozen=True, slots=True)
class Always:
    """A condition on every state that can be reached; `never: X` has the condition `not X`."""

    requirement: str
    condition: Term
    text: str
    location: Location
    never: bool = False


@dataclass(frozen=True, slots=True)
class AlwaysAfter:
    """A condition on every step that an event makes; it may read cells before and after."""

    requirement: str
    event: str
    condition: Term
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class LeadsTo:
    """Wherever `start` holds, `goal` follows: within `steps` events, or before `time` has passed.

    Exactly one of the two is given; `time` is in units of the machine's clock.
    """

    requirement: str
    start: Term
    goal: Term
    text: str
    location: Location
    steps: int | None = None
    time: int | None = None


Property = Always | AlwaysAfter | LeadsTo
"""What a requirement demands of a machine."""


@dataclass(frozen=True, slots=True)
class Node:
    """A state as drawn; `parent` is the composite state (or region) that contains it."""

    name: str
    title: str
    location: Location
    parent: str = ""
    kind: str = "state"


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow or a line inside a state, as drawn; `transitions` are those that it stands for."""

    source: str
    target: str
    label: str
    location: Location
    transitions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagram:
    """What a person sees: for drawing, and for painting coverage on the drawing."""

    nodes: tuple[Node, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    direction: str = ""
    text: str = ""


@dataclass(frozen=True)
class Machine:
    """One machine, or several composed.

    `types` hold the declared ones and those of the control variables. `final` holds in states in
    which it may stop for good. `bound` limits the exhaustive search: states in which it does not
    hold are counted and not entered. `drive` are wider types for driving a running system, under
    the names of types. `unit` is the length of one unit of time in seconds, where time matters.
    `at_once` are the requirements that demand of calls at the same instant what some sequential
    order of them allows.
    """

    name: str
    location: Location
    types: Mapping[str, Type]
    parameters: Mapping[str, str]
    variables: tuple[Variable, ...]
    events: tuple[Event, ...]
    transitions: tuple[Transition, ...]
    properties: tuple[Property, ...] = ()
    final: Term = FALSE
    bound: Term = TRUE
    drive: Mapping[str, Type] = field(default_factory=dict)
    unit: float = 0.0
    diagrams: tuple[Diagram, ...] = ()
    at_once: tuple[str, ...] = ()

    def event(self, name: str) -> Event:
        """Return the event of that name.

        Raises:
            KeyError: there is none.
        """
        found = [event for event in self.events if event.name == name]
        if not found:
            raise KeyError(name)
        return found[0]

    def variable(self, name: str) -> Variable:
        """Return the variable of that name.

        Raises:
            KeyError: there is none.
        """
        found = [variable for variable in self.variables if variable.name == name]
        if not found:
            raise KeyError(name)
        return found[0]
