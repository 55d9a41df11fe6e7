"""The syntax tree of a Hurl file: frozen values that keep where they stand.

Positions never take part in comparisons, so a tree that was printed and read again is equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the text; `line` and `column` count from 1."""

    line: int = 1
    column: int = 1


_START = Position()


@dataclass(frozen=True, slots=True)
class Literal:
    """Characters of a template: `value` after escapes, `source` as written."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{{name filter …}}`; `quoted` says that it stands inside a JSON string."""

    name: str
    filters: tuple[Filter, ...] = ()
    quoted: bool = False
    position: Position = field(default=_START, compare=False)


@dataclass(frozen=True, slots=True)
class Template:
    """Text with placeholders; `delimiter` is what encloses it as written (a quote, or nothing)."""

    parts: tuple[Literal | Placeholder, ...]
    delimiter: str = ""
    position: Position = field(default=_START, compare=False)

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders, in order."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    @property
    def constant(self) -> str | None:
        """The text, if no placeholder takes part."""
        if self.placeholders:
            return None
        return "".join(part.value for part in self.parts if isinstance(part, Literal))


@dataclass(frozen=True, slots=True)
class Constant:
    """`null`, a boolean or a number; numbers without a fraction are integers of any size."""

    value: bool | int | float | None
    source: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression between slashes; `source` is what stands between them."""

    source: str


@dataclass(frozen=True, slots=True)
class Binary:
    """`hex,…;` or `base64,…;`: the bytes and how they were written."""

    data: bytes
    encoding: str
    source: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class FileReference:
    """The content of a file: `file,path;`."""

    path: Template


@dataclass(frozen=True, slots=True)
class Json:
    """A JSON text with its white space; placeholders stand where values or characters do."""

    template: Template


@dataclass(frozen=True, slots=True)
class Xml:
    """An XML text as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Multiline:
    """A fenced text; `language` is empty, `json`, `xml`, `graphql` or `raw`."""

    language: str
    attributes: tuple[str, ...]
    text: Template
    variables: Json | None = None


Value = Constant | Template | Placeholder | Pattern | Binary | FileReference | Multiline
"""What a predicate compares with, and what a query or filter takes."""

BodyValue = Json | Xml | Template | Multiline | Binary | FileReference


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request, or the one expected of a response."""

    value: BodyValue
    position: Position = field(default=_START, compare=False)


@dataclass(frozen=True, slots=True)
class CookiePath:
    """`"name[Attribute]"` of a cookie query; `attribute` is in lower case, or empty."""

    name: Template
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One step that refines a value."""

    name: str
    arguments: tuple[Value, ...] = ()
    position: Position = field(default=_START, compare=False)


@dataclass(frozen=True, slots=True)
class Query:
    """What is taken from a response."""

    name: str
    argument: Value | CookiePath | None = None
    position: Position = field(default=_START, compare=False)


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a value is compared with, and how."""

    name: str
    value: Value | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Assert:
    """One line of `[Asserts]`."""

    query: Query
    filters: tuple[Filter, ...]
    predicate: Predicate
    position: Position = field(default=_START, compare=False)


@dataclass(frozen=True, slots=True)
class Capture:
    """One line of `[Captures]`."""

    name: Template
    query: Query
    filters: tuple[Filter, ...] = ()
    redact: bool = False
    position: Position = field(default=_START, compare=False)


@dataclass(frozen=True, slots=True)
class FileParameter:
    """The value of a multipart field that sends a file."""

    path: Template
    content_type: Template | None = None


@dataclass(frozen=True, slots=True)
class KeyValue:
    """`name: value` of headers and of most sections."""

    key: Template
    value: Template | FileParameter
    position: Position = field(default=_START, compare=False)


@dataclass(frozen=True, slots=True)
class Duration:
    """A time as written; `unit` is empty, `ms`, `s`, `m` or `h`."""

    amount: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """`name=value` of the option `variable`."""

    name: str
    value: Constant | Template


@dataclass(frozen=True, slots=True)
class Option:
    """One line of `[Options]`."""

    name: str
    value: Constant | Template | Placeholder | Duration | Definition
    position: Position = field(default=_START, compare=False)


Item = KeyValue | Option | Capture | Assert


@dataclass(frozen=True, slots=True)
class Section:
    """A bracketed section; `name` is the long form, `written` the one in the text."""

    name: str
    written: str
    items: tuple[Item, ...]
    position: Position = field(default=_START, compare=False)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent."""

    method: str
    url: Template
    headers: tuple[KeyValue, ...] = ()
    sections: tuple[Section, ...] = ()
    body: Body | None = None
    position: Position = field(default=_START, compare=False)

    def items(self, section: str) -> tuple[Item, ...]:
        """Return the lines of the section with the long name `section`."""
        return tuple(item for s in self.sections if s.name == section for item in s.items)


@dataclass(frozen=True, slots=True)
class Response:
    """What is expected; `version` is empty for any, `status` is `None` for any."""

    version: str
    status: int | None
    headers: tuple[KeyValue, ...] = ()
    sections: tuple[Section, ...] = ()
    body: Body | None = None
    position: Position = field(default=_START, compare=False)

    @property
    def captures(self) -> tuple[Capture, ...]:
        """The lines of `[Captures]`."""
        return tuple(i for s in self.sections for i in s.items if isinstance(i, Capture))

    @property
    def asserts(self) -> tuple[Assert, ...]:
        """The lines of `[Asserts]`."""
        return tuple(i for s in self.sections for i in s.items if isinstance(i, Assert))


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and what is expected of its response."""

    request: Request
    response: Response | None = None

    @property
    def options(self) -> tuple[Option, ...]:
        """The lines of `[Options]`."""
        items = self.request.items("Options")
        return tuple(item for item in items if isinstance(item, Option))

    @property
    def expects_something(self) -> bool:
        """Tell whether some response would be wrong; `HTTP *` alone allows every one."""
        said = self.response
        return said is not None and bool(
            said.version
            or said.status is not None
            or said.headers
            or said.body is not None
            or said.captures
            or said.asserts
        )


@dataclass(frozen=True, slots=True)
class HurlFile:
    """A whole file."""

    entries: tuple[Entry, ...]

    @property
    def expects_something(self) -> bool:
        """Tell whether there is any response that would be wrong."""
        return any(entry.expects_something for entry in self.entries)
