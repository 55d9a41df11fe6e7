"""Which hosts a block may talk to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from adjudge.checks.hurl.errors import RefusedError

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Hosts:
    """The system's own address and what the block's option `hosts` lists.

    An entry is a host with or without a port; without one, every port of the host is allowed.
    """

    allowed: frozenset[str]

    @classmethod
    def of(cls, base: str, listed: tuple[str, ...]) -> Hosts:
        """Allow the host and port of `base` and the listed hosts."""
        return cls(frozenset({_authority(base), *(host.lower() for host in listed)}))

    def check(self, url: str) -> None:
        """Make sure that `url` may be requested.

        Raises:
            RefusedError: it may not, or is no URL of HTTP.
        """
        try:
            parts = urlsplit(url)
            host, authority = parts.hostname or "", _authority(url)
        except ValueError as error:
            raise RefusedError(f"`{url}` is not a URL: {error}") from error
        if parts.scheme not in _PORTS or not host:
            hint = "write {{base}}/path, or a URL with http:// or https://"
            raise RefusedError(f"`{url}` is not a URL of HTTP", next_step=hint)
        if authority not in self.allowed and host.lower() not in self.allowed:
            message = f"`{authority}` is not the system's own address"
            hint = (
                f"use {{{{base}}}}, or list the host in the block's options: hosts: [{authority}]"
            )
            raise RefusedError(message, next_step=hint)


def _authority(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    port = parts.port or _PORTS.get(parts.scheme)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
