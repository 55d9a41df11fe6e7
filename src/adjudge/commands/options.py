"""Options and arguments that several subcommands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import click

_Function = TypeVar("_Function", bound=Callable[..., Any])

as_json = click.option("--json", "json_", is_flag=True, help="Print JSON of a documented schema.")
"""`--json`, on every subcommand that prints a result."""

selection = click.argument("selection", nargs=-1, metavar="[ID|PATTERN|PATH]...")
"""The requirements that a subcommand is about."""


def judging(function: _Function) -> _Function:
    """Add what every subcommand that judges takes."""
    for option in (
        as_json,
        click.option(
            "--report",
            "reports",
            multiple=True,
            metavar="FORMAT=FILE",
            help="Also write a report to FILE: json, junit, sarif or markdown. Repeatable.",
        ),
        click.option(
            "--at", "revision", default="", metavar="REVISION", help="Judge this commit instead."
        ),
        click.option(
            "--system",
            "systems",
            multiple=True,
            metavar="NAME",
            help="Judge only this system. Repeatable.",
        ),
        selection,
    ):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Screen:
    """What the place that reads our output can show."""

    colour: bool
    width: int
    unicode: bool

    @classmethod
    def of_stdout(cls) -> Screen:
        """Look at standard output; `NO_COLOR` (any value) and a pipe both mean no colour."""
        import shutil

        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        unicode = (sys.stdout.encoding or "ascii").lower().replace("-", "") in {"utf8", "utf16"}
        return cls(colour, max(shutil.get_terminal_size((100, 24)).columns, 60), unicode)


def today() -> date:
    """Return the day, in UTC, on which waivers and dates are judged."""
    return datetime.now(UTC).date()


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
