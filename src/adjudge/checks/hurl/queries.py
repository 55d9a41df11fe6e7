"""The queries: what is taken from a response.

Source of their meaning: https://hurl.dev/docs/capturing-response.html#query.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from adjudge.checks.hurl import documents
from adjudge.checks.hurl.filters import first_group
from adjudge.checks.hurl.messages import Answer
from adjudge.checks.hurl.tree import CookiePath, Pattern
from adjudge.checks.hurl.values import ABSENT, Redirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from adjudge.checks.hurl.evaluation import Scope
    from adjudge.checks.hurl.tree import Query


@dataclass(frozen=True)
class Answered:
    """All responses to one request, of which the last one counts; bodies are read once.

    `coerce` says whether one node of a JSONPath stands for itself rather than for a list.
    """

    answers: tuple[Answer, ...]
    coerce: bool = True

    @property
    def last(self) -> Answer:
        """The response that no redirection followed."""
        return self.answers[-1]

    @property
    def milliseconds(self) -> int:
        """The time of the last response."""
        return round(self.last.seconds * 1000)

    @cached_property
    def json(self) -> object:
        """The body as JSON.

        Raises:
            EvaluationError: it is not JSON.
        """
        return documents.read_json(self.last.text)

    @cached_property
    def document(self) -> etree._Element:
        """The body as HTML or XML, by its content type.

        Raises:
            EvaluationError: it is neither.
        """
        return documents.read_document(self.last.text, html=self.last.html)


def ask(query: Query, answered: Answered, scope: Scope) -> object:
    """Take a value from a response; `ABSENT` if it is not there.

    Raises:
        EvaluationError: the query, or the response that it needs, can't be read.
    """
    argument = query.argument
    if isinstance(argument, CookiePath):
        return _cookie(scope.text(argument.name), argument.attribute, answered.last)
    if argument is None:
        return _PLAIN[query.name](answered)
    operand = scope.operand(argument)
    if query.name == "variable":
        return scope.variables.get(str(operand), ABSENT)
    if query.name == "regex":
        expression = operand if isinstance(operand, Pattern) else str(operand)
        return first_group(answered.last.text, expression)
    return _NAMED[query.name](answered, str(operand))


def _cookie(name: str, attribute: str, answer: Answer) -> object:
    found = next((cookie for cookie in answer.cookies if cookie.name == name), None)
    return ABSENT if found is None else found.attribute(attribute)


def _header(answered: Answered, name: str) -> object:
    values = answered.last.values(name)
    if not values:
        return ABSENT
    return values[0] if len(values) == 1 else values


def _jsonpath(answered: Answered, path: str) -> object:
    return documents.select_json(answered.json, path, coerce=answered.coerce)


def _xpath(answered: Answered, path: str) -> object:
    return documents.select_xml(answered.document, path, html=answered.last.html)


def _redirects(answered: Answered) -> object:
    return [Redirect(answer.url, answer.status) for answer in answered.answers[:-1]]


_PLAIN: dict[str, Callable[[Answered], object]] = {
    "status": lambda answered: answered.last.status,
    "version": lambda answered: answered.last.version.removeprefix("HTTP/"),
    "url": lambda answered: answered.last.url,
    "ip": lambda answered: answered.last.ip,
    "body": lambda answered: answered.last.text,
    "bytes": lambda answered: answered.last.content,
    "rawbytes": lambda answered: answered.last.raw,
    "duration": lambda answered: answered.milliseconds,
    "sha256": lambda answered: hashlib.sha256(answered.last.content).digest(),
    "md5": lambda answered: hashlib.md5(answered.last.content, usedforsecurity=False).digest(),
    "redirects": _redirects,
}
_NAMED: dict[str, Callable[[Answered, str], object]] = {
    "header": _header,
    "jsonpath": _jsonpath,
    "xpath": _xpath,
}
