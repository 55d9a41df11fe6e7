"""What connects the words of one machine to a system, as values; `adjudge.system.toml_machines` reads it.

Texts, and the values of a `json` body, may hold the placeholders of `adjudge.system.templates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from adjudge.findings import Location
from adjudge.system.log_binding import LogBinding
from adjudge.system.templates import Template

Command = tuple[Template, ...]
Scalar = bool | int | str
_NO_CALL = frozenset({"places", "log"})


class Language(StrEnum):
    """A language whose functions are called in a runner of their own."""

    PYTHON = "python"
    NODE = "node"


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request to the started system; the path begins with `/`.

    `query` and `json` leave out what is bound to an argument that a call does not give. `json`
    is None where there is no such body.
    """

    method: str
    path: Template
    query: Mapping[str, Template] = field(default_factory=dict)
    headers: Mapping[str, Template] = field(default_factory=dict)
    json: object = None
    body: Template | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A program that is run in the system's copy, without a shell."""

    argv: Command
    stdin: Template | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A function `module:name` of the system's own code.

    `arguments` is a list or a mapping of what it is given; None gives it the event's parameters.
    """

    language: Language
    target: str
    arguments: object = None


Act = Request | Program | Function
"""What is done to a system."""


@dataclass(frozen=True, slots=True)
class Returns:
    """An outcome of a function: it returned this JSON value."""

    value: object


@dataclass(frozen=True, slots=True)
class Raises:
    """An outcome of a function: it raised an exception of this name, or of one derived from it."""

    name: str


Outcome = int | Returns | Raises
"""A status of HTTP, an exit code, or what a function did."""


@dataclass(frozen=True, slots=True)
class Call:
    """How an event happens, and which outcomes mean that the system accepted or refused it.

    A function without an `accepted` outcome accepts by returning anything that is not refused.
    `captures` are JSONPaths by the name under which later calls use what they find.
    """

    act: Act
    accepted: tuple[Outcome, ...] = ()
    refused: tuple[Outcome, ...] = ()
    captures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """How a value is read: what is done, and where in the result the value is.

    `value` is a JSONPath, `pattern` a regular expression whose first group (or whole match) is
    the value; without either the whole result is. `values` translates what the system says into
    what the specification says. `index` names the placeholders of an index, outermost first.
    """

    act: Act
    accepted: tuple[Outcome, ...] = ()
    value: str = ""
    pattern: str = ""
    values: Mapping[str, Scalar] = field(default_factory=dict)
    index: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The Python file of bindings: its path in the project and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class MachineBinding:
    """All that connects one machine to the systems named (to every system if none is).

    `reset` makes the system as new; without it the system is started anew. `logins` are read on
    first use and kept until a reset, `constants` are tables of fixed values; both are used as
    `{name[index]}`. `operations` are the calls that an OpenAPI document declares; an event of
    `events` or of the `source` goes before them. `headers` are sent with every request that has none of that name.
    `log` tells which spans of a trace are which events. `places` tell where each entry is written.
    """

    machine: str
    systems: tuple[str, ...] = ()
    reset: Call | None = None
    logins: Mapping[str, Read] = field(default_factory=dict)
    constants: Mapping[str, Mapping[str, Scalar]] = field(default_factory=dict)
    events: Mapping[str, Call] = field(default_factory=dict)
    observe: Mapping[str, Read] = field(default_factory=dict)
    operations: Mapping[str, Call] = field(default_factory=dict)
    headers: Mapping[str, Template] = field(default_factory=dict)
    concurrent: bool = True
    interpreter: tuple[str, ...] = ("python3",)
    source: Source | None = None
    log: LogBinding | None = None
    places: Mapping[str, Location] = field(default_factory=dict)

    @property
    def content(self) -> Mapping[str, object]:
        """All that a call's outcome depends on, as plain values; places and logs are not part of it."""
        return {name: value for name, value in asdict(self).items() if name not in _NO_CALL}


@dataclass(frozen=True, slots=True)
class Bindings:
    """Everything that connects machines to one system."""

    machines: Mapping[str, MachineBinding] = field(default_factory=dict)
    operations: Mapping[str, Call] = field(default_factory=dict)
    source: Source | None = None

    def of(self, machine: str) -> MachineBinding:
        """Return what connects a machine to the system; an empty binding where nothing does."""
        own = self.machines.get(machine) or MachineBinding(machine)
        operations = {**self.operations, **own.operations}
        return replace(own, operations=operations, source=self.source)
