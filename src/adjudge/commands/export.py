"""`adjudge export`: a machine in the notation of another tool."""

from __future__ import annotations

from pathlib import Path

import click

from adjudge.commands.requirements import machine_at


@click.command("export")
@click.argument("machine")
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder to write to.  [default: here]",
)
@click.pass_obj
def command(folder: Path, machine: str, output: Path) -> None:
    """Write a machine as a module of TLA+ and its configuration, for TLC and other checkers.

    MACHINE is its name, its requirement's ID, or the document that holds it.
    """
    from adjudge.machine.tla import export
    from adjudge.run.project import root_of

    module = export(machine_at(root_of(folder), machine).machine)
    output.mkdir(parents=True, exist_ok=True)
    texts = {".tla": module.text, ".cfg": module.configuration}
    paths = [output / f"{module.name}{suffix}" for suffix in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {' and '.join(map(str, paths))}")
    for demand in module.left_out:
        click.echo(f"left out, for TLA+ would need fairness: {demand.requirement}: {demand.text}")
