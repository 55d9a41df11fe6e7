"""Rows as runs of a command: one process each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adjudge.checks.cases.observed import Observed, bound, readable
from adjudge.checks.model import Fault
from adjudge.errors import SystemFailureError
from adjudge.spec.filling import fill

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adjudge.spec.case_form import CaseForm
    from adjudge.system.stage import Limits, Stage


class Commands:
    """Runs the command of a form for one row after the other, in one folder."""

    def __init__(self, form: CaseForm, stage: Stage, folder: Path, limits: Limits) -> None:
        self._form = form
        self._stage = stage
        self._folder = folder
        self._limits = limits

    def observe(self, values: Mapping[str, Any]) -> Observed:
        """Run the command with a row's values put into its arguments, input and environment."""
        form = self._form
        argv = [fill(argument, values) for argument in form.command]
        environment = {name: fill(text, values) for name, text in form.environment.items()}
        stdin = fill(form.stdin, values).encode("utf-8", "surrogateescape")
        if any("\0" in text for text in (*argv, *environment.values())):
            message = "an argument would hold the character NUL"
            return Observed(not_run=message, fault=Fault.SPECIFICATION)
        try:
            done = self._stage.run(
                argv, cwd=self._folder, stdin=stdin, environment=environment, limits=self._limits
            )
        except SystemFailureError as error:
            return Observed(not_run=error.message, fault=Fault.BINDING)
        observed = Observed(
            readable(done.stdout), readable(done.stderr), done.seconds, done.exit_code
        )
        if done.exceeded is not None:
            return replace(observed, undecided=bound(done.exceeded, self._limits))
        return observed
