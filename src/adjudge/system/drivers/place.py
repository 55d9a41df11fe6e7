"""Where a driver acts: a started system, or a private copy of one that only runs commands."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adjudge.system.stage import Instance, Stage


class Place:
    """The system as new, again and again.

    Args:
        stage: starts the system and lends copies.
        started: whether the system has to run.
    """

    def __init__(self, stage: Stage, *, started: bool) -> None:
        self._stage = stage
        self._started = started
        self._opened = ExitStack()
        self.instance: Instance | None = None
        self.folder: Path = stage.scratch
        self.variables: Mapping[str, str] = {}

    def open(self, *, clock: bool = False) -> None:
        """Make the system as new: stop it, if it runs, and start it in a fresh copy.

        Args:
            clock: start it so that its clock can be moved, if the configuration says how.

        Raises:
            SystemFailureError: it could not be built or started.
        """
        self.close()
        if self._started:
            self.instance = self._opened.enter_context(self._stage.start(clock=clock))
            self.folder, self.variables = self.instance.directory, self.instance.variables
            return
        self.folder = self._opened.enter_context(self._stage.directory())
        # It is made on first use, which must not be in two threads at once.
        _ = self._stage.environment
        self.variables = {
            "directory": str(self.folder),
            "scratch": str(self._stage.scratch),
            "python": sys.executable,
        }

    def close(self) -> None:
        """Stop the system and give the copy back."""
        self.instance = None
        self._opened.close()
