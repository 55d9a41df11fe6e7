"""`adjudge draw`: a machine's diagram as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from adjudge.commands.options import today

if TYPE_CHECKING:
    from adjudge.machine.model import Diagram
    from adjudge.report.diagram.of_machine import Paint

SUFFIXES = (".svg", ".png", ".mmd")


@click.command("draw")
@click.argument("machine")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: .svg, .png, or .mmd for Mermaid.  [default: MACHINE.svg]",
)
@click.pass_obj
def command(folder: Path, machine: str, output: Path | None) -> None:
    """Draw the state diagram of a machine, named by itself, its requirement or its document."""
    from adjudge.report.diagram.of_machine import Paint
    from adjudge.run.machines import find
    from adjudge.run.project import load, root_of

    target = output or Path(f"{machine.replace('/', '-')}.svg")
    if target.suffix not in SUFFIXES:
        raise click.UsageError(f"{target}: the name must end in {', '.join(SUFFIXES)}")
    found = find(load(root_of(folder), today()).specification, machine).machine
    target.write_bytes(_drawn(found.diagrams[0], found.name, target.suffix, Paint()))
    click.echo(f"{target} shows {found.name}")


def _drawn(diagram: Diagram, name: str, suffix: str, paint: Paint) -> bytes:
    from adjudge.report.diagram import mermaid, png, svg
    from adjudge.report.diagram.arranging import arranged
    from adjudge.report.diagram.of_machine import sketched

    if suffix == ".mmd":
        return mermaid.render(diagram, paint).encode()
    picture = svg.render(arranged(sketched(diagram, name, paint)))
    return png.render(picture) if suffix == ".png" else picture.encode()
