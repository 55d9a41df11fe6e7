"""Everything that can be said of a machine without a system: explored, weakened and proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adjudge.machine import remarks
from adjudge.machine.engine import Model
from adjudge.machine.explore import Exploration, survey
from adjudge.machine.fold import TooLargeError
from adjudge.machine.guards import Removal, guard_strength
from adjudge.machine.model import Machine
from adjudge.machine.proofs import Effort, Proving
from adjudge.machine.proofs import Verdict as Proved
from adjudge.machine.search import Limits, Watch
from adjudge.machine.verdicts import Doubt, Extent, Standing, Verdict, verdict

if TYPE_CHECKING:
    from adjudge.findings import Finding
    from adjudge.spec.model import Check

QUICK = Limits(states=100_000, seconds=2.0)
"""For whoever only wants to look, as `adjudge lint` does."""

_WEAKER = 5_000
"""States that a machine without a guard may have, if it has fewer with it."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known of a machine.

    Attributes:
        machine: the machine.
        exploration: what exploring showed; None where it is too large to begin, see `reason`.
        guards: who notices when a guard is missing; empty unless every property holds.
        proving: what was proved for all values; None without z3.
        verdicts: one for each property of the machine: exploration and proof taken together.
        reason: why nothing was explored.
    """

    machine: Machine
    exploration: Exploration | None
    guards: tuple[Removal, ...]
    proving: Proving | None
    verdicts: tuple[Verdict, ...]
    reason: str = ""

    def findings(self, check: Check) -> tuple[Finding, ...]:
        """Return what a person should look at, for the check that the machine was read from."""
        return remarks.findings(self, check.requirement)


def analyse(
    machine: Machine,
    limits: Limits | None = None,
    *,
    watch: Watch | None = None,
    weaken: bool = True,
    effort: Effort | None = None,
) -> Analysis:
    """Explore a machine, remove its guards one by one, and prove what can be proved.

    Args:
        machine: the machine.
        limits: where exploring gives up; what is left undecided then never counts as holding.
            The guards together get as much time again.
        watch: is told how far exploring is, and whether to stop.
        weaken: whether to remove guards.
        effort: what each question to z3 may cost.
    """
    limits = limits or Limits()
    proving = _proving(machine, effort)
    try:
        done, explored = survey(Model(machine), limits, reduce=True, watch=watch)
    except TooLargeError as error:
        return _too_large(machine, proving, error.message)
    guards: tuple[Removal, ...] = ()
    if weaken and explored.verdicts and all(map(_holds, explored.verdicts)):
        enough = min(limits.states, max(_WEAKER, 4 * explored.extent.states))
        guards = tuple(guard_strength(done, explored, replace(limits, states=enough)))
    sound = not explored.extent.faulty
    verdicts = _together(explored.verdicts, proving if sound else None, machine)
    return Analysis(machine, explored, guards, proving, verdicts)


def _holds(each: Verdict) -> bool:
    """Only where all holds does it say something that all holds without a guard."""
    return each.standing is Standing.HOLDS


def _proving(machine: Machine, effort: Effort | None) -> Proving | None:
    from adjudge.machine.smt import MissingProverError, prove

    try:
        return prove(machine, effort)
    except (MissingProverError, TooLargeError):
        return None


def _too_large(machine: Machine, proving: Proving | None, reason: str) -> Analysis:
    nothing = Extent(0, 0, 0, 0, reason, ())
    verdicts = tuple(
        verdict(number, demand, nothing, None, Doubt(reason))
        for number, demand in enumerate(machine.properties)
    )
    together = _together(verdicts, proving, machine)
    return Analysis(machine, None, (), proving, together, reason)


def _together(
    explored: tuple[Verdict, ...], proving: Proving | None, machine: Machine
) -> tuple[Verdict, ...]:
    """Add the proofs: what is proved for all values holds wherever exploring had to stop.

    Proofs take contents to stay within their types, so they are nothing where one does not.
    """
    proofs = {
        machine.properties.index(proof.property): proof
        for proof in (proving.proofs if proving else ())
        if proof.verdict is Proved.PROVED
    }
    return tuple(
        _proved(each, proofs[each.property].assumption)
        if each.property in proofs and not each.vacuous and each.standing is not Standing.BROKEN
        else each
        for each in explored
    )


def _proved(explored: Verdict, assumption: str) -> Verdict:
    wording = f"proved for all values ({assumption}); {explored.wording}"
    return replace(explored, standing=Standing.HOLDS, wording=wording, proved=True)
