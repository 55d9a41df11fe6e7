"""What driving did, as text that a person can look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.checks.machine.attempts import Played
    from adjudge.checks.machine.driving import Driven, Failure
    from adjudge.checks.machine.options import Options

_CELLS = 12


def transcript(requirement: str, driven: Driven, options: Options) -> str:
    """Render what driving did: the search in numbers, then each failure with its calls."""
    return "\n".join([*_numbers(driven, options), *_failures(requirement, driven)])


def _numbers(driven: Driven, options: Options) -> Iterator[str]:
    yield f"search: {driven.calls:,} calls, {driven.coverage}, seed {options.seed}"
    yield f"bad input: {driven.bad_inputs:,} calls"
    yield f"in all {driven.made:,} calls and {driven.resets:,} starts in {driven.seconds:.1f} s"
    if driven.stopped:
        yield f"the search {driven.stopped}"


def _failures(requirement: str, driven: Driven) -> Iterator[str]:
    for failure in driven.failures:
        yield ""
        yield from _failure(requirement, failure)


def _failure(requirement: str, failure: Failure) -> Iterator[str]:
    found = failure.disagreement
    if failure.stable and failure.log:
        calls = f"{len(failure.log)} of {len(failure.found)} calls"
        yield f"{found.attempt or 'at the start'}, the shortest way to see it, {calls}:"
        yield from played(failure.log)
        return
    yield found.message(requirement)
    if failure.stable:
        return
    yield "it did not show again; the run in which it was seen:"
    yield from played(failure.found)
    yield "the same calls again:"
    yield from played(failure.log)


def played(log: Sequence[Played]) -> Iterator[str]:
    """Render calls, one a line: what was demanded, what came, and the cells afterwards."""
    for number, each in enumerate(log, 1):
        cells = ", ".join(
            f"{label}={value}" for label, value in list(each.observed.items())[:_CELLS]
        )
        seen = f"; {cells}" if cells else ""
        yield f"  {number}. {each.attempt}: to be {each.expected}; {each.reply.detail}{seen}"
