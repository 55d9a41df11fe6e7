"""`adjudge explore`: walk through a machine by hand, in the terminal or from a script."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from adjudge.commands.requirements import machine_at

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.machine.walk import Walk

PROMPT = "> "


@click.command("explore")
@click.argument("machine")
@click.pass_obj
def command(folder: Path, machine: str) -> None:
    """Walk through a machine: see its state, make calls, and be told why one is refused.

    MACHINE is its name, its requirement's ID, or the document that holds it. Commands are read from
    standard input; `help` lists them.
    """
    from adjudge.machine.engine import Model
    from adjudge.machine.walk import Walk
    from adjudge.report.text import clean
    from adjudge.report.walk import greeting
    from adjudge.run.project import root_of

    found = machine_at(root_of(folder), machine)
    walk = Walk(Model(found.machine))
    click.echo(clean(greeting(walk)), nl=False)
    _converse(walk)


def _converse(walk: Walk) -> None:
    from adjudge.report.text import clean
    from adjudge.report.walk import Quit, reply

    interactive = sys.stdin.isatty()
    if interactive:
        import readline  # noqa: F401 - importing it gives the prompt editing and a history
    while True:
        try:
            line = input(PROMPT) if interactive else _echoed()
            click.echo(clean(reply(walk, line)), nl=False)
        except (EOFError, Quit):
            if interactive:
                click.echo()
            return


def _echoed() -> str:
    """Read a command from a script and show it, so that the output reads like a session."""
    from adjudge.report.text import clean

    line = sys.stdin.readline()
    if not line:
        raise EOFError
    click.echo(clean(f"{PROMPT}{line.rstrip()}"))
    return line
