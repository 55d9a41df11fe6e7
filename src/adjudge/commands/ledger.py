"""`adjudge ledger`: look after the store of evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from adjudge.commands.options import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.evidence.rows import Head


@click.group("ledger")
def command() -> None:
    """Look after the store of evidence."""


@command.command("verify")
@click.option("--head", default="", help="A head that was kept elsewhere (`adjudge ledger head`).")
@as_json
@click.pass_obj
def verify(folder: Path, head: str, *, json_: bool) -> int:
    """Check that the ledger holds what was written, all of it and in order.

    Exit code: 0 if it does, 1 if it was edited or damaged.
    """
    from adjudge.evidence.ledger import Ledger

    ledger = Ledger.open(_place(folder))
    findings = tuple(ledger.verify(_read(head) if head else None))
    if json_:
        from adjudge.report.json_ import render_findings

        click.echo(render_findings(findings), nl=False)
    else:
        for finding in findings:
            click.echo(finding.explain())
        if not findings:
            click.echo(
                f"the ledger is whole: {ledger.head().sequence} rows, each chained to the one before"
            )
    return 1 if findings else 0


@command.command("head")
@as_json
@click.pass_obj
def head(folder: Path, *, json_: bool) -> None:
    """Print the end of the chain; kept elsewhere, it proves later that nothing is gone."""
    from adjudge.evidence.ledger import Ledger

    end = Ledger.open(_place(folder)).head()
    if json_:
        from adjudge.report.json_ import render_head

        click.echo(render_head(end.sequence, end.seal), nl=False)
        return
    click.echo(f"{end.sequence}:{end.seal}")


def _read(text: str) -> Head:
    from adjudge.evidence.rows import Head

    sequence, _, seal = text.partition(":")
    if not sequence.isdecimal() or not re.fullmatch("[0-9a-f]{64}", seal):
        message = f"--head takes what `adjudge ledger head` printed, NUMBER:SEAL, not {text!r}"
        raise click.UsageError(message)
    return Head(int(sequence), seal)


def _place(folder: Path) -> Path:
    from adjudge.run.project import STATE, root_of

    return root_of(folder) / STATE / "ledger.db"
