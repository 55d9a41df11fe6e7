"""What exploring says of each property: it holds, it is broken, or it is undecided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from adjudge.machine.runs import Run
from adjudge.words import plural

if TYPE_CHECKING:
    from adjudge.machine.model import Property
    from adjudge.machine.violations import Violation


class Standing(StrEnum):
    """What is known of a property."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of one property of a machine.

    `property` is its number in `Machine.properties`, `wording` says in words what was shown and
    `run` is the shortest one that breaks it. `vacuous` marks an undecided one that speaks of what
    never happens, `proved` one that holds for all values, beyond any bound.
    """

    requirement: str
    property: int
    standing: Standing
    wording: str
    run: Run | None = None
    vacuous: bool = False
    proved: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a machine was explored.

    Attributes:
        states: how many states were entered, of those that are alike one.
        transitions: how many steps were taken.
        bound: how many states outside of the machine's own bound were met and not entered.
        faulty: how many states and steps were not entered because they have no meaning.
        limit: which limit of ours cut the search short; empty where it is complete.
        alike: the types whose values were taken as interchangeable.
    """

    states: int
    transitions: int
    bound: int
    faulty: int
    limit: str
    alike: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every state within the machine's own bound was entered."""
        return not self.undecided

    @property
    def undecided(self) -> str:
        """Why what was not found may still be there; empty where everything was seen."""
        if self.limit:
            return f"exploring stopped after {plural(self.states, 'state')}: {self.limit}"
        if self.faulty:
            what = plural(self.faulty, "state or step", "states or steps")
            return f"{what} without a meaning could not be entered"
        return "" if self.states else "no state in which it starts is within the bound of `explore`"

    def __str__(self) -> str:
        """Say in words what was explored."""
        if self.undecided:
            return self.undecided
        alike = f", up to renaming of {' and '.join(self.alike)}" if self.alike else ""
        if not self.bound:
            return f"exhaustive: {plural(self.states, 'state')}{alike}"
        left = f"{plural(self.bound, 'state')} outside of it not entered"
        return f"exhaustive within the stated bound: {plural(self.states, 'state')}{alike}; {left}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why nothing can be said of a property; `vacuous` if what it speaks of never happens."""

    reason: str
    vacuous: bool = False


def verdict(
    number: int,
    demand: Property,
    extent: Extent,
    violation: Violation | None,
    doubt: Doubt | None = None,
) -> Verdict:
    """Judge one property.

    Args:
        number: its number in the machine.
        demand: the property.
        extent: what was explored.
        violation: what breaks it, if anything does.
        doubt: why nothing can be said of it, although all was explored.
    """
    if violation:
        wording = f"broken after {violation.run}: {violation.detail}"
        return Verdict(demand.requirement, number, Standing.BROKEN, wording, violation.run)
    if not extent.complete:
        doubt = Doubt(extent.undecided)
    if doubt:
        undecided = Standing.UNDECIDED
        return Verdict(demand.requirement, number, undecided, doubt.reason, vacuous=doubt.vacuous)
    return Verdict(demand.requirement, number, Standing.HOLDS, str(extent))
