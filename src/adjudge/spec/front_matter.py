"""The YAML between two lines `---` on top of a document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from adjudge.codes import documents as codes
from adjudge.findings import Finding, Location
from adjudge.spec import yaml
from adjudge.spec.model import DocumentLevel, Status
from adjudge.spec.nearest import almost
from adjudge.spec.stated import read_date

if TYPE_CHECKING:
    from adjudge.spec.source import Source

_Member = TypeVar("_Member", DocumentLevel, Status)
_KEYS = ("title", "level", "status", "since", "attributes")
_NEVER_CLOSED = re.compile(r"---[ \t]*\n[A-Za-z_][\w -]*:(?:[ \t]|\n)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What holds for a whole document; `values` are all keys, also those of other tools."""

    values: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    level: DocumentLevel = DocumentLevel.ANCHORED
    status: Status = Status.ACCEPTED
    since: date | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_front_matter(source: Source) -> FrontMatter:
    """Read a document's front matter; without any, every default holds."""
    tokens = source.tokens
    if not tokens or tokens[0].type != "front_matter":
        return _missing(source)
    body = Location(source.path, 2)
    try:
        parsed = yaml.read(tokens[0].content)
    except yaml.YamlError as error:
        return FrontMatter(findings=(_wrong(body, error.line, error.column, error.message),))
    if parsed.value is None:
        return FrontMatter()
    if not isinstance(parsed.value, dict):
        return FrontMatter(findings=(_wrong(body, 1, 1, "the front matter is not a mapping"),))
    return _Reader(parsed, body).read()


def _missing(source: Source) -> FrontMatter:
    if not _NEVER_CLOSED.match(source.text):
        return FrontMatter()
    message = "the front matter is never closed by a line ---"
    return FrontMatter(findings=(_wrong(Location(source.path), 1, 1, message),))


def _wrong(body: Location, line: int, column: int, message: str) -> Finding:
    return codes.MALFORMED_FRONT_MATTER.at(yaml.within(body, line, column), message)


class _Reader:
    def __init__(self, parsed: yaml.Yaml, body: Location) -> None:
        self.parsed = parsed
        self.values: Mapping[str, Any] = parsed.value
        self.body = body
        self.findings: list[Finding] = []

    def read(self) -> FrontMatter:
        self._slips()
        return FrontMatter(
            self.values,
            self._title(),
            self._member(DocumentLevel, "level", DocumentLevel.ANCHORED),
            self._member(Status, "status", Status.ACCEPTED),
            self._since(),
            self._attributes(),
            tuple(self.findings),
        )

    def _wrong(self, message: str, *path: str) -> None:
        self.findings.append(_wrong(self.body, *self.parsed.position(*path), message))

    def _slips(self) -> None:
        for key in self.values:
            if meant := almost(key, _KEYS):
                self._wrong(f'"{key}" is no key: did you mean "{meant}"?', key)

    def _title(self) -> str:
        title = self.values.get("title", "")
        if isinstance(title, str):
            return title
        self._wrong("the title is not a text", "title")
        return ""

    def _member(self, kind: type[_Member], key: str, default: _Member) -> _Member:
        value = self.values.get(key, default)
        if isinstance(value, str) and value.casefold() in set(kind):
            return kind(value.casefold())
        self._wrong(f'{key}: "{value}" is none of {", ".join(kind)}', key)
        return default

    def _since(self) -> date | None:
        value = self.values.get("since")
        day = read_date(str(value)) if value is not None else None
        if value is not None and day is None:
            self._wrong(f'since: "{value}" is not a day such as 2026-12-31', "since")
        return day

    def _attributes(self) -> Mapping[str, str]:
        value = self.values.get("attributes", {})
        if not isinstance(value, dict):
            self._wrong("the attributes are not a mapping", "attributes")
            return {}
        return {key.casefold(): self._attribute(key, text) for key, text in value.items()}

    def _attribute(self, key: str, value: Any) -> str:
        if isinstance(value, (dict, list)):
            self._wrong(f"the attribute {key} is not a single value", "attributes", key)
        return "" if value is None else str(value)
