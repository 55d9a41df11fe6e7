"""From runs of a checker to one verdict for each claim, and the controls that show they can fail."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adjudge.checks.proof.tla.breaking import changes
from adjudge.checks.proof.tla.engine import MOST_STATES, Ending, Job, Ran
from adjudge.checks.proof.tla.model import Claim, ClaimKind, Model
from adjudge.checks.proof.tla.module import Module, read_module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from adjudge.checks.proof.tla.engine import Checker

MOST_CHANGES = 40
"""How many wrong versions are tried for claims that no declared one breaks."""
_SLOWER = (5.0, 3.0)
_LARGER = (5_000, 20)
"""A wrong version of ours may well have endless states: how many seconds and states beyond nothing,
and how many times those of the original, it may take."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong version of the module that must be refuted: its text, and what is wrong with it."""

    module: Module
    what: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked: the root module, those that it uses, by name, and the model."""

    module: Module
    others: Mapping[str, str]
    model: Model
    seconds: float
    states: int = MOST_STATES

    def job(
        self, claims: Sequence[Claim], *, module: Module | None = None, deadlock: bool | None = None
    ) -> Job:
        """Make the run that checks some claims, of this module or of a wrong version of it."""
        root = module or self.module
        return Job(
            {**self.others, root.name: root.text},
            root.name,
            self.model.text(claims),
            tuple(claims),
            self.model.deadlock if deadlock is None else deadlock,
            self.seconds,
            self.states,
        )

    def bounded(self, shown: Iterable[Ran]) -> Subject:
        """Return the subject with tighter bounds: a few times what the runs so far have taken."""
        runs = list(shown)
        slowest = max((ran.seconds for ran in runs), default=0.0)
        largest = max((ran.distinct for ran in runs), default=0)
        seconds, times = _SLOWER
        states, factor = _LARGER
        return replace(
            self,
            seconds=min(self.seconds, seconds + times * slowest),
            states=min(self.states, states + factor * largest),
        )


@dataclass(slots=True)
class Decided:
    """What all runs together showed.

    `shown` is the deciding run of each claim, `deadlock` that which found one. `whole` is the run
    without a broken claim, if there was one. `breaks` says for each claim which wrong version
    broke it. `unusable` says why the declared controls show nothing, if they don't.
    """

    shown: dict[Claim, Ran] = field(default_factory=dict)
    deadlock: Ran | None = None
    whole: Ran | None = None
    breaks: dict[Claim, str] = field(default_factory=dict)
    controls: list[str] = field(default_factory=list)
    unusable: str = ""

    @property
    def held(self) -> list[Claim]:
        """The claims that held."""
        return [claim for claim, ran in self.shown.items() if ran.ending is Ending.HELD]


def decide(
    subject: Subject, wrongs: Sequence[Wrong], checker: Checker, report: Callable[[str], None]
) -> Decided:
    """Check every claim, then show of each that held that it could have failed.

    Args:
        subject: what is checked.
        wrongs: the declared wrong versions, each of which must be refuted.
        checker: what runs.
        report: tells a person how far it is.
    """
    decided = Decided()
    report(f"checking {len(subject.model.claims)} claims")
    _check(subject, list(subject.model.claims), checker, decided)
    if decided.held:
        _refute_declared(subject, wrongs, checker, decided, report)
    if decided.held and not decided.unusable:
        _refute_derived(subject, checker, decided, report)
    return decided


def _check(subject: Subject, claims: list[Claim], checker: Checker, decided: Decided) -> None:
    """Check claims together; after each that is broken, the rest again."""
    deadlock = subject.model.deadlock
    while claims:
        ran = checker.check(subject.job(claims, deadlock=deadlock))
        if ran.ending is not Ending.BROKEN:
            decided.whole = ran
            decided.shown.update(dict.fromkeys(claims, ran))
            return
        if ran.deadlocked:
            decided.deadlock, deadlock = ran, False
        elif ran.claim is not None:
            decided.shown[ran.claim] = ran
            claims = [claim for claim in claims if claim != ran.claim]
        else:
            _one_by_one(subject, claims, checker, decided)
            return


def _one_by_one(
    subject: Subject, claims: Sequence[Claim], checker: Checker, decided: Decided
) -> None:
    """Check each property alone, as TLC does not say which of several is broken."""
    invariants = [claim for claim in claims if claim.kind is ClaimKind.INVARIANT]
    if invariants:
        _check(subject, invariants, checker, decided)
    for claim in claims:
        if claim.kind is ClaimKind.PROPERTY:
            decided.shown[claim] = checker.check(subject.job([claim], deadlock=False))


def _refute_declared(
    subject: Subject,
    wrongs: Sequence[Wrong],
    checker: Checker,
    decided: Decided,
    report: Callable[[str], None],
) -> None:
    for number, wrong in enumerate(wrongs, 1):
        report(f"control {number} of {len(wrongs)}")
        ran = checker.check(subject.job(decided.held, module=wrong.module))
        label = f"wrong version {number} ({wrong.what})"
        if ran.ending is Ending.HELD:
            decided.unusable = (
                f"the control passed too: this proof can't fail; {label} was accepted"
            )
        elif ran.ending is Ending.UNDECIDED:
            decided.unusable = (
                f"the control failed for another reason than a refutation: {label}: {ran.reason}"
            )
        else:
            _note(decided, ran, label)


def _note(decided: Decided, ran: Ran, label: str) -> None:
    """Keep which claim a wrong version broke."""
    broken = "deadlock" if ran.deadlocked else str(ran.claim or "a property")
    decided.controls.append(f"{label} is refuted: {broken}, after {len(ran.trace)} states")
    if ran.claim is not None:
        decided.breaks.setdefault(ran.claim, label)


def _refute_derived(
    subject: Subject, checker: Checker, decided: Decided, report: Callable[[str], None]
) -> None:
    """Break the module piece by piece until every claim that held has been broken once."""
    bounded = subject.bounded(decided.shown.values())
    started = time.monotonic()
    for number, change in enumerate(changes(subject.module, subject.model)[:MOST_CHANGES], 1):
        waiting = [claim for claim in decided.held if claim not in decided.breaks]
        if not waiting or time.monotonic() - started > subject.seconds:
            return
        wrong = read_module(change.applied(subject.module.text))
        if wrong is None:
            continue
        report(f"control: {len(waiting)} claims to break, change {number}")
        ran = checker.check(bounded.job(_together(waiting), module=wrong, deadlock=False))
        if ran.ending is Ending.BROKEN:
            old = subject.module.text[change.start : change.end]
            line = subject.module.line(change.start)
            _note(decided, ran, f"`{old}` in line {line} of the module replaced by `{change.by}`")


def _together(claims: Sequence[Claim]) -> Sequence[Claim]:
    """Return the claims of which one run tells which is broken: all invariants, or one property."""
    invariants = [claim for claim in claims if claim.kind is ClaimKind.INVARIANT]
    return invariants or claims[:1]
