"""`adjudge init`: propose a configuration for a repository, and say one true thing about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adjudge.commands.options import as_json, today
from adjudge.words import plural

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.run.project import Project
    from adjudge.system.discovered import Proposal


@click.command("init")
@click.option("--dry-run", is_flag=True, help="Print the proposal; write nothing.")
@as_json
@click.pass_obj
def command(folder: Path, *, dry_run: bool, json_: bool) -> None:
    """Look at a repository, propose its adjudge.toml, and name one thing that is wrong.

    Finds specifications of every dialect, OpenAPI documents, test suites and start commands. An
    existing adjudge.toml is left as it is.
    """
    from adjudge.run.introduction import first_finding
    from adjudge.run.project import CONFIGURATION, load, root_of
    from adjudge.system.discovery import propose

    root = root_of(folder)
    proposal = propose(root)
    there = (root / CONFIGURATION).exists()
    if not (there or dry_run):
        (root / CONFIGURATION).write_text(proposal.text, encoding="utf-8")
    project = load(root, today())
    found = first_finding(project, proposal, today())
    if json_:
        from adjudge.report.json_ import render_findings

        click.echo(render_findings([found] if found else []), nl=False)
        return
    _tell(project, proposal, there=there, dry_run=dry_run)
    click.echo(
        f"\n{found.explain()}" if found else "\nNothing is wrong that can be seen without running."
    )
    click.echo(f"Next: {'mend that, then ' if found else ''}adjudge verify")


def _tell(project: Project, proposal: Proposal, *, there: bool, dry_run: bool) -> None:
    if there:
        click.echo("adjudge.toml is there already and was left as it is.")
    elif dry_run:
        click.echo(proposal.text, nl=False)
    else:
        click.echo("Wrote adjudge.toml: read it, it says where each part was found.")
    for name, counted in (
        ("requirement", len(project.specification.requirements)),
        ("system", len(proposal.systems)),
        ("test suite", len(proposal.suites)),
        ("OpenAPI document", len(proposal.openapi)),
    ):
        click.echo(f"  {plural(counted, name)}")
