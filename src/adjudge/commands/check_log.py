"""`adjudge check-log`: hold what a running system logged against its specification."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from adjudge.commands.options import as_json, today

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path


@click.command("check-log")
@click.argument("log", metavar="FILE", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--machine", default="", metavar="NAME", help="The machine that the log is of.")
@click.option("--requirement", default="", metavar="ID", help="The requirement that carries it.")
@as_json
@click.pass_obj
def command(folder: Path, log: str, machine: str, requirement: str, *, json_: bool) -> int:
    """Follow a recorded log, and name the first event that the specification does not allow.

    FILE holds events as JSON lines, or OpenTelemetry spans as the Collector's file exporter writes
    them; `-` reads standard input. Exit code: 0 if every event is allowed, 1 if one is not, 2 if
    the log can't be read, 3 if it decides nothing.
    """
    from adjudge.report.json_ import render_log
    from adjudge.report.log import render
    from adjudge.run.log import check_log
    from adjudge.run.project import load, root_of

    project = load(root_of(folder), today())
    with click.open_file(log, "rb") as file:
        checked = check_log(project, cast("BufferedReader", file), log, machine or requirement)
    click.echo(render_log(checked) if json_ else render(checked), nl=False)
    return checked.exit_code
