"""The machines of a specification, by the names that people use for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError, FindingsError
from adjudge.evidence.currency import THE_CHECK
from adjudge.findings import Severity
from adjudge.machine.model import Machine
from adjudge.machine.read import read
from adjudge.run.session import opened
from adjudge.spec.model import Check
from adjudge.spec.shared_checks import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.evidence.model import Evidence
    from adjudge.run.request import Request
    from adjudge.spec.model import Specification

KIND = "machine"


@dataclass(frozen=True, slots=True)
class NamedMachine:
    """A machine that could be read, with the check that holds it."""

    check: Check
    machine: Machine


def blocks(specification: Specification) -> Iterator[Check]:
    """Yield every check that holds a machine of its own, in the order of the documents."""
    for requirement in specification.requirements:
        for check in requirement.checks:
            if check.kind == KIND and BLOCK not in check.options:
                yield check


def find(specification: Specification, word: str) -> NamedMachine:
    """Return the machine of that name, of that requirement, or in that document.

    Raises:
        AdjudgeError: there is none, or more than one; the message says which there are.
        FindingsError: the machine can't be read.
    """
    known = list(blocks(specification))
    chosen = [check for check in known if word in {check.name, check.requirement, check.id}]
    chosen = chosen or [check for check in known if check.location.file == word.removeprefix("./")]
    if len(chosen) != 1:
        raise _choose(word, chosen or known, several=bool(chosen))
    reading = read(chosen[0])
    if reading.machine is None:
        errors = [each for each in reading.findings if each.severity is Severity.ERROR]
        raise FindingsError(f"machine {word} can't be read", errors)
    return NamedMachine(chosen[0], reading.machine)


def evidence_of(request: Request, check: Check) -> tuple[Evidence, str]:
    """Return the evidence for a check, of the first system that has some, and what changed since.

    A picture may be of a system that changed since then, as long as it is of the same machine: the
    picture itself may be a new file of the system's tree.

    Raises:
        AdjudgeError: there is none; says why and what to do.
    """
    with opened(request) as session:
        standings = [work.standing for work in session.works if work.check.id == check.id]
    for standing in sorted(standings, key=lambda each: not each.current):
        if standing.evidence and THE_CHECK not in standing.changed:
            return standing.evidence, ", ".join(standing.changed)
    stale = [", ".join(each.changed) for each in standings if each.evidence]
    why = f"no evidence that holds: changed since: {stale[0]}" if stale else "no evidence"
    raise AdjudgeError(
        f"there is {why} for {check.requirement}",
        next_step=f"adjudge verify {check.requirement}",
    )


def _choose(word: str, checks: list[Check], *, several: bool) -> AdjudgeError:
    names = ", ".join(f"{check.name or check.requirement} ({check.location})" for check in checks)
    if several:
        return AdjudgeError(f"{word} has several machines", next_step=f"name one: {names}")
    if checks:
        return AdjudgeError(f"there is no machine {word}", next_step=f"name one of: {names}")
    return AdjudgeError(
        "the specification has no machine",
        next_step="write a state diagram with a `yaml machine` block below it",
    )
