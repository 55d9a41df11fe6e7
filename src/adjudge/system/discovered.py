"""What an inspection of a repository found, as values; `adjudge.system.discovery` fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adjudge.findings import Location
from adjudge.spec.model import Dialect
from adjudge.system.configuration import Command, SuiteFormat


@dataclass(frozen=True, slots=True)
class ProposedSystem:
    """A system that the repository seems to hold; `guesses` are what a person has to confirm."""

    name: str
    directory: str
    found: Location
    start: Command = ()
    base: str = ""
    commands: Mapping[str, Command] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedSuite:
    """A test suite that the repository seems to hold; its command is run in its system's folder."""

    name: str
    command: Command
    format: SuiteFormat
    directory: str
    found: Location
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundSpecification:
    """Documents of one dialect: a pattern relative to the project, and how many files match."""

    pattern: str
    dialect: Dialect
    files: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that was found, and the text of an `adjudge.toml` that says so."""

    systems: tuple[ProposedSystem, ...]
    suites: tuple[ProposedSuite, ...]
    openapi: tuple[Location, ...]
    specifications: tuple[FoundSpecification, ...]
    text: str
