"""Templates and literals turned into values, given the variables of a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from adjudge.checks.hurl.errors import EvaluationError
from adjudge.checks.hurl.files import Files
from adjudge.checks.hurl.tree import (
    Binary,
    BodyValue,
    Constant,
    FileReference,
    Filter,
    Json,
    Literal,
    Multiline,
    Pattern,
    Placeholder,
    Template,
    Value,
    Xml,
)
from adjudge.checks.hurl.values import render

_WORDS = ("null", "true", "false")


@dataclass
class Scope:
    """What expressions may use: variables, which captures add to, and the document's files.

    `secrets` are captured values that no transcript shows. `refine` applies filters; it is handed
    in because filters themselves take templates.
    """

    files: Files
    refine: Callable[[object, tuple[Filter, ...], Scope], object]
    variables: dict[str, object] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)

    def value_of(self, placeholder: Placeholder) -> object:
        """Return the value that a placeholder stands for.

        Raises:
            EvaluationError: the variable is not defined.
        """
        value = self._named(placeholder.name)
        return self.refine(value, placeholder.filters, self) if placeholder.filters else value

    def _named(self, name: str) -> object:
        if name in self.variables:
            return self.variables[name]
        if name == "newUuid":
            return str(uuid4())
        if name == "newDate":
            return datetime.now(UTC)
        raise EvaluationError(f"the variable `{name}` is not defined", blameless=True)

    def text(self, template: Template) -> str:
        """Fill a template.

        Raises:
            EvaluationError: a placeholder has no value that can be written.
        """
        return "".join(
            part.value if isinstance(part, Literal) else render(self.value_of(part))
            for part in template.parts
        )

    def operand(self, value: Value) -> object:
        """Return what a predicate compares with.

        Raises:
            EvaluationError: a placeholder has no value, or a file can't be read.
        """
        match value:
            case Constant(constant, _):
                return constant
            case Placeholder():
                return self.value_of(value)
            case Pattern():
                return value
            case _:
                return self.body(value)

    def body(self, value: BodyValue) -> str | bytes:
        """Return a body: text, or bytes where it is written as bytes or stands in a file.

        Raises:
            EvaluationError: a placeholder has no value, or a file can't be read.
        """
        match value:
            case Json(template):
                return self.json(template)
            case Xml(text):
                return text
            case Template():
                return self.text(value)
            case Multiline():
                return self.multiline(value)
            case Binary(data, _, _):
                return data
            case FileReference(path):
                return self.files.read(self.text(path))

    def json(self, template: Template) -> str:
        """Fill a JSON text; inside its strings values are escaped.

        Raises:
            EvaluationError: a placeholder outside a string is no number, boolean or null.
        """
        return "".join(map(self._json_part, template.parts))

    def _json_part(self, part: Literal | Placeholder) -> str:
        if isinstance(part, Literal):
            return part.source
        text = render(self.value_of(part))
        if part.quoted:
            return json.dumps(text, ensure_ascii=False)[1:-1]
        if text not in _WORDS and not _is_number(text):
            message = f'`{text[:80]}` is no JSON value; write "{{{{{part.name}}}}}" in quotes'
            raise EvaluationError(message, blameless=True)
        return text

    def multiline(self, value: Multiline) -> str:
        """Fill a fenced text; a GraphQL query becomes the JSON text that is sent.

        Raises:
            EvaluationError: a placeholder has no value that can be written.
        """
        text = self.text(value.text)
        if value.language != "graphql":
            return text
        request: dict[str, object] = {"query": text.strip()}
        if value.variables is not None:
            request["variables"] = _loads(self.json(value.variables.template))
        return json.dumps(request, ensure_ascii=False, separators=(",", ":"))


def _is_number(text: str) -> bool:
    try:
        return type(json.loads(text)) in {int, float}
    except ValueError:
        return False


def _loads(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise EvaluationError(f"the GraphQL variables are no JSON: {error}") from error
