"""`adjudge lint`: what is wrong with the specification and its checks, without running them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adjudge.commands.options import as_json, today
from adjudge.words import plural

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.findings import Finding


@click.command("lint")
@as_json
@click.pass_obj
def command(folder: Path, *, json_: bool) -> int:
    """Read the specification, its checks and the configuration, and name what is wrong.

    Exit code: 0 without errors, 1 with errors, 2 if the project can't be read.
    """
    from adjudge.findings import Severity
    from adjudge.run.project import load, root_of

    project = load(root_of(folder), today())
    findings = project.lint()
    if json_:
        from adjudge.report.json_ import render_findings

        click.echo(render_findings(findings), nl=False)
    else:
        _print(findings, len(project.specification.requirements))
    return 1 if any(f.severity is Severity.ERROR for f in findings) else 0


def _print(findings: tuple[Finding, ...], requirements: int) -> None:
    for finding in findings:
        click.echo(finding.explain())
    found = plural(len(findings), "finding") if findings else "no findings"
    click.echo(f"{plural(requirements, 'requirement')}, {found}")
