"""`adjudge draw`: a machine's diagram as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from adjudge.commands.options import today
from adjudge.commands.requirements import machine_at

if TYPE_CHECKING:
    from adjudge.evidence.model import Evidence
    from adjudge.machine.model import Diagram
    from adjudge.report.diagram.of_machine import Paint
    from adjudge.run.machines import NamedMachine

SUFFIXES = (".svg", ".png", ".mmd")


@click.command("draw")
@click.argument("machine")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: .svg, .png, or .mmd for Mermaid.  [default: MACHINE.svg]",
)
@click.option("--coverage", is_flag=True, help="Paint what was exercised on a running system.")
@click.option("--counterexample", is_flag=True, help="Paint the way to what went wrong there.")
@click.option("--system", default="", metavar="NAME", help="Which system, where there are several.")
@click.pass_obj
def command(
    folder: Path,
    machine: str,
    output: Path | None,
    system: str,
    *,
    coverage: bool,
    counterexample: bool,
) -> None:
    """Draw the state diagram of a machine, named by itself, its requirement or its document."""
    from adjudge.report.diagram.of_machine import PLAIN
    from adjudge.run.project import root_of

    target = output or Path(f"{machine.replace('/', '-')}.svg")
    if target.suffix not in SUFFIXES:
        raise click.UsageError(f"{target}: the name must end in {', '.join(SUFFIXES)}")
    if coverage and counterexample:
        message = "--coverage and --counterexample are two pictures; ask for one of them"
        raise click.UsageError(message)
    root = root_of(folder)
    found = machine_at(root, machine)
    paint, words, since = PLAIN, "", ""
    if coverage or counterexample:
        evidence, changed = _evidence(root, found, system)
        paint, words = _painted(evidence, found, coverage=coverage)
        since = f"; changed since then: {changed}" if changed else ""
        words = f", {evidence.system}: {words}"
    shown = found.machine.diagrams[0]
    target.write_bytes(_drawn(shown, f"{found.machine.name}{words}", target.suffix, paint))
    click.echo(f"{target} shows {found.machine.name}{words}{since}")


def _evidence(root: Path, found: NamedMachine, system: str) -> tuple[Evidence, str]:
    from adjudge.run.machines import evidence_of
    from adjudge.run.request import Request

    systems = (system,) if system else ()
    request = Request(root, today(), selection=(found.check.requirement,), systems=systems)
    return evidence_of(request, found.check)


def _painted(evidence: Evidence, found: NamedMachine, *, coverage: bool) -> tuple[Paint, str]:
    from adjudge.report.diagram.painting import covered, followed

    return covered(evidence) if coverage else followed(evidence, found.machine)


def _drawn(diagram: Diagram, title: str, suffix: str, paint: Paint) -> bytes:
    from adjudge.report.diagram import mermaid, png, svg
    from adjudge.report.diagram.arranging import arranged
    from adjudge.report.diagram.of_machine import sketched

    if suffix == ".mmd":
        return mermaid.render(diagram, paint).encode()
    picture = svg.render(arranged(sketched(diagram, title, paint)))
    return png.render(picture) if suffix == ".png" else picture.encode()
