"""`adjudge show`: all that the specification says of one requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adjudge.commands.options import as_json, today

if TYPE_CHECKING:
    from pathlib import Path


@click.command("show")
@click.argument("selection", nargs=-1, required=True, metavar="ID|PATTERN|PATH...")
@as_json
@click.pass_obj
def command(folder: Path, selection: tuple[str, ...], *, json_: bool) -> None:
    """Show requirements whole: text, rationale, relations and checks."""
    from adjudge.run.project import load, root_of
    from adjudge.run.selection import select

    project = load(root_of(folder), today())
    chosen = select(project.specification, selection)
    if json_:
        from adjudge.report.json_ import render_specification

        click.echo(render_specification(project.specification, chosen), nl=False)
        return
    from adjudge.report.listing import render_requirement

    click.echo("\n".join(map(render_requirement, chosen)), nl=False)
