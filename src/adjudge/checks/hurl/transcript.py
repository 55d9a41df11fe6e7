"""What went over the wire, for a person to look at: in the form of `hurl --very-verbose`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.checks.hurl.messages import Answer, Outgoing

BODY = 4096
"""Most bytes of one body that are shown."""


class Transcript:
    """Collects lines up to a bound; the rest is counted, not kept."""

    def __init__(self, redact: Callable[[str], str], *, largest: int = 256 * 1024) -> None:
        self._redact = redact
        self._largest = largest
        self._lines: list[str] = []
        self._size = 0
        self._omitted = 0

    def note(self, text: str) -> None:
        """Add a line that tells what is done."""
        self._add(f"* {text}")

    def request(self, outgoing: Outgoing) -> None:
        """Add a request."""
        self._add(f"> {outgoing.method} {outgoing.url}")
        for name, value in outgoing.headers:
            self._add(f"> {name}: {value}")
        self._body(outgoing.body)

    def response(self, answer: Answer) -> None:
        """Add a response."""
        milliseconds = answer.seconds * 1000
        self._add(f"< {answer.version} {answer.status} ({milliseconds:.0f} ms)")
        for name, value in answer.headers:
            self._add(f"< {name}: {value}")
        self._body(answer.raw)

    def _body(self, data: bytes) -> None:
        if not data:
            return
        try:
            text = data[:BODY].decode()
        except UnicodeDecodeError:
            text = f"({len(data)} bytes, {data[:32].hex()}…)"
        self._add(text)
        if len(data) > BODY:
            self._add(f"* {len(data) - BODY} more bytes")

    def _add(self, line: str) -> None:
        if self._size > self._largest:
            self._omitted += 1
            return
        self._size += len(line) + 1
        self._lines.append(line)

    def text(self, secrets: frozenset[str] = frozenset()) -> str:
        """Return everything, without the system's secrets and the given ones."""
        lines = list(self._lines)
        if self._omitted:
            lines.append(f"* {self._omitted} more lines")
        text = self._redact("\n".join(lines))
        for secret in sorted(secrets, key=len, reverse=True):
            text = text.replace(secret, "***") if secret else text
        return text
