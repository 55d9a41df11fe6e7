"""Events that bind themselves: each operation of an OpenAPI 3 document, by its operationId.

Path, query and header parameters, and the properties of a JSON body, are filled by the event's
parameters of the same name (`account-id` by `account_id`). Declared statuses 2xx mean accepted,
declared 4xx refused; see the OpenAPI Specification 3.1, section 4.8.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adjudge.errors import AdjudgeError
from adjudge.spec import yaml
from adjudge.system.binding import Call, Request
from adjudge.system.templates import Hole, Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_IN_PATH = re.compile(r"\{([^{}]+)\}")
_JSON = re.compile(r"application/(?:[\w.-]+\+)?json\b.*")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_DEEPEST = 32


class OpenApiError(AdjudgeError):
    """A document is not what OpenAPI allows; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    """A part of a document, and the path that leads to it."""

    value: Any
    path: Path = field(default=())

    def get(self, key: str) -> _Node:
        inner = self.value.get(key) if isinstance(self.value, Mapping) else None
        return _Node(inner, (*self.path, key))


def operations(text: str, *, plain_json: bool = False) -> dict[str, Call]:
    """Return a call for each operation that has an operationId and can be bound by names.

    An operation whose body is not a JSON object, or that needs a cookie, can't be; it is left out.

    Raises:
        OpenApiError: the text is no OpenAPI 3 document, or an operationId is used twice.
    """
    return _Document(_read(text, plain_json=plain_json)).operations()


def _read(text: str, *, plain_json: bool) -> yaml.Yaml:
    try:
        return yaml.Yaml(json.loads(text)) if plain_json else yaml.read(text)
    except yaml.YamlError as error:
        raise OpenApiError(f"no YAML: {error.message}", error.line, error.column) from error
    except json.JSONDecodeError as error:
        raise OpenApiError(f"no JSON: {error.msg}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise OpenApiError("nested too deep") from error


class _Document:
    """Reads the operations of one document."""

    def __init__(self, source: yaml.Yaml) -> None:
        self._source = source
        self._top = _Node(source.value)

    def operations(self) -> dict[str, Call]:
        version = self._top.get("openapi")
        if not str(version.value).startswith("3."):
            raise self._error(version, "`openapi` must be a version 3")
        found: dict[str, Call] = {}
        for address, item in self._entries(self._top.get("paths")):
            shared = self._resolved(item)
            for method in _METHODS:
                operation = shared.get(method)
                name = operation.get("operationId")
                if name.value is None:
                    continue
                if not isinstance(name.value, str) or name.value in found:
                    raise self._error(name, f"operationId {name.value!r} is used twice or no text")
                call = self._call(method, address, shared, operation)
                found |= {name.value: call} if call else {}
        return found

    def _call(self, method: str, address: str, shared: _Node, operation: _Node) -> Call | None:
        body = self._body(operation.get("requestBody"))
        given = [*self._parameters(shared), *self._parameters(operation)]
        needs_cookie = any(p.value["in"] == "cookie" and p.value.get("required") for p in given)
        if body is None or needs_cookie:
            return None
        names = {(p.value["in"], p.value["name"]) for p in given}
        request = Request(
            method.upper(),
            self._path(address, operation),
            query=_holes(n for place, n in sorted(names) if place == "query"),
            headers=_holes(n for place, n in sorted(names) if place == "header"),
            json=body or None,
        )
        declared = list(self._statuses(operation.get("responses")))
        accepted = tuple(s for s in declared if s // 100 == 2)  # noqa: PLR2004 the class of success
        refused = tuple(s for s in declared if s // 100 == 4)  # noqa: PLR2004 the class of the asker's mistakes
        return Call(request, accepted, refused)

    def _path(self, address: str, operation: _Node) -> Template:
        if not address.startswith("/"):
            raise self._error(operation, f"the path “{address}” does not begin with /")
        pieces = _IN_PATH.split(address)
        parts = [Hole(_name(piece)) if number % 2 else piece for number, piece in enumerate(pieces)]
        return Template(tuple(part for part in parts if part != ""))

    def _parameters(self, holder: _Node) -> Iterator[_Node]:
        listed = holder.get("parameters")
        if listed.value is None:
            return
        if not isinstance(listed.value, list):
            raise self._error(listed, "`parameters` must be a list")
        for number, item in enumerate(listed.value):
            parameter = self._resolved(_Node(item, (*listed.path, number)))
            for key in ("name", "in"):
                if not isinstance(parameter.get(key).value, str):
                    raise self._error(parameter, f"a parameter has no `{key}`")
            yield parameter

    def _body(self, node: _Node) -> Mapping[str, Template] | None:
        """Return what a JSON body is made of, nothing where there is none; None if it can't be."""
        body = self._resolved(node)
        if body.value is None:
            return {}
        media = [inner for name, inner in self._entries(body.get("content")) if _JSON.match(name)]
        if not media:
            return None
        names = list(self._properties(media[0].get("schema")))
        return _holes(names) if names else None

    def _properties(self, schema: _Node, depth: int = 0) -> Iterator[str]:
        """Yield the names of an object's properties, also of those that it is composed of."""
        if depth > _DEEPEST:
            raise self._error(schema, "the schema refers to itself")
        schema = self._resolved(schema)
        if isinstance(schema.get("properties").value, Mapping):
            yield from map(str, schema.get("properties").value)
        parts = schema.get("allOf")
        for number, part in enumerate(parts.value if isinstance(parts.value, list) else []):
            yield from self._properties(_Node(part, (*parts.path, number)), depth + 1)

    def _statuses(self, responses: _Node) -> Iterator[int]:
        for code, node in self._entries(responses):
            if re.fullmatch(r"[1-5]\d\d", code):
                yield int(code)
            elif re.fullmatch(r"[1-5][xX]{2}", code):
                yield from range(int(code[0]) * 100, int(code[0]) * 100 + 100)
            elif code != "default" and not code.startswith("x-"):
                raise self._error(node, f"“{code}” is no status")

    def _entries(self, node: _Node) -> Iterator[tuple[str, _Node]]:
        if not isinstance(node.value, Mapping):
            raise self._error(node, f"`{node.path[-1]}` must be an object")
        for key, value in node.value.items():
            yield str(key), _Node(value, (*node.path, key))

    def _resolved(self, node: _Node) -> _Node:
        """Follow references within the document."""
        for _ in range(_DEEPEST):
            reference = node.get("$ref").value
            if reference is None:
                return node
            if not isinstance(reference, str) or not reference.startswith("#/"):
                message = f"$ref {reference!r} leads out of the document"
                raise self._error(node.get("$ref"), message)
            target = self._top
            for part in reference[2:].split("/"):
                target = target.get(part.replace("~1", "/").replace("~0", "~"))
            if target.value is None:
                raise self._error(node.get("$ref"), f"$ref {reference!r} leads nowhere")
            node = target
        raise self._error(node.get("$ref"), "$ref leads in a circle")

    def _error(self, node: _Node, message: str) -> OpenApiError:
        return OpenApiError(message, *self._source.position(*node.path))


def _holes(names: Iterator[str] | Sequence[str]) -> Mapping[str, Template]:
    return {name: Template((Hole(_name(name)),)) for name in names}


def _name(text: str) -> str:
    """Return the name of the event's parameter that fills one of the document."""
    plain = re.sub(r"\W", "_", text, flags=re.ASCII)
    return plain if _IDENTIFIER.fullmatch(plain) else f"_{plain}"
