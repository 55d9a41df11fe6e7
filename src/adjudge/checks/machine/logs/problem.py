"""What is wrong with a line of a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError

if TYPE_CHECKING:
    from adjudge.codes.model import Code


class LineError(AdjudgeError):
    """A line of a log is not what it should be; `code` says in which way, `line` counts from 1."""

    def __init__(self, code: Code, line: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.line = line
