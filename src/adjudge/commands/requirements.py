"""What subcommands share that are about a requirement, or a machine, that somebody names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adjudge.commands.options import today

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from adjudge.run.machines import NamedMachine
    from adjudge.run.project import Project
    from adjudge.spec.model import Requirement


def told(
    folder: Path,
    words: Sequence[str],
    render: Callable[[Sequence[Requirement]], str],
    *,
    json_: bool,
) -> Project:
    """Print the requirements that the words mean, as text or JSON, and return their project."""
    from adjudge.report.json_ import render_specification
    from adjudge.run.project import load, root_of
    from adjudge.run.selection import select

    project = load(root_of(folder), today())
    chosen = select(project.specification, words)
    text = render_specification(project.specification, chosen) if json_ else render(chosen)
    click.echo(text, nl=False)
    return project


def machine_at(root: Path, word: str) -> NamedMachine:
    """Return the machine of a project that a word means: its name, requirement or document."""
    from adjudge.run.machines import find
    from adjudge.run.project import load

    return find(load(root, today()).specification, word)
