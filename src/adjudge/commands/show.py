"""`adjudge show`: all that the specification says of one requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adjudge.commands.options import as_json
from adjudge.commands.requirements import told

if TYPE_CHECKING:
    from pathlib import Path


@click.command("show")
@click.argument("selection", nargs=-1, required=True, metavar="ID|PATTERN|PATH...")
@as_json
@click.pass_obj
def command(folder: Path, selection: tuple[str, ...], *, json_: bool) -> None:
    """Show requirements whole: text, rationale, relations and checks."""
    from adjudge.report.listing import render_requirements

    told(folder, selection, render_requirements, json_=json_)
