"""Evidence and verdicts as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from adjudge.checks.model import CaseResult, Method, Outcome
from adjudge.findings import Location
from adjudge.spec.model import Check, Requirement, Waiver


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256 digests (hexadecimal) of everything that a check's result depends on.

    `requirement`: its ID, text, level. `check`: the block, its options and the files it names.
    `binding`: the system's part of the configuration. `system`: the tree that was judged.
    `tools`: the programs that decide, with versions.
    """

    requirement: str
    check: str
    binding: str
    system: str
    tools: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The immutable record of one check's run against one system.

    `started` is in UTC; `seconds` is wall-clock time. `revision` is the judged commit, or
    `working tree`. `transcript` is bounded and holds no secret. `environment` tells what machine
    and versions took part; `tools` are the versions behind `digests.tools`. `location` is where
    the check stood when it ran, so that its cases can be found after it has moved. `attachments`
    are whole files by name, as in `CheckResult`.
    """

    requirement: str
    check: str
    system: str
    kind: str
    method: Method
    digests: Digests
    outcome: Outcome
    cases: tuple[CaseResult, ...]
    started: datetime
    seconds: float
    runs: int = 1
    reason: str = ""
    transcript: str = ""
    revision: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    tools: Mapping[str, str] = field(default_factory=dict)
    location: Location = field(default_factory=lambda: Location(""))
    attachments: Mapping[str, str] = field(default_factory=dict)


class Verdict(StrEnum):
    """What the evidence says of a requirement."""

    SATISFIED = "satisfied"
    VIOLATED = "violated"
    INCONCLUSIVE = "inconclusive"
    UNVERIFIED = "unverified"
    STALE = "stale"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Standing:
    """One check of a requirement with the newest evidence for it, if any.

    `current` says whether the evidence belongs to what stands there now; `changed` names, in
    words, the inputs that differ where it does not.
    """

    check: Check
    evidence: Evidence | None = None
    current: bool = True
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgment:
    """The verdict on one requirement for one system, and what it rests on.

    `reason` is one sentence. `underlying` is the machine's own verdict, which a waiver covers but
    never replaces. `fails` says whether this judgment alone keeps the gate closed; a requirement
    that is not in force never does.
    """

    requirement: Requirement
    system: str
    verdict: Verdict
    reason: str
    in_force: bool
    underlying: Verdict
    standings: tuple[Standing, ...] = ()
    waiver: Waiver | None = None

    @property
    def fails(self) -> bool:
        """Tell whether a MUST is in force and neither satisfied nor waived."""
        return (
            self.in_force
            and self.requirement.level == "MUST"
            and self.verdict not in {Verdict.SATISFIED, Verdict.WAIVED}
        )
