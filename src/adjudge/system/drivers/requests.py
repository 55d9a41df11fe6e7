"""Requests to a started system: kept-alive connections, bounded, to its own address and no other."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from adjudge.errors import UnsendableError
from adjudge.system import templates
from adjudge.system.driver import HttpAction
from adjudge.system.drivers.done import Done

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from adjudge.system.binding import Act, Request
    from adjudge.system.stage import Limits
    from adjudge.system.templates import Lookup, Template

_KEPT = 10_000
_CONNECTIONS = 256
_IDLE = 2.0
"""How long a connection may stand idle and be used again: less than any usual server keeps it."""
_BASIC = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "adjudge"}


class Requests:
    """Sends requests to one started system; safe to use from many threads.

    Args:
        base: the system's URL, without a final slash.
        headers: sent with every request that has none of that name.
        limits: the bounds of time and size of one response.
    """

    def __init__(self, base: str, headers: Mapping[str, Template], limits: Limits) -> None:
        self.base = base
        self._headers = headers
        self._limits = limits
        self._transport = _transport()

    def close(self) -> None:
        """Close every connection; later requests open new ones."""
        self._transport.close()
        self._transport = _transport()

    def act(self, act: Act, lookup: Lookup) -> Done:
        """Fill a request and send it."""
        request: Request = act  # type: ignore[assignment]  # the driver gives each actor its own kind
        path = templates.fill(request.path, lookup, escape=_segment)
        headers = {
            name: templates.fill(value, lookup).strip()
            for name, value in self._templates(request).items()
            if all(lookup(hole) is not templates.NOTHING for hole in value.holes)
        }
        body = _body(request, lookup, headers)
        return self.send(request.method, path + _query(request, path, lookup), headers, body)

    def _templates(self, request: Request) -> Mapping[str, Template]:
        own = {name.lower() for name in request.headers}
        shared = {n: value for n, value in self._headers.items() if n.lower() not in own}
        return {**shared, **request.headers}

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Done:
        """Send a request to a path of the system and read its response.

        Raises:
            UnsendableError: HTTP has no form for it.
        """
        return self.exchange(method, path, headers, body)[0]

    def exchange(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[Done, list[tuple[str, str]], bytes]:
        """Send a request; return also the headers and the body of its response, as they came.

        Raises:
            UnsendableError: HTTP has no form for it.
        """
        import httpx

        request = self._request(method, path, headers, body)
        shown = f"{method} {path}"
        begun = time.monotonic()
        try:
            response = self._transport.handle_request(request)
            content, failure = self._read(response, begun)
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
            raise UnsendableError(f"{shown} can't be sent as HTTP: {error}") from error
        except httpx.HTTPError as error:
            failure, ended = self._failure(error), time.monotonic()
            return Done(shown, failure=failure, gone=True, begun=begun, ended=ended), [], b""
        ended = time.monotonic()
        text, received = content.decode("utf-8", "replace"), dict(response.headers)
        sent = body.decode("utf-8", "replace")[:_KEPT]
        status = response.status_code
        action = HttpAction(
            method, f"{self.base}{path}", dict(headers), sent, status, received, text[:_KEPT]
        )
        done = Done(
            shown, status, text=text, failure=failure, action=action, begun=begun, ended=ended
        )
        return done, response.headers.multi_items(), content

    def _failure(self, error: Exception) -> str:
        import httpx

        if isinstance(error, httpx.TimeoutException):
            return f"no complete response within {self._limits.seconds:g} s"
        return f"no response: {str(error) or type(error).__name__}"

    def _request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> httpx.Request:
        import httpx

        seconds = self._limits.seconds
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        try:
            return httpx.Request(
                method,
                f"{self.base}{path}",
                headers=[(n.encode(), v.encode()) for n, v in _all(headers).items()],
                content=body or None,
                extensions={"timeout": timeout},
            )
        except (httpx.InvalidURL, UnicodeError) as error:
            raise UnsendableError(f"{method} {path} can't be sent as HTTP: {error}") from error

    def _read(self, response: httpx.Response, begun: float) -> tuple[bytes, str]:
        """Return the body and, where a bound was exceeded, which one in words."""
        pieces: list[bytes] = []
        size = 0
        failure = ""
        try:
            for piece in response.iter_raw():
                pieces.append(piece)
                size += len(piece)
                if size > self._limits.output:
                    failure = f"a response of more than {self._limits.output} bytes"
                elif time.monotonic() - begun > self._limits.seconds:
                    failure = f"no complete response within {self._limits.seconds:g} s"
                if failure:
                    break
        finally:
            response.close()
        return b"".join(pieces)[: self._limits.output], failure


def _segment(text: str) -> str:
    """Encode a value so that it stays one segment of a path, also if it is `..`."""
    quoted = quote(text, safe="", errors="surrogatepass")
    return quoted.replace(".", "%2E") if quoted in {".", ".."} else quoted


def _all(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers with those that every request has, unless they are given."""
    given = {name.lower() for name in headers}
    return {**{n: v for n, v in _BASIC.items() if n.lower() not in given}, **headers}


def _transport() -> httpx.HTTPTransport:
    import httpx

    limits = httpx.Limits(
        max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS, keepalive_expiry=_IDLE
    )
    # Certificates of a system on this machine are its own affair, and reading the authorities slow.
    return httpx.HTTPTransport(verify=False, trust_env=False, limits=limits)


def _query(request: Request, path: str, lookup: Lookup) -> str:
    filled = templates.fill_json(dict(request.query), lookup)
    pairs = filled if isinstance(filled, dict) else {}
    if not pairs:
        return ""
    texts = {n: v if isinstance(v, str) else json.dumps(v) for n, v in pairs.items()}
    return ("&" if "?" in path else "?") + urlencode(texts, errors="surrogatepass")


def _body(request: Request, lookup: Lookup, headers: dict[str, str]) -> bytes:
    if request.json is not None:
        if "content-type" not in {name.lower() for name in headers}:
            headers["Content-Type"] = "application/json"
        filled = templates.fill_json(request.json, lookup)
        return json.dumps(None if filled is templates.NOTHING else filled).encode()
    if request.body is not None:
        return templates.fill(request.body, lookup).encode("utf-8", "surrogatepass")
    return b""
