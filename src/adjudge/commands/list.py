"""`adjudge list`: the requirements, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adjudge.commands.options import as_json, selection
from adjudge.commands.requirements import told

if TYPE_CHECKING:
    from pathlib import Path


@click.command("list")
@selection
@as_json
@click.pass_obj
def command(folder: Path, selection: tuple[str, ...], *, json_: bool) -> None:
    """List the requirements of the specification, or those that are named."""
    from adjudge.report.listing import render_list

    found = len(told(folder, selection, render_list, json_=json_).findings)
    if found and not json_:
        word = "finding" if found == 1 else "findings"
        click.echo(f"{found} {word} while reading; `adjudge lint` shows them", err=True)
