"""Races as a part of a machine's check: whether to hunt for them, and the cases that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from adjudge.checks.machine import race_words, weave_words
from adjudge.checks.machine.concurrency import Budget, Hunted, hunt
from adjudge.checks.machine.outcomes import own
from adjudge.checks.machine.weaving import Weaving, weave
from adjudge.checks.model import CaseResult, Fault, Outcome
from adjudge.errors import AdjudgeError
from adjudge.machine.engine import Model
from adjudge.system.driver import Interleaver

if TYPE_CHECKING:
    from adjudge.checks.machine.driving import Driven
    from adjudge.checks.machine.options import Options
    from adjudge.checks.machine.weaving import WeavingDriver
    from adjudge.machine.model import Machine
    from adjudge.spec.model import Check
    from adjudge.system.driver import Driver

GROUPS = 250
"""Groups of calls that are issued where the block does not say how many."""
PAIRS = 3
"""Pairs of calls whose schedules are enumerated, where events are functions of Python."""
SECONDS = 10.0
_GROUPS_A_SECOND = 20
"""A machine that is slower than this ends the hunt by its time and not by the groups."""


@dataclass(frozen=True, slots=True)
class Raced:
    """What hunting for races in a machine came to; without a hunt, `outcome` and `reason` say why."""

    model: Model
    hunted: Hunted | None = None
    weaving: Weaving | None = None
    outcome: Outcome = Outcome.INCONCLUSIVE
    reason: str = ""
    fault: Fault = Fault.SYSTEM


def race(machine: Machine, driver: Driver, options: Options, driven: Driven) -> Raced | None:
    """Hunt for races where the block asks for it; None where it does not.

    A system that disagrees with calls one after the other is not looked at any further: nobody
    could tell which of the two a failure comes from.
    """
    groups = options.concurrent
    if groups is None:
        groups = GROUPS if machine.at_once else 0
    if not groups:
        return None
    model = Model(machine)
    woven = driver.capabilities.interleaved
    if not driver.capabilities.concurrent and not woven:
        reason = "the binding says that calls can't be made at the same time (`concurrent = false`)"
        return Raced(model, outcome=Outcome.NOT_RUN, reason=reason, fault=Fault.BINDING)
    if any(not failure.disagreement.bad_input for failure in driven.failures):
        reason = "masked: the system disagrees when calls follow each other too"
        return Raced(model, reason=reason)
    budget = Budget(groups, max(1.0, groups / _GROUPS_A_SECOND), seed=options.seed)
    try:
        if woven and isinstance(driver, Interleaver):
            weaving = weave(model, cast("WeavingDriver", driver), options.seed, PAIRS, SECONDS)
            return Raced(model, weaving=weaving)
        return Raced(model, hunt(model, driver, budget))
    except AdjudgeError as error:
        return Raced(model, reason=f"the hunt for races ended: {error.message}")


def raced_cases(check: Check, machine: Machine, raced: Raced | None) -> tuple[CaseResult, ...]:
    """Return the case of a check that the hunt decides: of the block's, and of those it names."""
    bare = check.requirement.rpartition("/")[2]
    if raced is None or not (own(check) or {check.requirement, bare} & set(machine.at_once)):
        return ()
    if raced.weaving is not None:
        return (weave_words.case(raced.model, raced.weaving, check.location),)
    if raced.hunted is not None:
        return (race_words.case(raced.model, raced.hunted, check.location),)
    told = CaseResult(
        race_words.NAME, raced.outcome, check.location, reason=raced.reason, fault=raced.fault
    )
    return (told,)


def raced_transcript(raced: Raced | None) -> str:
    """Write down what the hunt did; nothing where there was none."""
    if raced is not None and raced.weaving is not None:
        return "\n\n" + weave_words.transcript(raced.model, raced.weaving)
    if raced is None or raced.hunted is None:
        return ""
    return "\n\n" + race_words.transcript(raced.model, raced.hunted)
