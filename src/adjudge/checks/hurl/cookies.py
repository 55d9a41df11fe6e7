"""Cookies: what responses set, and what is sent back (RFC 6265)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from adjudge.checks.hurl.errors import EvaluationError
from adjudge.checks.hurl.values import ABSENT, PRESENT


@dataclass(frozen=True, slots=True)
class SetCookie:
    """One `Set-Cookie` header; `attributes` have names in lower case."""

    name: str
    value: str
    attributes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, header: str) -> SetCookie:
        """Read the value of a `Set-Cookie` header."""
        pair, *rest = header.split(";")
        name, _, value = pair.partition("=")
        attributes: dict[str, str] = {}
        for part in rest:
            key, _, text = part.partition("=")
            attributes[key.strip().lower()] = text.strip()
        return cls(name.strip(), value.strip(), attributes)

    def attribute(self, name: str) -> object:
        """Return the value of a cookie query; `name` is empty for the cookie's own value.

        Raises:
            EvaluationError: `Expires` is no date, or `Max-Age` no integer.
        """
        if name in {"", "value"}:
            return self.value
        if name not in self.attributes:
            return ABSENT
        text = self.attributes[name]
        if name in {"secure", "httponly"}:
            return PRESENT
        if name == "expires":
            return _date(text)
        return _integer(text) if name == "max-age" else text


def _date(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text).replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise EvaluationError(f"the cookie's `Expires` is no date: {text}") from error


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise EvaluationError(f"the cookie's `Max-Age` is no integer: {text}") from error


@dataclass(frozen=True, slots=True)
class _Stored:
    name: str
    value: str
    domain: str
    host_only: bool
    path: str
    secure: bool
    expires: float | None

    def sent_to(self, url: str) -> bool:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if self.host_only:
            matches = host == self.domain
        else:
            matches = host == self.domain or host.endswith(f".{self.domain}")
        if self.secure and parts.scheme != "https":
            return False
        return matches and _below(parts.path or "/", self.path)


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder if folder.endswith("/") else f"{folder}/")


class Jar:
    """The cookies of one file, kept from one entry to the next."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], _Stored] = {}

    def store(self, url: str, headers: list[str]) -> None:
        """Keep what the `Set-Cookie` headers of a response from `url` set."""
        for header in headers:
            cookie = _stored(SetCookie.parse(header), url)
            key = (cookie.domain, cookie.path, cookie.name)
            self._cookies.pop(key, None)
            if cookie.expires is None or cookie.expires > time.time():
                self._cookies[key] = cookie

    def header(self, url: str) -> str:
        """Return the value of the `Cookie` header for a request to `url`, or nothing."""
        now = time.time()
        return "; ".join(
            f"{cookie.name}={cookie.value}"
            for cookie in self._cookies.values()
            if cookie.sent_to(url) and (cookie.expires is None or cookie.expires > now)
        )


def _stored(cookie: SetCookie, url: str) -> _Stored:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    domain = cookie.attributes.get("domain", "").lstrip(".").lower()
    # A domain that the host does not belong to would let one system set another's cookies.
    foreign = not domain or not (host == domain or host.endswith(f".{domain}"))
    path = cookie.attributes.get("path", "")
    if not path.startswith("/"):
        path = parts.path.rpartition("/")[0] or "/"
    return _Stored(
        cookie.name,
        cookie.value,
        host if foreign else domain,
        foreign,
        path,
        "secure" in cookie.attributes,
        _expiry(cookie),
    )


def _expiry(cookie: SetCookie) -> float | None:
    try:
        age = cookie.attribute("max-age")
        if isinstance(age, int):
            return time.time() + age
        date = cookie.attribute("expires")
        return date.timestamp() if isinstance(date, datetime) else None
    except (EvaluationError, OverflowError):
        return None  # RFC 6265, 5.2: an attribute that can't be read is ignored
