"""`adjudge verify`: run what has no evidence yet, and say the verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adjudge.commands.options import judging, processors, today

if TYPE_CHECKING:
    from pathlib import Path


@click.command("verify")
@judging
@click.option("--all", "everything", is_flag=True, help="Run checks again whose evidence holds.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=processors,
    metavar="N",
    help="How many checks run at once.  [default: one for each processor]",
)
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    folder: Path,
    selection: tuple[str, ...],
    systems: tuple[str, ...],
    revision: str,
    reports: tuple[str, ...],
    *,
    json_: bool,
    everything: bool,
    jobs: int,
) -> int:
    """Execute the checks whose evidence is missing or stale, and judge every requirement.

    Exit code: 0 if every MUST in force is satisfied or waived, 1 if one is violated, 3 if one is
    undecided, 2 if the project can't be read.
    """
    from adjudge.commands.judging import judged
    from adjudge.run.project import root_of
    from adjudge.run.request import Request

    request = Request(
        root=root_of(folder),
        today=today(),
        selection=selection,
        systems=systems,
        revision=revision,
        everything=everything,
        jobs=jobs,
    )
    return judged(request, json_=json_, reports=reports)
