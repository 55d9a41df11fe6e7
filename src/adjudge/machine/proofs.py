"""What a proof for all values says of a property of a machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from adjudge.findings import Finding
from adjudge.machine.ground import Call
from adjudge.machine.model import Always, AlwaysAfter
from adjudge.machine.terms import Value


class Verdict(StrEnum):
    """How an attempt to prove a property ended.

    `NOT_INDUCTIVE` is no fault of the machine: some state from which a step breaks the property
    was found, and nobody knows whether that state can be reached. `BROKEN_AT_START` is a fault.
    """

    PROVED = "proved for all values"
    NOT_INDUCTIVE = "not inductive"
    BROKEN_AT_START = "broken at the start"
    UNKNOWN = "undecided"


@dataclass(frozen=True, slots=True)
class Situation:
    """A state, by the names of its cells, and the step that matters there, if one does.

    `transition` is a position in `Machine.transitions`; `after` is the state after the step.
    """

    state: Mapping[str, Value]
    call: Call | None = None
    transition: int | None = None
    after: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        cells = ", ".join(f"{name} = {_shown(value)}" for name, value in self.state.items())
        return f"{self.call} at [{cells}]" if self.call else f"[{cells}]"

    def changes(self) -> str:
        """Say which cells the step changes, and to what."""
        return ", ".join(
            f"{name} = {_shown(value)}"
            for name, value in self.after.items()
            if self.state[name] != value
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """The result for one property.

    `assumption` says in words what the proof is for (`for every amount >= 1, …`); `rests_on` are
    other requirements whose conditions it used, each proved together with it. `situation` is the
    example against it.
    """

    property: Always | AlwaysAfter
    verdict: Verdict
    assumption: str
    situation: Situation | None = None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proving:
    """All that was found out about a machine for all values."""

    proofs: tuple[Proof, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much each question to the solver may cost.

    `resources` is what bounds it in practice, in z3's own units (some 5,000,000 a second): it
    makes the answers the same on every machine. `seconds` and `megabytes` are the safety net.
    """

    resources: int = 5_000_000
    seconds: float = 30.0
    megabytes: int = 1_000


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
