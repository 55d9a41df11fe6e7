"""Which conditions every step keeps: the largest set that is inductive as a whole.

A condition that holds at the start and that no step can break, from any state in which all of the
set hold, holds in every reachable state. Conditions that some step breaks are taken out until none
is left to take (Flanagan and Leino, "Houdini, an annotation assistant for ESC/Java", 2001); what
remains does not depend on the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.machine.model import INTEGER, Always, AlwaysAfter
from adjudge.machine.proofs import Proof, Situation, Verdict
from adjudge.machine.smt.domains import Kind, assumption, kind
from adjudge.machine.smt.solver import Expression, UndecidedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adjudge.machine.ground import Step
    from adjudge.machine.smt.encoding import Encoding
    from adjudge.machine.smt.solver import Model
    from adjudge.machine.terms import Cell


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A condition that may be inductive: a property, or that a cell keeps to its range."""

    holds: Expression
    property: Always | None = None


@dataclass(frozen=True, slots=True)
class _Failure:
    verdict: Verdict
    situation: Situation | None = None


class Induction:
    """Proves the properties of one machine.

    `steps` are its transitions, each with the cells after it.
    """

    def __init__(self, encoding: Encoding) -> None:
        self.machine = encoding.machine
        self.encoding = encoding
        self.steps = tuple(encoding.steps())
        self._assumption = assumption(self.machine)
        self._failures: dict[_Candidate, _Failure] = {}
        self._properties = self._demanded()
        self._kept = self._inductive([*self._properties, *self._ranges()])

    def known(self) -> list[Expression]:
        """Return what holds in every reachable state: the types, and what was proved."""
        return [*self.encoding.domain(), *(each.holds for each in self._kept)]

    def taken(self, step: Step) -> list[Expression]:
        """Say that a step is possible in the state before, with arguments of its parameters."""
        return [*self.encoding.arguments(step.call.event), self.encoding.formula(step.condition)]

    def proofs(self) -> tuple[Proof, ...]:
        """Return the result for each `Always` and `AlwaysAfter`, in the machine's order."""
        always = {each.property: each for each in self._properties}
        results = []
        for each in self.machine.properties:
            match each:
                case Always():
                    results.append(self._always(each, always[each]))
                case AlwaysAfter():
                    results.append(self._always_after(each))
                case _:
                    continue
        return tuple(results)

    def _demanded(self) -> list[_Candidate]:
        properties = [each for each in self.machine.properties if isinstance(each, Always)]
        return [_Candidate(self.encoding.term(each.condition), each) for each in properties]

    def _ranges(self) -> list[_Candidate]:
        found = []
        for cell, constant in self.encoding.cells.items():
            type_ = self.machine.variable(cell.variable).type
            if type_ != INTEGER and kind(self.machine, type_) is Kind.NUMBER:
                values = self.machine.types[type_].values
                found.append(_Candidate(self.encoding.one_of(constant, values)))
        return found

    def _inductive(self, candidates: Sequence[_Candidate]) -> list[_Candidate]:
        kept = [each for each in candidates if self._holds_at_start(each)]
        while broken := self._broken(kept):
            kept = [each for each in kept if each not in broken]
        return kept

    def _holds_at_start(self, candidate: _Candidate) -> bool:
        facts = [*self.encoding.domain(), *self.encoding.starts(), self._not(candidate.holds)]
        return self._passes(
            candidate, self._refuted(facts, Verdict.BROKEN_AT_START, self.encoding.situation)
        )

    def _broken(self, kept: Sequence[_Candidate]) -> set[_Candidate]:
        """Find the candidates that some step breaks from a state in which all of them hold."""
        broken: set[_Candidate] = set()
        for step, after in self.steps:
            before = [*self.encoding.domain(), *(each.holds for each in kept), *self.taken(step)]
            then = {each: self.encoding.moved(each.holds, after) for each in kept}
            if not self._surely_kept(before, list(then.values())):
                broken |= {
                    each
                    for each, holds in then.items()
                    if not self._passes(each, self._broken_by(step, after, before, holds))
                }
        return broken

    def _surely_kept(self, before: list[Expression], then: list[Expression]) -> bool:
        """Tell by one question whether a step keeps everything; undecided counts as no."""
        try:
            return self.encoding.solver.possible(*before, self._not(*then)) is None
        except UndecidedError:
            return False

    def _broken_by(
        self,
        step: Step,
        after: Mapping[Cell, Expression],
        before: list[Expression],
        holds: Expression,
    ) -> _Failure | None:
        return self._refuted(
            [*before, self._not(holds)],
            Verdict.NOT_INDUCTIVE,
            lambda model: self.encoding.situation(model, step, after),
        )

    def _refuted(
        self, facts: list[Expression], verdict: Verdict, read: Callable[[Model], Situation]
    ) -> _Failure | None:
        """Look for an example against something; None means that there is none."""
        try:
            model = self.encoding.solver.possible(*facts, nicer=self.encoding.nicer())
        except UndecidedError:
            return _Failure(Verdict.UNKNOWN)
        return _Failure(verdict, read(model)) if model else None

    def _passes(self, candidate: _Candidate, failure: _Failure | None) -> bool:
        """Keep what was first found against a candidate, and tell whether there was nothing."""
        if failure:
            self._failures.setdefault(candidate, failure)
        return failure is None

    def _always(self, demand: Always, candidate: _Candidate) -> Proof:
        if failure := self._failures.get(candidate):
            return Proof(demand, failure.verdict, self._assumption, failure.situation)
        return Proof(demand, Verdict.PROVED, self._assumption, rests_on=self._support(candidate))

    def _support(self, candidate: _Candidate) -> tuple[str, ...]:
        """Name the other requirements that a proof needs; none where it stands alone."""
        others = [each.property for each in self._kept if each.property and each is not candidate]
        for step, after in self.steps if others else ():
            before = [*self.encoding.domain(), candidate.holds, *self.taken(step)]
            if not self._surely_kept(before, [self.encoding.moved(candidate.holds, after)]):
                return tuple(dict.fromkeys(each.requirement for each in others))
        return ()

    def _always_after(self, demand: AlwaysAfter) -> Proof:
        for step, after in self.steps:
            if step.call.event == demand.event:
                holds = self.encoding.term(demand.condition, after=after)
                failure = self._broken_by(step, after, [*self.known(), *self.taken(step)], holds)
                if failure:
                    return Proof(demand, failure.verdict, self._assumption, failure.situation)
        return Proof(demand, Verdict.PROVED, self._assumption)

    def _not(self, *facts: Expression) -> Expression:
        return self.encoding.z3.Not(self.encoding.z3.And(*facts, self.encoding.value(value=True)))
