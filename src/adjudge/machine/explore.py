"""Exhaustive exploration of a machine: what holds in every state that it can reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from adjudge.machine.idle import holds_anyway
from adjudge.machine.model import Always, AlwaysAfter, LeadsTo
from adjudge.machine.reached import contents, enabled
from adjudge.machine.search import Limits, Search, Watch, search
from adjudge.machine.symmetry import symmetry
from adjudge.machine.temporal import Following, follow
from adjudge.machine.terms import Value
from adjudge.machine.verdicts import Doubt, Extent, Verdict, verdict
from adjudge.machine.violations import Kind, Violation, violations

if TYPE_CHECKING:
    from adjudge.machine.engine import Model
    from adjudge.machine.model import Machine
    from adjudge.machine.sweep import Found


@dataclass(frozen=True, slots=True)
class Exploration:
    """What exploring a machine showed.

    Attributes:
        extent: how much of it was explored.
        violations: what is wrong, each with a shortest run to it.
        verdicts: one for each property of the machine, in its order.
        enabled: the transitions that were possible somewhere, by number; none where the search
            was cut short.
        contents: for each variable that holds the state of a diagram, the contents that it had.
    """

    extent: Extent
    violations: tuple[Violation, ...]
    verdicts: tuple[Verdict, ...]
    enabled: frozenset[int]
    contents: Mapping[str, frozenset[Value]]


def explore(
    model: Model,
    limits: Limits | None = None,
    *,
    reduce: bool = False,
    watch: Watch | None = None,
) -> Exploration:
    """Visit every state that a machine can reach and judge its properties.

    Args:
        model: the machine.
        limits: where to give up; what is not found by then is undecided.
        reduce: enter one of several states that differ only in the names of interchangeable
            values. Verdicts stay the same; `states` and `transitions` get smaller.
        watch: is told how far it is, and whether to stop.

    Raises:
        TooLargeError: the machine has more calls than can be written out.
    """
    return survey(model, limits or Limits(), reduce=reduce, watch=watch)[1]


def survey(
    model: Model,
    limits: Limits,
    *,
    reduce: bool = False,
    watch: Watch | None = None,
    until: Callable[[Found], bool] | None = None,
) -> tuple[Search, Exploration]:
    """Explore, and return the search with every state that it found beside what it showed.

    Args:
        model: the machine.
        limits: as for `explore`.
        reduce: as for `explore`.
        watch: as for `explore`.
        until: whether what was found is enough; then the rest is undecided.

    Raises:
        TooLargeError: the machine has more calls than can be written out.
    """
    deadline = monotonic() + limits.seconds
    alike = symmetry(model) if reduce else None
    canonical = alike.canonical if alike else None
    done = search(model, limits, canonical=canonical, watch=watch, until=until)
    followings = {
        number: follow(done, demand, deadline)
        for number, demand in enumerate(model.machine.properties)
        if isinstance(demand, LeadsTo)
    }
    possible = frozenset() if done.limit else enabled(done)
    return done, _judged(done, alike.types if alike else (), followings, possible)


def _judged(
    done: Search,
    alike: tuple[str, ...],
    followings: Mapping[int, Following],
    possible: frozenset[int],
) -> Exploration:
    machine = done.model.machine
    extent = _extent(done, alike)
    wrong = (*_unfollowed(machine, followings), *violations(done))
    broken = {each.property: each for each in wrong if each.kind is Kind.BROKEN}
    vacuous = _vacuous(done.model, possible)
    verdicts = tuple(
        verdict(
            number,
            demand,
            extent,
            broken.get(number),
            followings[number].doubt if number in followings else vacuous.get(number),
        )
        for number, demand in enumerate(machine.properties)
    )
    return Exploration(extent, wrong, verdicts, possible, contents(done))


def _extent(done: Search, alike: tuple[str, ...]) -> Extent:
    found = done.found
    entered = len(found.parents) - found.bound - found.strays
    faulty = found.strays + found.clashes
    return Extent(entered, found.transitions, found.bound, faulty, done.limit, alike)


def _unfollowed(machine: Machine, followings: Mapping[int, Following]) -> Iterator[Violation]:
    """What did not follow, as violations."""
    for number, following in followings.items():
        if following.run:
            detail = f"{machine.properties[number].text}: {following.lack}"
            yield Violation(Kind.BROKEN, following.run, detail, property=number)


def _vacuous(model: Model, possible: frozenset[int]) -> Mapping[int, Doubt]:
    """Why some properties say nothing: what they speak of never happens, or they can't fail."""
    events = {model.machine.transitions[number].event for number in possible}
    found: dict[int, Doubt] = {}
    for number, demand in enumerate(model.machine.properties):
        if isinstance(demand, AlwaysAfter) and demand.event not in events:
            found[number] = Doubt(
                f"nothing to judge: {demand.event} is never possible", vacuous=True
            )
        if isinstance(demand, Always) and holds_anyway(model, demand.condition):
            reason = f"nothing to judge: `{demand.text}` {_standing(demand)} in whatever state"
            found[number] = Doubt(reason, vacuous=True)
    return found


def _standing(demand: Always) -> str:
    return "is false" if demand.never else "holds"
