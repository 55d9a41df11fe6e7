"""Proofs for all values: what exhaustive search can only say within its bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.codes import proving
from adjudge.machine.model import Always
from adjudge.machine.proofs import Effort, Proof, Proving, Verdict
from adjudge.machine.smt.encoding import Encoding
from adjudge.machine.smt.guards import questions
from adjudge.machine.smt.induction import Induction
from adjudge.machine.smt.solver import MissingProverError, Solver, UndecidedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.findings import Finding
    from adjudge.machine.model import Machine

__all__ = ["MissingProverError", "prove"]


def prove(machine: Machine, effort: Effort | None = None) -> Proving:
    """Prove what can be proved of a machine for all values, and ask what its guards leave open.

    Whole numbers have no upper end here, whatever the types of parameters say; `Proof.assumption`
    tells what exactly was assumed. Properties of the form *leads to* are not attempted.

    Args:
        machine: the machine, with or without a bound: proofs have no use for one.
        effort: what each question may cost.

    Raises:
        MissingProverError: z3 is not installed.
    """
    encoding = Encoding(machine, Solver(effort or Effort()))
    induction = Induction(encoding)
    proofs = induction.proofs()
    findings = (*_idle(encoding), *questions(induction), *map(_unproved, _open(proofs)))
    return Proving(proofs, tuple(sorted(findings, key=lambda each: each.location)))


def _open(proofs: tuple[Proof, ...]) -> list[Proof]:
    return [each for each in proofs if each.verdict in {Verdict.NOT_INDUCTIVE, Verdict.UNKNOWN}]


def _idle(encoding: Encoding) -> Iterator[Finding]:
    """Yield a finding for each condition that no state could break."""
    for each in encoding.machine.properties:
        if isinstance(each, Always):
            broken = encoding.z3.Not(encoding.term(each.condition))
            try:
                example = encoding.solver.possible(*encoding.domain(), broken)
            except UndecidedError:
                continue
            if example is None:
                yield proving.CONDITION_CANNOT_FAIL.at(
                    each.location,
                    f"the condition of {each.requirement} can't fail: `{each.text}` holds whatever"
                    " the values are",
                    requirement=each.requirement,
                )


def _unproved(proof: Proof) -> Finding:
    demand, situation = proof.property, proof.situation
    if situation is None:
        return proving.PROOF_UNDECIDED.at(
            demand.location,
            f"{demand.requirement} is not proved for all values: z3 could not decide it",
            requirement=demand.requirement,
        )
    return proving.NOT_INDUCTIVE.at(
        demand.location,
        f"{demand.requirement} is not proved for all values: {situation} leads to"
        f" [{situation.changes() or 'the same state'}], if that start can be reached at all",
        requirement=demand.requirement,
    )
