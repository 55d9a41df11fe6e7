"""JSONPath and XPath over what a system answered."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from adjudge.checks.hurl.errors import EvaluationError
from adjudge.checks.hurl.values import ABSENT, Nodes

if TYPE_CHECKING:
    from jsonpath import JSONPath


def read_json(text: str) -> object:
    """Read a JSON text of the system.

    Raises:
        EvaluationError: it is not JSON, or nested too deep.
    """
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"not JSON: {error}: {text[:80]!r}") from error
    level: list[object] = [document]
    for _ in range(DEPTH):
        level = [child for node in level for child in _children(node)]
        if not level:
            return document
    raise EvaluationError(f"JSON nested deeper than {DEPTH} levels")


def _children(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


DEPTH = 128
"""Deepest nesting of a JSON text that is looked at; Hurl's own bound is the same."""

_QUOTED_OR_DOT = re.compile(
    r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<!\.)\.(?=\[)""",
)


@lru_cache(maxsize=512)
def compile_jsonpath(path: str) -> JSONPath:
    """Compile an expression of RFC 9535, which Hurl follows since version 8.

    The dot before a bracket, which older versions took and files still have, is left out.

    Raises:
        EvaluationError: it is not one.
    """
    from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError

    standard = _QUOTED_OR_DOT.sub(lambda found: found[1] or "", path)
    try:
        compiled = JSONPathEnvironment(strict=True).compile(standard)
    except (JSONPathError, RecursionError) as error:
        # Its own text can't be made where the expression is empty.
        reason = error.args[0] if error.args else "not readable"
        message = f"`{path}` is not a JSONPath expression: {reason}"
        raise EvaluationError(message, blameless=True) from error
    if not isinstance(compiled, JSONPath):
        message = f"`{path}` is not a JSONPath expression of RFC 9535"
        raise EvaluationError(message, blameless=True)
    return compiled


def select_json(document: object, path: str, *, coerce: bool = True) -> object:
    """Evaluate an expression: no node is `ABSENT`, one node its value, several a list.

    Args:
        document: the JSON value.
        path: the expression.
        coerce: false keeps a list also for one node or none.

    Raises:
        EvaluationError: the expression is malformed or fails on this document.
    """
    from jsonpath import JSONPathError

    try:
        found = compile_jsonpath(path).findall(document)  # type: ignore[arg-type]
    except (JSONPathError, RecursionError) as error:
        raise EvaluationError(f"`{path}` can't be evaluated: {error}") from error
    if not coerce:
        return found
    if not found:
        return ABSENT
    return found[0] if len(found) == 1 else found


def read_document(text: str, *, html: bool) -> etree._Element:
    """Read an HTML or XML text of the system without network access or entities.

    Raises:
        EvaluationError: it has no element.
    """
    parser: etree.HTMLParser | etree.XMLParser
    if html:
        parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    else:
        parser = etree.XMLParser(
            encoding="utf-8", no_network=True, resolve_entities=False, recover=True
        )
    try:
        root: etree._Element | None = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise EvaluationError(f"not {'HTML' if html else 'XML'}: {text[:80]!r}") from error
    if root is None:
        raise EvaluationError(f"not {'HTML' if html else 'XML'}: {text[:80]!r}")
    if next(root.iter(etree.Entity), None) is not None:
        message = "the document has entities of its own, which are not expanded here"
        raise EvaluationError(message, blameless=True)
    return root


@lru_cache(maxsize=512)
def check_xpath(path: str) -> None:
    """Make sure that an expression of XPath 1.0 can be read.

    Raises:
        EvaluationError: it can't.
    """
    try:
        etree.XPath(path)
    except (etree.XPathSyntaxError, ValueError) as error:  # ValueError: a control character
        message = f"`{path}` is not an XPath 1.0 expression"
        raise EvaluationError(message, blameless=True) from error


def select_xml(root: etree._Element, path: str, *, html: bool) -> object:
    """Evaluate an expression: a string, a float, a boolean or `Nodes`.

    The namespaces of an XML document keep their prefixes; its default one has the prefix `_`.

    Raises:
        EvaluationError: the expression is malformed or names an unknown prefix.
    """
    check_xpath(path)
    names = {} if html else _namespaces(root)
    try:
        found = root.getroottree().xpath(path, namespaces=names, smart_strings=False)
    except etree.XPathError as error:
        raise EvaluationError(f"`{path}` can't be evaluated: {error}", blameless=True) from error
    return Nodes(len(found)) if isinstance(found, list) else found


def _namespaces(root: etree._Element) -> dict[str, str]:
    names: dict[str, str] = {}
    for element in root.iter():
        for prefix, uri in element.nsmap.items():
            names.setdefault(prefix or "_", uri)
    return names
