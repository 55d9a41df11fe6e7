"""The published formats as types: what `json_` writes and the JSON Schemas describe.

They stand apart from the program's own values, so that those may change without the formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from adjudge.checks.machine.logs.standing import Form, Standing
from adjudge.checks.model import Fault, Method, Outcome
from adjudge.evidence.model import Digests, Verdict
from adjudge.findings import Location, Severity
from adjudge.spec.model import Dialect, DocumentLevel, Kind, Level, RelationKind, Status


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """Something to look at; `name` is the readable name of `code`."""

    code: str
    name: str
    severity: Severity
    message: str
    location: Location
    requirement: str
    expected: str
    actual: str
    next_step: str


@dataclass(frozen=True, slots=True)
class WaiverEntry:
    """A decision to live with a verdict, in force through `until`."""

    owner: str
    reason: str
    until: date
    location: Location


@dataclass(frozen=True, slots=True)
class RelationEntry:
    """A relation to the requirement named `target`."""

    kind: RelationKind
    target: str
    location: Location


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """A check as written; `text` is its block."""

    id: str
    kind: str
    name: str
    language: str
    text: str
    options: Mapping[str, Any]
    location: Location


@dataclass(frozen=True, slots=True)
class RequirementEntry:
    """A requirement as written."""

    id: str
    label: str
    title: str
    level: Level
    level_stated: bool
    kind: Kind
    status: Status
    since: date | None
    text: str
    rationale: str
    document: str
    location: Location
    end_line: int
    attributes: Mapping[str, str]
    relations: tuple[RelationEntry, ...]
    waivers: tuple[WaiverEntry, ...]
    checks: tuple[CheckEntry, ...]


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A file of the specification."""

    path: str
    title: str
    dialect: Dialect
    level: DocumentLevel
    digest: str


@dataclass(frozen=True, slots=True)
class TermEntry:
    """An entry of the glossary."""

    name: str
    meaning: str
    location: Location


@dataclass(frozen=True, slots=True)
class SpecificationReport:
    """A specification, or the part of it that was asked for."""

    schema: Literal["adjudge/specification/1"]
    documents: tuple[DocumentEntry, ...]
    requirements: tuple[RequirementEntry, ...]
    terms: tuple[TermEntry, ...]
    findings: tuple[FindingEntry, ...]


@dataclass(frozen=True, slots=True)
class FindingsReport:
    """Findings alone, as `lint` and `ledger verify` have them."""

    schema: Literal["adjudge/findings/1"]
    findings: tuple[FindingEntry, ...]


@dataclass(frozen=True, slots=True)
class LogReport:
    """A recorded log held against a machine.

    `events` counts those that are allowed, up to the first that is not. `states` are those of the
    `candidates` before it that are shown, `allowed` some calls that the machine accepts there.
    """

    schema: Literal["adjudge/log/1"]
    file: str
    form: Form
    machine: str
    requirement: str
    standing: Standing
    exit_code: int
    events: int
    ignored: int
    seconds: float
    finding: FindingEntry | None
    states: tuple[Mapping[str, bool | int | str], ...]
    candidates: int
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeReport:
    """What a finding code means."""

    schema: Literal["adjudge/code/1"]
    code: str
    name: str
    severity: Severity
    what: str
    why: str
    example: str
    mend: str


@dataclass(frozen=True, slots=True)
class HeadReport:
    """The end of the ledger's chain: the number of its last row, and that row's seal."""

    schema: Literal["adjudge/head/1"]
    sequence: int
    seal: str


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """The result of one case of a check."""

    name: str
    outcome: Outcome
    location: Location
    expected: str
    actual: str
    reason: str
    cause: str
    fault: Fault
    granted: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """The record of one run of a check. Reused evidence of a pass comes without its transcript.

    `attachments` are whole files by name.
    """

    outcome: Outcome
    method: Method
    started: datetime
    seconds: float
    runs: int
    revision: str
    reason: str
    transcript: str
    digests: Digests
    environment: Mapping[str, str]
    tools: Mapping[str, str]
    cases: tuple[CaseEntry, ...]
    attachments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StandingEntry:
    """A check with its newest evidence; `changed` says why it is not current."""

    check: str
    kind: str
    location: Location
    current: bool
    changed: tuple[str, ...]
    evidence: EvidenceEntry | None


@dataclass(frozen=True, slots=True)
class JudgmentEntry:
    """The verdict on one requirement for one system."""

    requirement: str
    label: str
    title: str
    level: Level
    status: Status
    location: Location
    system: str
    verdict: Verdict
    underlying: Verdict
    reason: str
    in_force: bool
    fails: bool
    waiver: WaiverEntry | None
    checks: tuple[StandingEntry, ...]


@dataclass(frozen=True, slots=True)
class CauseEntry:
    """Failures of one system with one cause, shown by the first of them."""

    system: str
    requirements: tuple[str, ...]
    level: Level
    granted: bool
    failures: int
    check: str
    case: CaseEntry


@dataclass(frozen=True, slots=True)
class ResultReport:
    """The result of one run."""

    schema: Literal["adjudge/result/1"]
    revision: str
    started: datetime
    seconds: float
    executed: int
    reused: int
    interrupted: bool
    exit_code: int
    exit_meaning: str
    systems: tuple[str, ...]
    counts: Mapping[Verdict, int]
    judgments: tuple[JudgmentEntry, ...]
    causes: tuple[CauseEntry, ...]
    findings: tuple[FindingEntry, ...]
