"""The specification as data: frozen values without behaviour beyond derived facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from adjudge.findings import Finding, Location


class Level(StrEnum):
    """How binding a requirement is (RFC 2119)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Kind(StrEnum):
    """What sort of obligation a requirement is."""

    FUNCTIONAL = "functional"
    NON_FUNCTIONAL = "non-functional"
    CONSTRAINT = "constraint"


class Status(StrEnum):
    """Where a requirement stands in its life; only an `ACCEPTED` one can be violated."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    ARCHIVED = "archived"


class DocumentLevel(StrEnum):
    """How long a specification document lives, and what it governs (Böckeler's levels)."""

    FIRST = "first"
    ANCHORED = "anchored"
    SOURCE = "source"


class Dialect(StrEnum):
    """The convention in which a document was written."""

    NATIVE = "native"
    SPEC_KIT = "spec-kit"
    KIRO = "kiro"
    OPENSPEC = "openspec"


class RelationKind(StrEnum):
    """How one requirement relates to another."""

    REFINES = "refines"
    SUPERSEDES = "supersedes"
    DEPENDS_ON = "depends on"


@dataclass(frozen=True, slots=True)
class Relation:
    """A stated relation to the requirement named `target`: as written, and once related its ID."""

    kind: RelationKind
    target: str
    location: Location


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person's decision to live with a verdict until a day, in force through `until`."""

    owner: str
    reason: str
    until: date
    location: Location


PLACES = frozenset({"diagram_line", "diagram_column", "together_places", "machines"})
"""The options of checks that only say where something stands, or what else; they change no result."""


@dataclass(frozen=True, slots=True)
class Check:
    """One executable verification of one requirement, as written, in its own notation.

    `id` is the requirement's ID, `#` and the check's ordinal (`ACC-3#1`). `kind` names the module
    of `adjudge.checks` that runs it; a kind that nothing runs yet leaves its requirement
    unverified. `options` come from the braces of the fence's info string; `text` is the block's
    body, whose first line stands at `body`.
    """

    id: str
    requirement: str
    kind: str
    text: str
    location: Location
    body: Location
    name: str = ""
    language: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One obligation.

    `id` is unique within a specification: dialects that number per file are prefixed with the
    file's scope (`001-photos/FR-001`), and `label` is the ID as the document shows it. `text` is
    the prose without rationale, relations and blocks. `level_stated` is false where the text has
    no level word and `level` is the dialect's default. `since` is when it comes into force.
    `end_line` is the last line of its section.
    """

    id: str
    label: str
    title: str
    level: Level
    kind: Kind
    text: str
    location: Location
    end_line: int
    document: str
    rationale: str = ""
    status: Status = Status.ACCEPTED
    since: date | None = None
    level_stated: bool = True
    relations: tuple[Relation, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def in_force(self, today: date) -> bool:
        """Tell whether the requirement binds anybody on `today`."""
        return self.status is Status.ACCEPTED and (self.since is None or self.since <= today)


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary: a name that requirements may use, and its meaning."""

    name: str
    meaning: str
    location: Location


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a specification; `digest` is the SHA-256 of its bytes in hexadecimal."""

    path: str
    dialect: Dialect
    digest: str
    title: str = ""
    level: DocumentLevel = DocumentLevel.ANCHORED
    front_matter: Mapping[str, Any] = field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()
    terms: tuple[Term, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Specification:
    """All documents of a project, read and related; `findings` also hold the documents' own."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...] = ()

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """Every requirement, in the order of the documents and their text."""
        return tuple(r for document in self.documents for r in document.requirements)

    @cached_property
    def by_id(self) -> Mapping[str, Requirement]:
        """Each requirement under its ID; of duplicates, the first."""
        return MappingProxyType({r.id: r for r in reversed(self.requirements)})
