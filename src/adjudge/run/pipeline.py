"""One run: read, relate, plan, run, record, judge. Nothing flows back."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adjudge.evidence.findings import findings_of
from adjudge.evidence.judge import judge
from adjudge.evidence.model import Digests
from adjudge.evidence.recorder import Recorder
from adjudge.run.addressing import applicable
from adjudge.run.events import Event, Finished, Planned
from adjudge.run.execute import Executed, LocalExecutor
from adjudge.run.plan import batches, outstanding
from adjudge.run.record import evidence_of, unsupported
from adjudge.run.result import Result
from adjudge.run.session import Session, opened
from adjudge.run.unread import unread

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from adjudge.evidence.model import Evidence, Judgment, Standing
    from adjudge.findings import Finding
    from adjudge.run.plan import Work
    from adjudge.run.request import Request
    from adjudge.spec.model import Requirement

Judged = tuple[str, str]
"""A requirement's ID and a system's name."""
Ran = tuple[str, str, Digests]
"""A check's ID, a system's name and the digests of its inputs, which tell even checks of one ID apart."""


def verify(request: Request, stop: threading.Event | None = None) -> Generator[Event]:
    """Carry out a request; yield what happens, and the result as the last event.

    Setting `stop` ends every process and still yields a result, marked as interrupted, from what
    was decided by then.

    Raises:
        AdjudgeError: the project, its configuration or the selection can't be used.
    """
    clock, started = time.monotonic(), datetime.now(UTC)
    with opened(request) as session:
        todo = outstanding(session.works, session.project.kinds, everything=request.everything)
        todo = todo if request.execute else ()
        yield Planned(len(todo), len(session.works) - len(todo))
        fresh: dict[Ran, Evidence] = {}
        interrupted = False
        try:
            yield from _execute(session, todo, fresh, stop or threading.Event())
        except KeyboardInterrupt:
            interrupted = True
        judgments = tuple(_judgments(session, request, fresh))
        reused = sum(work.standing.evidence is not None for work in session.works) - len(fresh)
        yield Finished(
            Result(
                specification=session.specification,
                systems=tuple(session.systems),
                judgments=judgments,
                findings=_findings(session, judgments),
                revision=session.snapshot.revision,
                started=started,
                seconds=time.monotonic() - clock,
                executed=len(fresh),
                reused=max(reused, 0),
                interrupted=interrupted,
            )
        )


def _execute(
    session: Session, todo: Sequence[Work], fresh: dict[Ran, Evidence], stop: threading.Event
) -> Iterator[Event]:
    """Run the works; record each one's evidence as soon as it exists."""
    if not todo:
        return
    kinds, repeat, jobs = session.project.kinds, session.configuration.repeat, session.request.jobs
    with Recorder(session.ledger) as recorder, session.theatre() as theatre:
        executor = LocalExecutor(theatre, kinds, jobs=jobs, repeat=repeat, stop=stop)
        for happened in executor.execute(batches(todo, kinds)):
            if isinstance(happened, Executed):
                kind = kinds[happened.work.check.kind]
                evidence = evidence_of(happened, kind, session.snapshot.revision)
                recorder.add(evidence)
                fresh[*happened.work.key, evidence.digests] = evidence
            else:
                yield happened


def _judgments(
    session: Session, request: Request, fresh: Mapping[Ran, Evidence]
) -> Iterator[Judgment]:
    """Judge every requirement for every system that it applies to."""
    standings = _standings(session, fresh)
    broken = unread(session.project.findings)
    for requirement in session.requirements:
        for name in session.systems:
            checks = tuple(c for c in requirement.checks if applicable(c, {name: name}))
            if checks or not _elsewhere(session, requirement):
                own = replace(requirement, checks=checks)
                held = standings.get((requirement.id, name), ())
                lost = broken.get(requirement.id, "")
                yield judge(own, held, name, today=request.today, unread=lost)


def _elsewhere(session: Session, requirement: Requirement) -> bool:
    """Tell whether the requirement is about some system at all: then others need no verdict."""
    known = session.configuration.systems
    return any(applicable(check, known) for check in requirement.checks)


def _findings(session: Session, judgments: Sequence[Judgment]) -> tuple[Finding, ...]:
    """Collect what reading, removed requirements and the judgments gave to look at."""
    request = session.request
    reused: Sequence[Finding] = ()
    if request.execute and not (request.selection or request.revision):
        reused = session.ledger.record_tombstones(session.specification.requirements, request.today)
    return (*session.project.findings, *reused, *findings_of(judgments, today=request.today))


def _standings(
    session: Session, fresh: Mapping[Ran, Evidence]
) -> Mapping[Judged, Sequence[Standing]]:
    """Collect, by requirement and system, the standing of each check after this run."""
    grouped: dict[Judged, list[Standing]] = {}
    for work in session.works:
        grouped.setdefault((work.requirement.id, work.system.name), []).append(
            _after(work, fresh, known=work.check.kind in session.project.kinds)
        )
    return grouped


def _after(work: Work, fresh: Mapping[Ran, Evidence], *, known: bool) -> Standing:
    if not known:
        return replace(work.standing, evidence=unsupported(work), current=True, changed=())
    new = fresh.get((*work.key, work.digests))
    return replace(work.standing, evidence=new, current=True, changed=()) if new else work.standing
