"""Sends one request after the other over httpx, without anything that is not asked for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx

from adjudge.checks.hurl.errors import EvaluationError, RefusedError
from adjudge.checks.hurl.messages import Answer, Outgoing, header_values
from adjudge.errors import AdjudgeError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from adjudge.checks.hurl.hosts import Hosts
    from adjudge.checks.hurl.transcript import Transcript


class UnreachableError(AdjudgeError):
    """No response came; `slow` says that the time was over before one did."""

    def __init__(self, message: str, *, slow: bool = False) -> None:
        super().__init__(message)
        self.slow = slow


class Client:
    """A context manager around the connections of one file.

    No proxy, certificate or credential of the caller's environment takes part.
    """

    def __init__(self, hosts: Hosts, transcript: Transcript, *, largest: int) -> None:
        self._hosts = hosts
        self._transcript = transcript
        self._largest = largest
        self._transports: dict[bool, httpx.HTTPTransport] = {}

    def __enter__(self) -> Self:
        """Open nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all connections."""
        self.hang_up()

    def hang_up(self) -> None:
        """Close all connections; the next request opens one of its own."""
        for transport in self._transports.values():
            transport.close()
        self._transports.clear()

    def _transport(self, *, verify: bool) -> httpx.HTTPTransport:
        # Reading the certificate authorities takes longer than a hundred requests, so it is
        # done only where TLS is verified.
        if verify not in self._transports:
            self._transports[verify] = httpx.HTTPTransport(verify=verify, trust_env=False)
        return self._transports[verify]

    def send(
        self,
        outgoing: Outgoing,
        *,
        seconds: float,
        connect: float | None = None,
        verify: bool = True,
    ) -> Answer:
        """Send a request and read its response.

        Args:
            outgoing: the request.
            seconds: the longest time until the last byte of the response.
            connect: the longest time until the connection stands; `seconds` if not given.
            verify: whether the certificate of the server must be valid.

        Raises:
            RefusedError: the host may not be talked to, or this can't be sent.
            EvaluationError: the response is larger than what is read.
            UnreachableError: there was no response.
        """
        self._hosts.check(outgoing.url)
        self._transcript.request(outgoing)
        started = time.monotonic()
        request = _request(outgoing, seconds, connect)
        # What httpx connects to is what it has read, which two readers of a URL may see otherwise.
        self._hosts.check(str(request.url))
        tls = request.url.scheme == "https"
        try:
            response = self._transport(verify=tls and verify).handle_request(request)
            answer = self._read(response, outgoing.url, started, seconds)
        except httpx.TimeoutException as error:
            raise _late(seconds) from error
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
            raise RefusedError(f"this can't be sent as HTTP: {error}") from error
        except httpx.HTTPError as error:
            raise UnreachableError(str(error) or type(error).__name__) from error
        self._transcript.response(answer)
        return answer

    def _read(self, response: httpx.Response, url: str, started: float, seconds: float) -> Answer:
        stream = response.extensions.get("network_stream")
        address = stream.get_extra_info("server_addr") if stream else None
        pieces: list[bytes] = []
        size = 0
        try:
            for piece in response.iter_raw():
                pieces.append(piece)
                size += len(piece)
                if size > self._largest:
                    message = f"the body of the response has more than {self._largest} bytes"
                    raise EvaluationError(message, blameless=True)
                if time.monotonic() - started > seconds:
                    raise _late(seconds)
        finally:
            response.close()
        version = response.extensions.get("http_version", b"HTTP/1.1")
        return Answer(
            url,
            response.status_code,
            version.decode("ascii", "replace"),
            tuple((_decode(k), _decode(v)) for k, v in response.headers.raw),
            b"".join(pieces),
            time.monotonic() - started,
            address[0] if address else "",
            self._largest,
        )


def _late(seconds: float) -> UnreachableError:
    return UnreachableError(f"no complete response within {seconds:.1f} s", slow=True)


def _request(outgoing: Outgoing, seconds: float, connect: float | None) -> httpx.Request:
    for length in header_values(outgoing.headers, "Content-Length"):
        if length.strip() != str(len(outgoing.body)):
            message = (
                f"Content-Length: {length} is not the length of the body, {len(outgoing.body)}"
            )
            raise RefusedError(message, next_step="leave the header out; it is set by itself")
    seconds = max(seconds, 0.001)
    timeout = {
        "connect": min(seconds, connect or seconds),
        "read": seconds,
        "write": seconds,
        "pool": seconds,
    }
    try:
        return httpx.Request(
            outgoing.method,
            outgoing.url,
            headers=[(name.encode(), value.encode()) for name, value in outgoing.headers],
            content=outgoing.body or None,
            extensions={"timeout": timeout},
        )
    except (httpx.InvalidURL, UnicodeError) as error:
        raise RefusedError(f"`{outgoing.url}` can't be requested: {error}") from error


def _decode(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")
