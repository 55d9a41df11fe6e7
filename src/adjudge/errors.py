"""What Adjudge raises; what it *finds* is a `Finding`, not an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.findings import Finding


class AdjudgeError(Exception):
    """Root of every error that Adjudge raises on purpose.

    The message names what was wrong and where; `next_step` says what to do about it.
    """

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class FindingsError(AdjudgeError):
    """Something that had to be read could not be; `findings` says what, where and how to mend it."""

    def __init__(self, message: str, findings: Sequence[Finding]) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class ConfigurationError(FindingsError):
    """`adjudge.toml` can't be used as it is."""


class SystemFailureError(AdjudgeError):
    """The system under judgment could not be built, started, reset or stopped.

    `transcript` holds the last lines that the system wrote.
    """

    def __init__(self, message: str, *, next_step: str = "", transcript: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.transcript = transcript


class UnsendableError(SystemFailureError):
    """A value has no form in the call that it was given to, so nothing was sent.

    It says nothing of the system; who tries values at random passes over it.
    """


class ObservationError(AdjudgeError):
    """What a binding read from a system is not the value that the binding says it reads."""


class LedgerError(AdjudgeError):
    """The ledger can't be opened, or a row of it is not what was written."""
