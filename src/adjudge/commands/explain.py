"""`adjudge explain`: what a finding code means."""

from __future__ import annotations

from difflib import get_close_matches

import click

from adjudge.commands.options import as_json


@click.command("explain")
@click.argument("code")
@as_json
def command(code: str, *, json_: bool) -> None:
    """Say what the finding CODE means, why it matters and how to mend it."""
    from adjudge.codes import CODES

    entry = CODES.get(code.upper()) or next((c for c in CODES.values() if c.name == code), None)
    if entry is None:
        names = [*CODES, *(c.name for c in CODES.values())]
        near = get_close_matches(code.upper(), names, 1) or get_close_matches(code, names, 1)
        hint = (
            f"; did you mean {near[0]}?"
            if near
            else f"; they are {min(CODES)} to {max(CODES)}, listed in docs/reference/findings"
        )
        message = f"no finding has the code {code}{hint}"
        raise click.UsageError(message)
    if json_:
        from adjudge.report.json_ import render_code

        click.echo(render_code(entry), nl=False)
        return
    click.echo(f"{entry.id} {entry.name} ({entry.severity})\n")
    for heading, text in (
        ("What it reports", entry.what),
        ("Why it matters", entry.why),
        ("Example", entry.example),
        ("How to mend it", entry.mend),
    ):
        click.echo(f"{heading}\n{_indented(text)}\n")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.strip().splitlines())
