"""Rows as calls of a Python function: one worker process for all of them, one row at a time.

The worker is told what to call, never what is expected, and each of its replies must repeat a random token
of its own request. So a function can neither answer for another row nor know what would pass.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adjudge.checks.cases import worker
from adjudge.checks.cases.observed import Observed, Raised, bound, readable
from adjudge.checks.model import Fault
from adjudge.errors import SystemFailureError
from adjudge.spec.filling import fill_value
from adjudge.system.session import Conversation, Turn, converse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

    from adjudge.spec.case_form import CaseForm
    from adjudge.system.stage import Limits, Stage

_PROGRAM = str(Path(worker.__file__).resolve())


class Calls:
    """Calls the function of a form for one row after the other; a context manager."""

    def __init__(self, form: CaseForm, stage: Stage, folder: Path, limits: Limits) -> None:
        self._form = form
        self._stage = stage
        self._folder = folder
        self._limits = limits
        self._opened = contextlib.ExitStack()
        self._worker: Conversation | None = None

    def __enter__(self) -> Self:
        """Return the calls; the worker is started with the first row."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the worker."""
        self._opened.close()

    def observe(self, values: Mapping[str, Any]) -> Observed:
        """Call the function with a row's values put into its arguments."""
        try:
            talk = self._worker or self._start()
        except SystemFailureError as error:
            return Observed(not_run=error.message, fault=Fault.BINDING)
        observed, alive = self._ask(talk, {"arguments": fill_value(self._form.arguments, values)})
        if not alive:
            self._worker = None
            self._opened.close()
        return observed

    def _start(self) -> Conversation:
        """Start a worker and let it import the function.

        Raises:
            SystemFailureError: there is no such interpreter or no such function.
        """
        talk = self._opened.enter_context(
            converse(
                [*self._form.python, _PROGRAM],
                cwd=self._folder,
                environment={**self._stage.environment, **self._form.environment},
                limits=self._limits,
                each_turn=True,
            )
        )
        module, _, name = self._form.call.partition(":")
        observed, alive = self._ask(talk, {"module": module, "name": name})
        problem = observed.undecided or _died(observed)
        if observed.raised is not None:
            problem = f"{observed.raised.names[0]}: {observed.raised.message}"
        if problem or not alive:
            self._opened.close()
            raise SystemFailureError(f"{self._form.call} can't be imported: {problem}")
        self._worker = talk
        return talk

    def _ask(self, talk: Conversation, request: Mapping[str, Any]) -> tuple[Observed, bool]:
        """Return what came of a request, and whether the worker can be asked again."""
        token = secrets.token_hex(8)
        turn = talk.say(json.dumps({**request, "token": token}).encode() + b"\n")
        if turn.exceeded is not None:
            return _observed(turn, undecided=bound(turn.exceeded, self._limits)), False
        if turn.reply is None:
            return _observed(turn, exit_code=turn.exit_code), False
        try:
            reply = json.loads(turn.reply)
            genuine = reply.pop("token", "") == token
        except (ValueError, AttributeError, TypeError, RecursionError):
            genuine = False
        if not genuine:
            message = "something other than the worker answered on its private channel"
            return _observed(turn, undecided=message), False
        if "raised" in reply:
            names, message = tuple(reply["raised"]), reply["message"]
            raised = Raised(names, message, reply["place"], reply["trace"])
            return _observed(turn, raised=raised), True
        return _observed(turn, value=reply.get("returned")), True


def _observed(turn: Turn, **more: Any) -> Observed:
    return Observed(readable(turn.stdout), readable(turn.stderr), turn.seconds, **more)


def _died(observed: Observed) -> str:
    if observed.exit_code is None:
        return ""
    said = observed.stderr.strip().split("\n")[-1]
    return f"the interpreter ended with exit code {observed.exit_code}: {said}"
