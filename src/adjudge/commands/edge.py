"""The edge of the program: every error becomes a message, an exit code and, for a bug, a report."""

from __future__ import annotations

import os
import platform
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adjudge.errors import AdjudgeError, FindingsError, SystemFailureError
from adjudge.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

UNUSABLE = 2
DEFECT = 70
INTERRUPTED = 130
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals by which a person, a service manager or a closed terminal ends the program."""


def endings() -> tuple[signal.Signals, ...]:
    """Return the signals to act on; a hang-up that the caller has ignored (nohup) stays ignored."""
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return tuple(n for n in ENDINGS if not (ignored and n is signal.SIGHUP))


def guarded(command: click.Command, arguments: Sequence[str]) -> int:  # noqa: PLR0911 - one for each way to end
    """Run a click command and turn whatever it raises into an exit code and words on stderr."""
    for number in endings():
        signal.signal(number, _interrupt)
    try:
        outcome = command.main(list(arguments), prog_name="adjudge", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return UNUSABLE
    except AdjudgeError as error:
        _say(error)
        return UNUSABLE
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted; what was decided so far is in the ledger.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`| head`): Python must not complain while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    except OSError as error:
        if not error.filename:
            return _defect(error, arguments)
        _say(_unusable(error))
        return UNUSABLE
    except Exception as error:  # noqa: BLE001  the one place where a defect of ours may surface
        return _defect(error, arguments)
    return outcome if isinstance(outcome, int) else 0


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(error: AdjudgeError) -> None:
    click.echo(f"adjudge: {error.message}", err=True)
    if isinstance(error, FindingsError):
        for finding in error.findings:
            click.echo(f"  {finding.explain()}", err=True)
    if isinstance(error, SystemFailureError) and error.transcript:
        click.echo("  the last lines it wrote:", err=True)
        for line in error.transcript.splitlines():
            click.echo(f"  | {line}", err=True)
    if error.next_step:
        click.echo(f"  next: {error.next_step}", err=True)


def _unusable(error: OSError) -> AdjudgeError:
    """Say of a file that the machine refuses what a person can do about it."""
    name = os.fsdecode(error.filename)
    reason = error.strerror or type(error).__name__
    step = "free space there, or make it readable and writable; ADJUDGE_CACHE and TMPDIR name other places"
    return AdjudgeError(f"{name}: {reason}", next_step=step)


def _defect(error: Exception, arguments: Sequence[str]) -> int:
    """Write a report that can be pasted into an issue, and say where it is."""
    text = "\n".join(
        (
            "### Versions",
            f"adjudge {VERSION}, Python {platform.python_version()}",
            platform.platform(),
            "### Command",
            f"    adjudge {' '.join(arguments)}",
            "### Trace",
            "```",
            "".join(traceback.format_exception(error)).rstrip(),
            "```",
            "",
        )
    )
    handle, name = tempfile.mkstemp(prefix="adjudge-defect-", suffix=".md")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    click.echo(f"adjudge: a defect of Adjudge: {type(error).__name__}: {error}", err=True)
    click.echo(f"  next: report it with the text in {Path(name)}", err=True)
    return DEFECT
