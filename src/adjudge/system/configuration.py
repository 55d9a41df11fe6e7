"""`adjudge.toml` as values; `adjudge.system.toml` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from adjudge.system.binding import Bindings, Call, MachineBinding, Source
from adjudge.system.stage import Limits

Command = tuple[str, ...]
"""An argument vector; each argument may hold placeholders such as `{port}`."""


@dataclass(frozen=True, slots=True)
class Ready:
    """How to know that a started system can be used: exactly one of the four is given.

    `url` answers with a status below 400, `port` accepts a connection, `log` is a regular
    expression found in a line that the system wrote, `command` exits with 0.
    """

    url: str = ""
    port: str = ""
    log: str = ""
    command: Command = ()
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Stop:
    """How a started system is asked to end before it is killed after `grace` seconds."""

    signal: str = "SIGTERM"
    command: Command = ()
    grace: float = 5.0


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a started system tells its time: the answer of a URL, or what a command writes."""

    url: str = ""
    command: Command = ()


@dataclass(frozen=True, slots=True)
class ClockSource:
    """How the clock of a started system is moved: exactly one of `library`, `request`, `command`.

    `library` is `libfaketime`; without `timers` it moves the wall clock alone. `request` is a
    method and a URL, `command` a program; both hold `{seconds}`. `shown` says where the system
    tells its time, if not by the `Date` of its answers.
    """

    library: str = ""
    timers: bool = True
    request: str = ""
    command: Command = ()
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class System:
    """One implementation under judgment.

    `directory` is its folder in the project (POSIX, relative) and, with `also`, all of the
    project that it may see; `include` names untracked paths that are copied with it. `start` is
    empty for a command-line product, whose programs are `commands` by name. `base` is the URL
    that HTTP checks talk to. `environment` is set for its processes, `pass_environment` names
    secrets taken from the caller's environment. `fresh` says that every check gets its own
    start; otherwise `reset` is run between checks that share one. `clock` says how the time of
    a started system is moved, where it can be. `openapi` is the path of the document whose
    operations are events of every machine.
    """

    name: str
    directory: str = "."
    also: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    build: tuple[Command, ...] = ()
    build_seconds: float = 600.0
    start: Command = ()
    ready: Ready | None = None
    reset: tuple[Command, ...] = ()
    stop: Stop = field(default_factory=Stop)
    base: str = ""
    commands: Mapping[str, Command] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    pass_environment: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    clock: ClockSource | None = None
    openapi: str = ""


class SuiteFormat(StrEnum):
    """How an existing test suite tells its results."""

    PYTEST = "pytest"
    JUNIT = "junit"
    TAP = "tap"


@dataclass(frozen=True, slots=True)
class Suite:
    """An existing test suite of a system.

    `command` is run in the system's tree; for JUnit it writes the file named by the placeholder
    `{junit}`, TAP is read from its standard output. `system` is empty where it tests every
    system. `requirements` are patterns (`FR-*`) of requirements that the suite's marked tests
    are evidence for although their document does not say so.
    """

    name: str
    command: Command
    format: SuiteFormat
    system: str = ""
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prover:
    """A program that checks formal modules of one language; what is empty is as built in.

    `command` and `version` may hold placeholders, `{file}` among them: the module, written to a
    file of the name `file`. `success` and `failure` are regular expressions of which the first
    must be found in the output of a module that holds, with exit code 0, and the second in that
    of a module that is refuted. `environment` is added to the program's own.
    """

    command: Command = ()
    success: str = ""
    failure: str = ""
    version: Command = ()
    file: str = ""
    seconds: float | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tools:
    """Where the checkers of proofs are: paths from the project's root, or absolute ones."""

    tla2tools: str = ""
    tla_checker: str = ""
    provers: Mapping[str, Prover] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Configuration:
    """All of `adjudge.toml`.

    `specification` are paths or globs of specification documents, relative to the project.
    `repeat` is how often a failure is repeated before it is blamed. `digest` is the SHA-256 of
    the file's bytes, empty where there is no file. `machines` are its tables of that name,
    `operations` what the OpenAPI documents of systems declare, by their path, and `source` is
    the Python file of bindings.
    """

    path: str = ""
    digest: str = ""
    specification: tuple[str, ...] = ()
    systems: Mapping[str, System] = field(default_factory=dict)
    suites: Mapping[str, Suite] = field(default_factory=dict)
    repeat: int = 2
    machines: Mapping[str, MachineBinding] = field(default_factory=dict)
    operations: Mapping[str, Mapping[str, Call]] = field(default_factory=dict)
    source: Source | None = None
    tools: Tools = field(default_factory=Tools)

    def bindings(self, system: System) -> Bindings:
        """Return all that connects machines to one system."""
        own = {
            binding.machine: binding
            for binding in self.machines.values()
            if not binding.systems or system.name in binding.systems
        }
        return Bindings(own, self.operations.get(system.openapi, {}), self.source)
