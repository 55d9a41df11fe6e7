"""Builds what is sent from what is written.

Source of the rules: https://hurl.dev/docs/request.html.
"""

from __future__ import annotations

import base64
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from uuid import uuid4

from adjudge.checks.hurl.messages import Outgoing, header_values
from adjudge.checks.hurl.tree import FileParameter, Json, KeyValue, Multiline, Template, Xml

if TYPE_CHECKING:
    from adjudge.checks.hurl.evaluation import Scope
    from adjudge.checks.hurl.settings import Settings
    from adjudge.checks.hurl.tree import BodyValue, Request

AGENT = "adjudge-hurl"

_TYPES = {
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
}
_LANGUAGES = {"json": "application/json", "graphql": "application/json", "xml": "application/xml"}


def build(request: Request, settings: Settings, scope: Scope) -> Outgoing:
    """Fill in a request.

    Raises:
        EvaluationError: a placeholder has no value, or a file can't be read.
    """
    url, login = _without_login(_url(request, scope))
    body, content_type = _body(request, scope)
    headers = [_pair(item, scope) for item in request.headers]
    headers += [("Authorization", _basic(*_pair(i, scope))) for i in _pairs(request, "BasicAuth")]
    headers += settings.headers
    cookies = [f"{k}={v}" for k, v in (_pair(i, scope) for i in _pairs(request, "Cookies"))]
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    if (settings.user or login) and not header_values(headers, "Authorization"):
        headers.append(("Authorization", _basic(*(settings.user or login))))
    defaults = [("Accept", "*/*"), ("User-Agent", AGENT), ("Content-Type", content_type)]
    if settings.compressed:
        defaults.append(("Accept-Encoding", "gzip, deflate"))
    missing = [(k, v) for k, v in defaults if v and not header_values(headers, k)]
    every = [("Host", _host(url)), *headers] if not header_values(headers, "Host") else headers
    wanted = [(k, v) for k, v in [*every, *missing] if k.lower() not in settings.dropped]
    return Outgoing(request.method, url, tuple(wanted), body)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""  # the client refuses such a URL by its own check


def _without_login(url: str) -> tuple[str, tuple[str, ...]]:
    """Take `name:password@` out of a URL: it is sent as a header."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, ()
    login, at, host = parts.netloc.rpartition("@")
    if not at:
        return url, ()
    name, _, password = login.partition(":")
    bare = urlunsplit((parts.scheme, host, parts.path, parts.query, parts.fragment))
    return bare, (unquote(name), unquote(password))


def _pairs(request: Request, section: str) -> list[KeyValue]:
    return [item for item in request.items(section) if isinstance(item, KeyValue)]


def _pair(item: KeyValue, scope: Scope) -> tuple[str, str]:
    value = scope.text(item.value) if isinstance(item.value, Template) else ""
    return scope.text(item.key), value


def _basic(name: str, password: str = "") -> str:
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"


def _url(request: Request, scope: Scope) -> str:
    url = scope.text(request.url)
    parameters = [_pair(item, scope) for item in _pairs(request, "QueryStringParams")]
    if not parameters:
        return url
    separator = "" if url.endswith(("?", "&")) else "&" if "?" in url else "?"
    return f"{url}{separator}{_encoded(parameters)}"


def _encoded(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in pairs)


def _body(request: Request, scope: Scope) -> tuple[bytes, str]:
    form = [_pair(item, scope) for item in _pairs(request, "FormParams")]
    parts = _pairs(request, "MultipartFormData")
    if request.body is not None:
        value = scope.body(request.body.value)
        data = value if isinstance(value, bytes) else value.encode()
        kind = "application/x-www-form-urlencoded" if form else _content_type(request.body.value)
        return data, kind
    if form:
        return _encoded(form).encode(), "application/x-www-form-urlencoded"
    if parts:
        return _multipart(parts, scope)
    return b"", ""


def _content_type(value: BodyValue) -> str:
    if isinstance(value, Json):
        return "application/json"
    if isinstance(value, Xml):
        return "application/xml"
    return _LANGUAGES.get(value.language, "") if isinstance(value, Multiline) else ""


def _multipart(items: list[KeyValue], scope: Scope) -> tuple[bytes, str]:
    boundary = f"------------------------{uuid4().hex}"
    data = b"".join(b"--%b\r\n%b\r\n" % (boundary.encode(), _part(i, scope)) for i in items)
    return data + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _part(item: KeyValue, scope: Scope) -> bytes:
    name = _quoted(scope.text(item.key))
    if isinstance(item.value, Template):
        head = f"Content-Disposition: form-data; name={name}\r\n\r\n"
        return (head + scope.text(item.value)).encode()
    path = scope.text(item.value.path)
    kind = _file_type(item.value, path, scope)
    file = _quoted(PurePosixPath(path).name)
    head = f"Content-Disposition: form-data; name={name}; filename={file}\r\nContent-Type: {kind}"
    return f"{head}\r\n\r\n".encode() + scope.files.read(path)


def _quoted(text: str) -> str:
    # The escapes of the HTML standard's multipart/form-data encoding.
    escaped = text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    return f'"{escaped}"'


def _file_type(parameter: FileParameter, path: str, scope: Scope) -> str:
    if parameter.content_type is not None:
        return scope.text(parameter.content_type)
    return _TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")
