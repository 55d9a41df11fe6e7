"""Run batches of checks at the same time and tell what happens; here, in threads of one process.

Each check's work happens in processes of its own, so threads that wait for them are enough.
"""

from __future__ import annotations

import queue
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from adjudge.checks.model import CheckResult, Fault, not_run
from adjudge.errors import AdjudgeError, SystemFailureError
from adjudge.evidence.repeat import questionable, settle, suspect
from adjudge.run.events import CheckFinished, CheckProgressed, CheckStarted, Event
from adjudge.run.plan import Work

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from contextlib import AbstractContextManager
    from pathlib import Path

    from adjudge.checks.kind import CheckKind
    from adjudge.run.plan import Batch
    from adjudge.system.configuration import System
    from adjudge.system.stage import Stage


@dataclass(frozen=True, slots=True)
class Executed:
    """One work that ran: its result, when it began (UTC) and how long all its runs took."""

    work: Work
    result: CheckResult
    started: datetime
    seconds: float


class Stages(Protocol):
    """Where checks run; `adjudge.system` provides it."""

    def stage(
        self, system: System, folder: Path, report: Callable[[str], None]
    ) -> AbstractContextManager[Stage]:
        """Lend a stage to one batch; `folder` is that of the checks' document."""
        ...

    def cancel(self) -> None:
        """End every process of this run, so that whoever waits for one returns soon."""
        ...


class LocalExecutor:
    """Runs batches in `jobs` threads; repeats a failure `repeat` times before it is believed."""

    def __init__(
        self,
        stages: Stages,
        kinds: Mapping[str, CheckKind],
        *,
        jobs: int,
        repeat: int,
        stop: threading.Event,
    ) -> None:
        self.stages = stages
        self.kinds = kinds
        self.jobs = jobs
        self.repeat = repeat
        self.stop = stop
        self._events: queue.SimpleQueue[Event | Executed | None] = queue.SimpleQueue()

    def execute(self, batches: Sequence[Batch]) -> Iterator[Event | Executed]:
        """Run every batch; yield events as they happen and each work's result when it is there.

        Setting `stop`, or closing the iterator early, ends all processes and waits until they
        are gone.

        Raises:
            KeyboardInterrupt: `stop` was set.
        """
        pool = ThreadPoolExecutor(self.jobs, thread_name_prefix="check")
        futures = [pool.submit(self._batch, batch) for batch in batches]
        finished = False
        try:
            yield from self._drain(futures)
            finished = True
        finally:
            if not finished:
                self.stages.cancel()
            pool.shutdown(wait=True, cancel_futures=True)
        for future in futures:
            future.result()

    def _drain(self, futures: Sequence[Future[None]]) -> Iterator[Event | Executed]:
        # A batch puts None last of all, so that nobody has to ask every future at every event.
        for future in futures:
            future.add_done_callback(lambda _: self._events.put(None))
        ended = 0
        while ended < len(futures):
            if self.stop.is_set():
                raise KeyboardInterrupt
            try:
                happened = self._events.get(timeout=0.05)
            except queue.Empty:
                continue
            if happened is None:
                ended += 1
            else:
                yield happened

    def _batch(self, batch: Batch) -> None:
        for work in batch.works:
            self._events.put(_started(work))
        begun, clock = datetime.now(UTC), time.monotonic()
        for work, result in self._sure(batch.works):
            seconds = time.monotonic() - clock
            self._events.put(Executed(work, result, begun, seconds))
            self._events.put(_finished(work, result, seconds))

    def _sure(self, works: Sequence[Work]) -> Iterator[tuple[Work, CheckResult]]:
        """Run works together, and those of them that are questionable together again."""
        first = list(zip(works, self._run(works), strict=True))
        again = [work for work, result in first if questionable(result, doubted=_doubted(work))]
        repeated = [
            dict(zip((w.check.id for w in again), self._run(again), strict=True))
            for _ in range(self.repeat if again else 0)
        ]
        for work, result in first:
            runs = (results[work.check.id] for results in repeated)
            yield work, settle(result, runs.__next__, self.repeat, doubted=_doubted(work))

    def _run(self, works: Sequence[Work]) -> Sequence[CheckResult]:
        first = works[0]
        kind = self.kinds[first.check.kind]
        report = partial(self._report, first)
        checks = [work.check for work in works]
        try:
            with self.stages.stage(first.system, first.folder, report) as stage:
                results = kind.run(checks, stage)
        except SystemFailureError as error:
            return [_unusable(work, error) for work in works]
        except OSError as error:
            return [_unusable(work, _refused(error)) for work in works]
        return results

    def _report(self, work: Work, text: str) -> None:
        self._events.put(CheckProgressed(work.check.id, work.system.name, text))


def _doubted(work: Work) -> bool:
    return suspect(work.standing.evidence, work.digests)


def _started(work: Work) -> CheckStarted:
    return CheckStarted(
        work.check.id, work.requirement.id, work.requirement.title, work.system.name
    )


def _finished(work: Work, result: CheckResult, seconds: float) -> CheckFinished:
    return CheckFinished(
        work.check.id, work.requirement.id, work.system.name, result.outcome, seconds
    )


def _refused(error: OSError) -> AdjudgeError:
    """Say what the machine would not do: a full disk, too many open files."""
    step = (
        "free space or raise the limit, then run again; TMPDIR and ADJUDGE_CACHE name other places"
    )
    return AdjudgeError(f"the machine refused: {error}", next_step=step)


def _unusable(work: Work, error: AdjudgeError) -> CheckResult:
    """A system that can't be used is no evidence, for or against."""
    reason = f"{error.message}; {error.next_step}" if error.next_step else error.message
    result = not_run(work.check.id, work.check.location, reason, Fault.ENVIRONMENT)
    transcript = error.transcript if isinstance(error, SystemFailureError) else ""
    return replace(result, transcript=transcript)
