"""What the reader and the runner of Hurl blocks raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError

if TYPE_CHECKING:
    from adjudge.checks.hurl.tree import Position


class HurlSyntaxError(AdjudgeError):
    """The text is not Hurl; `position` says where reading stopped, counted from 1 in the text."""

    def __init__(self, message: str, position: Position, *, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.position = position


class EvaluationError(AdjudgeError):
    """A template, query, filter or predicate has no value for what the system answered.

    `blameless` is true where the specification, not the system, made that so: an undefined
    variable, an expression that can't be read.
    """

    def __init__(self, message: str, *, blameless: bool = False) -> None:
        super().__init__(message)
        self.blameless = blameless


class RefusedError(AdjudgeError):
    """Something that the runner does not do, for safety or because it can't."""
