"""The one module that talks to z3: questions with a bounded cost, and their answers."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from adjudge.errors import AdjudgeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.machine.proofs import Effort

Expression = Any
"""A term of z3, which ships no types."""


class MissingProverError(AdjudgeError):
    """z3 is not installed, so nothing can be proved for all values."""


class UndecidedError(AdjudgeError):
    """The solver gave no answer within the effort that it was given."""


@dataclass(frozen=True, slots=True)
class Model:
    """Values under which the facts of a question hold together."""

    model: Expression

    def value(self, expression: Expression) -> bool | int:
        """Return what an expression is there; what does not matter is 0 or false."""
        found = self.model.eval(expression, model_completion=True)
        return found.as_long() if hasattr(found, "as_long") else str(found) == "True"


class Solver:
    """Asks z3, each question afresh, so that no answer depends on those before.

    Raises:
        MissingProverError: z3 is not installed.
    """

    def __init__(self, effort: Effort) -> None:
        try:
            self.z3: Expression = import_module("z3")
        except ImportError as error:
            raise MissingProverError(
                "nothing can be proved for all values: z3 is not installed",
                next_step="pip install 'adjudge[prove]'",
            ) from error
        self.effort = effort
        self.context = self.z3.Context()

    def possible(
        self, *facts: Expression, nicer: Sequence[Sequence[Expression]] = ()
    ) -> Model | None:
        """Look for values under which all facts hold; None means that there are none.

        Args:
            facts: what must hold.
            nicer: what should hold as well, if it can; the first of them that can is taken.

        Raises:
            UndecidedError: the effort did not suffice to tell.
        """
        found = self._ask(facts)
        for wishes in nicer if found else ():
            with contextlib.suppress(UndecidedError):
                if better := self._ask([*facts, *wishes]):
                    return better
        return found

    def _ask(self, facts: Sequence[Expression]) -> Model | None:
        solver = self.z3.Solver(ctx=self.context)
        solver.set("rlimit", self.effort.resources)
        solver.set("timeout", round(self.effort.seconds * 1000))
        solver.set("max_memory", self.effort.megabytes)
        solver.add(*facts)
        answer = solver.check()
        if answer == self.z3.unknown:
            raise UndecidedError(f"z3 gave up: {solver.reason_unknown()}")
        return Model(solver.model()) if answer == self.z3.sat else None
