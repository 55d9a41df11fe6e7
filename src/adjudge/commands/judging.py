"""What `verify` and `status` share: ask for a run, follow it, write its reports."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adjudge.commands.edge import endings
from adjudge.commands.options import Screen
from adjudge.commands.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from types import FrameType

    from adjudge.run.events import Event
    from adjudge.run.request import Request
    from adjudge.run.result import Result


def judged(request: Request, *, json_: bool, reports: Sequence[str]) -> int:
    """Carry out a request, print its result and write its reports; return the exit code."""
    from adjudge.run.attachments import save
    from adjudge.run.pipeline import verify

    targets = [_target(report) for report in reports]
    stop = threading.Event()
    with (
        _stopped_by_signals(stop),
        Progress() as progress,
        closing(verify(request, stop)) as events,
    ):
        result = _follow(events, progress)
    _write(result, targets)
    save(result.judgments, request.root)
    click.echo(_shown(result, json_=json_), nl=False)
    sys.stdout.flush()
    return 130 if result.interrupted else result.exit_code


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Let the first interrupt end the run in good order, and the second one at once."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, handle) for number in endings()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _follow(events: Generator[Event], progress: Progress) -> Result:
    from adjudge.run.events import Finished

    for event in events:
        progress.on(event)
        if isinstance(event, Finished):
            return event.result
    raise AssertionError("a run ends with its result")


def _target(report: str) -> tuple[str, Path]:
    from adjudge.report.table import WRITERS

    name, separator, path = report.partition("=")
    if not separator or not path or name not in WRITERS:
        known = ", ".join(WRITERS)
        message = f"--report takes FORMAT=FILE with one of {known}, not {report!r}"
        raise click.UsageError(message)
    return name, Path(path)


def _write(result: Result, targets: Sequence[tuple[str, Path]]) -> None:
    from adjudge.report.table import writer

    for name, path in targets:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(writer(name).render(result), encoding="utf-8")


def _shown(result: Result, *, json_: bool) -> str:
    if json_:
        from adjudge.report.table import writer

        return writer("json").render(result)
    from adjudge.report.terminal import render

    screen = Screen.of_stdout()
    return render(result, colour=screen.colour, width=screen.width, unicode=screen.unicode)
