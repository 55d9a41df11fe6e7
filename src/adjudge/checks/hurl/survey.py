"""What can be said of a file before anything is sent: mistakes, files, and what is not supported."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.checks.hurl import dates, documents, patterns
from adjudge.checks.hurl.errors import EvaluationError
from adjudge.checks.hurl.grammar import FUNCTIONS
from adjudge.checks.hurl.settings import SUPPORTED, UNLIMITED
from adjudge.checks.hurl.tree import (
    Constant,
    Definition,
    FileParameter,
    FileReference,
    Filter,
    Option,
    Placeholder,
    Position,
    Predicate,
    Query,
    Request,
    Response,
    Template,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from adjudge.checks.hurl.files import Files
    from adjudge.checks.hurl.tree import Entry, HurlFile

_FORBIDDEN = frozenset(
    {
        *("cacert", "cert", "key", "output"),
        *("connect-to", "proxy", "resolve", "unix-socket"),
        *("netrc", "netrc-file", "netrc-optional"),
        "repeat",
    }
)
_MAGIC = re.compile(r"^[ \t]*#[ \t]*@cookie_storage_\w+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a place in the text.

    `forbidden` says that no engine may do it: it would reach past the system or the folder.
    """

    position: Position
    message: str
    forbidden: bool = False


def walk(node: object, place: Position | None = None) -> Iterator[tuple[object, Position]]:
    """Yield every node of a tree with the nearest known position."""
    place = getattr(node, "position", place) or Position()
    if isinstance(node, tuple):
        for child in node:
            yield from walk(child, place)
    elif dataclasses.is_dataclass(node) and not isinstance(node, Position):
        yield node, place
        for entry in dataclasses.fields(node):
            yield from walk(getattr(node, entry.name), place)


def unsupported(file: HurlFile, text: str) -> list[Remark]:
    """Name what the file asks for and only the program `hurl` can do, or nobody may."""
    found = [
        Remark(place, message, _forbidden(node))
        for node, place in walk(file)
        if (message := _unsupported(node))
    ]
    found += [
        Remark(Position(text.count("\n", 0, match.start()) + 1), "cookie storage comments")
        for match in _MAGIC.finditer(text)
    ]
    return sorted(found, key=lambda remark: remark.position)


def _unsupported(node: object) -> str:
    if isinstance(node, Option):
        return _unsupported_option(node)
    if isinstance(node, Response) and node.version in {"HTTP/2", "HTTP/3"}:
        return f"the version {node.version}; requests are sent with HTTP/1.1"
    if isinstance(node, Query) and node.name == "certificate":
        return "the query `certificate`"
    if isinstance(node, Placeholder) and node.name == "getEnv":
        return "the function `getEnv`; nothing of the caller's environment is passed on"
    if isinstance(node, Request) and node.method == "CONNECT":
        return "the method CONNECT"
    templated = isinstance(node, FileReference | FileParameter) and node.path.constant is None
    return "a file whose name depends on a variable" if templated else ""


def _forbidden(node: object) -> bool:
    if isinstance(node, Option):
        return node.name in _FORBIDDEN
    return isinstance(node, FileReference | FileParameter)


def _unsupported_option(option: Option) -> str:
    value = option.value.value if isinstance(option.value, Constant) else None
    if option.name == "repeat" and value == UNLIMITED:
        return "`repeat: -1`, which never ends"
    if option.name in SUPPORTED or value is False:
        return ""
    if option.name == "output":
        return "the option `output`; a check writes no files"
    return f"the option `{option.name}`"


def mistakes(file: HurlFile) -> list[Remark]:
    """Name the expressions that can't be evaluated whatever the system answers."""
    return [Remark(place, error.message) for node, place in walk(file) for error in _mistakes(node)]


def _mistakes(node: object) -> Iterator[EvaluationError]:
    for name, text in _expressions(node):
        try:
            _CHECKS[name](text)
        except EvaluationError as error:
            yield error


def _expressions(node: object) -> Iterator[tuple[str, str]]:
    operands: tuple[object, ...] = ()
    if isinstance(node, Filter):
        operands = node.arguments[:1]
    elif isinstance(node, Query):
        operands = (node.argument,)
    elif isinstance(node, Predicate):
        operands = (node.value,)
    name = getattr(node, "name", "")
    for operand in operands:
        if name in _CHECKS and isinstance(operand, Template) and operand.constant is not None:
            yield name, operand.constant


_CHECKS: dict[str, Callable[[str], object]] = {
    "jsonpath": documents.compile_jsonpath,
    "xpath": documents.check_xpath,
    "regex": patterns.compile_pattern,
    "replaceRegex": patterns.compile_pattern,
    "matches": patterns.compile_pattern,
    "toDate": dates.check_format,
    "format": dates.check_format,
    "dateFormat": dates.check_format,
}


def named_files(file: HurlFile) -> Iterator[tuple[str, Position]]:
    """Yield the files that are sent or compared with, as they are named."""
    for node, place in walk(file):
        if isinstance(node, FileReference | FileParameter):
            name = node.path.constant
            if name is not None:
                yield name, place


def missing_files(file: HurlFile, files: Files) -> list[Remark]:
    """Name the files that can't be used."""
    remarks: list[Remark] = []
    for name, place in named_files(file):
        try:
            files.path(name)
        except EvaluationError as error:
            remarks.append(Remark(place, error.message))
    return remarks


def undefined(file: HurlFile, given: Collection[str]) -> list[Remark]:
    """Name the variables that no entry can know, given those known from the start."""
    known = {*given, *FUNCTIONS}
    remarks: list[Remark] = []
    for entry in file.entries:
        if not _define(entry, known):
            return remarks
        remarks += [
            Remark(place, f"the variable `{node.name}` is not defined")
            for node, place in walk(entry)
            if isinstance(node, Placeholder) and node.name not in known
        ]
    return remarks


def _define(entry: Entry, known: set[str]) -> bool:
    """Add what an entry defines; tell whether all names are known."""
    for option in entry.options:
        if isinstance(option.value, Definition):
            known.add(option.value.name)
    names = [c.name.constant for c in entry.response.captures] if entry.response else []
    known.update(name for name in names if name is not None)
    return None not in names
