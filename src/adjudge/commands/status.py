"""`adjudge status`: the verdicts that the ledger's evidence gives, without running anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adjudge.commands.options import judging, today

if TYPE_CHECKING:
    from pathlib import Path


@click.command("status")
@judging
@click.pass_obj
def command(
    folder: Path,
    selection: tuple[str, ...],
    systems: tuple[str, ...],
    revision: str,
    reports: tuple[str, ...],
    *,
    json_: bool,
) -> int:
    """Judge every requirement by the evidence that is there, and run nothing.

    Evidence whose requirement, check, configuration or system changed is stale. Exit codes are
    those of `adjudge verify`.
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
        execute=False,
    )
    return judged(request, json_=json_, reports=reports)
