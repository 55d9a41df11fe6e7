"""`adjudge list`: the requirements, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adjudge.commands.options import as_json, selection, today

if TYPE_CHECKING:
    from pathlib import Path


@click.command("list")
@selection
@as_json
@click.pass_obj
def command(folder: Path, selection: tuple[str, ...], *, json_: bool) -> None:
    """List the requirements of the specification, or those that are named."""
    from adjudge.run.project import load, root_of
    from adjudge.run.selection import select

    project = load(root_of(folder), today())
    chosen = select(project.specification, selection)
    if json_:
        from adjudge.report.json_ import render_specification

        click.echo(render_specification(project.specification, chosen), nl=False)
        return
    from adjudge.report.listing import render_list

    click.echo(render_list(chosen), nl=False)
    found = len(project.findings)
    if found:
        word = "finding" if found == 1 else "findings"
        click.echo(f"{found} {word} while reading; `adjudge lint` shows them", err=True)
