"""How the bank says no."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - the bank's own word for it; it is an answer, not an error
    """A request that the bank does not carry out; `status` is the HTTP status it answers with."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
