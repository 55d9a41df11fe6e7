"""Write what is generated from the code: a page for each finding code, and the JSON schemas."""

from __future__ import annotations

from pathlib import Path

import click

from adjudge.codes import CODES, Code
from adjudge.commands.main import COMMANDS, adjudge
from adjudge.report.json_ import schemas

FOLDER = Path(__file__).parent / "reference" / "findings"
SCHEMAS = Path(__file__).parent / "reference" / "schema"
COMMANDS_PAGE = Path(__file__).parent / "reference" / "commands.md"
AREAS = {
    "1": "Reading the specification",
    "2": "Configuration and system",
    "3": "Checks",
    "4": "Evidence and judgment",
    "5": "Machines",
}

EXIT_CODES = """\
| Code | Meaning |
|---|---|
| 0 | every MUST in force is satisfied or waived |
| 1 | a MUST is violated; for `lint`, there are errors |
| 2 | the command line, the configuration or the project can't be used |
| 3 | a MUST is unverified, inconclusive or stale, or the specification has errors |
| 70 | a defect of Adjudge; it names a file with a report to send |
| 130 | interrupted; what was decided by then is in the ledger |"""


def pages() -> dict[Path, str]:
    """Return the text of every generated page under its path."""
    return {
        **{SCHEMAS / name: text for name, text in schemas().items()},
        COMMANDS_PAGE: _commands(),
        FOLDER / "README.md": _index(),
        **{FOLDER / f"{code.id}.md": _page(code) for code in CODES.values()},
    }


def main() -> None:
    """Write every page and remove those whose code is gone."""
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")


def _page(code: Code) -> str:
    fence = "`" * max(4, _longest_run(code.example) + 1)
    return (
        f"# {code.id}: {code.name}\n\n"
        f"Severity: {code.severity}\n\n"
        f"## What it reports\n\n{code.what.strip()}\n\n"
        f"## Why it matters\n\n{code.why.strip()}\n\n"
        f"## Example\n\n{fence}text\n{code.example.strip()}\n{fence}\n\n"
        f"## How to mend it\n\n{code.mend.strip()}\n"
    )


def _commands() -> str:
    """Describe every subcommand by what its own help says."""
    parts = [
        "# Commands",
        "This page is written by `docs/generate.py` from the program's own help.",
        _help(adjudge, []),
        "## Exit codes",
        EXIT_CODES,
    ]
    parts += [_help(command, [name]) for name in COMMANDS for command in [_command(name)]]
    return "\n\n".join(parts) + "\n"


def _command(name: str) -> click.Command:
    command = adjudge.get_command(click.Context(adjudge), name)
    if command is None:
        raise LookupError(name)
    return command


def _help(command: click.Command, path: list[str]) -> str:
    """Return the help of a command, and of the commands below it, under headings."""
    own = ["adjudge", *path]
    title = f"{'#' * (len(path) + 1)} {' '.join(own)}" if path else "## adjudge"
    context = click.Context(
        command, info_name=" ".join(own), max_content_width=80, help_option_names=["-h", "--help"]
    )
    text = f"{title}\n\n```text\n{command.get_help(context)}\n```"
    if path and isinstance(command, click.Group):
        below = [_help(each, [*path, name]) for name, each in command.commands.items()]
        return "\n\n".join([text, *below])
    return text


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest


def _index() -> str:
    lines = ["# Finding codes", "", "`adjudge explain CODE` prints the same in a terminal.", ""]
    for digit, area in AREAS.items():
        rows = [code for code in CODES.values() if code.id.startswith(f"ADJ{digit}")]
        lines += [f"## {area}", "", "| Code | Name | Severity |", "|---|---|---|"]
        lines += [f"| [{c.id}]({c.id}.md) | {c.name} | {c.severity} |" for c in rows]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
