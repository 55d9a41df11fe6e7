"""What is sent and what comes back, as values."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.checks.hurl.cookies import SetCookie
from adjudge.checks.hurl.errors import EvaluationError
from adjudge.checks.hurl.filters import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

Headers = tuple[tuple[str, str], ...]

_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def header_values(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    """Return the values of all headers of that name, in any case."""
    wanted = name.lower()
    return [value for key, value in headers if key.lower() == wanted]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request with everything filled in."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; `raw` is its body as it came, `seconds` until its last byte."""

    url: str
    status: int
    version: str
    headers: Headers
    raw: bytes
    seconds: float
    ip: str = ""
    largest: int = 64 * 1024**2

    def values(self, name: str) -> list[str]:
        """Return the values of all headers of that name, in any case."""
        return header_values(self.headers, name)

    @property
    def content_type(self) -> str:
        """The first `Content-Type`, or nothing."""
        return next(iter(self.values("Content-Type")), "")

    @property
    def html(self) -> bool:
        """Whether the body is HTML by its content type."""
        return self.content_type.strip().lower().startswith("text/html")

    @property
    def cookies(self) -> list[SetCookie]:
        """What the response sets."""
        return [SetCookie.parse(value) for value in self.values("Set-Cookie")]

    @property
    def content(self) -> bytes:
        """The body without its content encodings.

        Raises:
            EvaluationError: an encoding is unknown, or the body is not of it or too large.
        """
        data = self.raw
        names = ",".join(self.values("Content-Encoding")).split(",")
        for name in reversed([name.strip().lower() for name in names]):
            data = _decoded(data, name, self.largest)
        return data

    @property
    def text(self) -> str:
        """The body in the character set of its content type, UTF-8 where it names none.

        Raises:
            EvaluationError: as for `content`, or the body is not of that character set.
        """
        found = _CHARSET.search(self.content_type)
        return decode(self.content, found[1] if found else "utf-8")


def _decoded(data: bytes, encoding: str, largest: int) -> bytes:
    if encoding in {"", "identity"} or not data:
        return data
    windows = {"gzip": 31, "x-gzip": 31, "deflate": 15}
    if encoding not in windows:
        message = f"a body with the content encoding `{encoding}` can't be read"
        raise EvaluationError(message, blameless=True)
    decoder = zlib.decompressobj(windows[encoding])
    try:
        # One byte more than allowed tells a body of just that size from a larger one.
        text = decoder.decompress(data, largest + 1)
    except zlib.error as error:
        raise EvaluationError(f"the body is not {encoding}: {error}") from error
    if not decoder.eof and not decoder.unconsumed_tail:
        raise EvaluationError(f"the body ends before its {encoding} stream does")
    if len(text) > largest:
        message = f"the body has more than {largest} bytes when decompressed"
        raise EvaluationError(message, blameless=True)
    return text
