"""The command line: one module per subcommand, loaded when it is asked for."""

from __future__ import annotations

import importlib
import sys
from difflib import get_close_matches
from pathlib import Path

import click

from adjudge.commands.edge import guarded
from adjudge.version import VERSION

COMMANDS = (
    *("init", "lint", "list", "show", "verify", "status", "explain", "ledger"),
    *("explore", "draw", "export", "check-log"),
)
"""Each is a module of `adjudge.commands` (with `_` for `-`) that has a click command `command`."""


class _Lazy(click.Group):
    """A group whose subcommands are imported one at a time, so that the start stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature of click
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - the signature of click
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"adjudge.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], COMMANDS, 1)
            if not near:
                raise
            message = f"{error.message} Did you mean '{near[0]}'?"
            raise click.UsageError(message, ctx) from error


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The project's folder, or one inside it.  [default: here]",
)
@click.version_option(VERSION, message="%(prog)s %(version)s")
@click.pass_context
def adjudge(context: click.Context, folder: Path) -> None:
    """Give every requirement of a specification a verdict, by executing its checks.

    Start with `adjudge init` in a repository, or `adjudge verify` where a specification is.
    """
    context.obj = folder


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0: every MUST in force is satisfied. 1: one is violated. 2: the command, the configuration or
    the project can't be used. 3: one is undecided. 70: a defect of Adjudge. 130: interrupted.
    """
    return guarded(adjudge, sys.argv[1:] if arguments is None else arguments)
