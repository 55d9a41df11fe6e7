"""YAML as specifications use it: 1.2's core schema, each key once, with positions.

YAML 1.1 reads `no`, `on` and `12:30` as something other than what they look like; 1.2 does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import yaml

from adjudge.errors import AdjudgeError
from adjudge.findings import Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAXIMAL_NODES = 500_000
"""Values of one text, counted again wherever an alias uses them; more are refused."""
MAXIMAL_DEPTH = 100

Path = tuple[str | int, ...]
"""The keys and list indices that lead from the top to a value."""
Position = tuple[int, int]
"""Line and column in the text, each counted from 1."""


class YamlError(AdjudgeError):
    """The text is not YAML, or not YAML that a specification may hold.

    `line` and `column` count from 1 in the text that was read.
    """

    def __init__(self, problem: str, line: int, column: int) -> None:
        super().__init__(problem)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Yaml:
    """What a text says: `value` consists of dict, list, str, int, float, bool and None.

    `positions` tell where each value stands, `keys` where the key of a mapping's entry does.
    """

    value: Any
    positions: Mapping[Path, Position] = field(default_factory=dict)
    keys: Mapping[Path, Position] = field(default_factory=dict)

    def position(self, *path: str | int) -> Position:
        """Return where an entry starts: its key if it has one, else the value.

        For a path that leads nowhere, this is where the last part of it that exists starts.
        """
        while path and path not in self.positions:
            path = path[:-1]
        return self.keys.get(path) or self.positions.get(path) or (1, 1)


def load(text: str) -> Any:
    """Read one YAML document; an empty text is None.

    Raises:
        YamlError: it is not YAML, repeats a key, or is too large or too deep when expanded.
    """
    return read(text).value


def read(text: str) -> Yaml:
    """Read one YAML document with the position of each of its parts.

    Raises:
        YamlError: as for `load`.
    """
    if strange := _SEPARATORS.search(text):
        name = f"U+{ord(strange[0]):04X}"
        problem = f"a line separator {name}, which YAML 1.1 and 1.2 read differently"
        raise YamlError(problem, *_place(text, strange.start()))
    try:
        return _Builder(yaml.parse(text, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        start = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        # The end of the text counts as a line of its own, even where no line end is before it.
        place = min(start, _place(text, len(text)))
        problem = error.problem or str(error.context)
        hint = _IN_BRACES if problem == _BRACE else ""
        raise YamlError(problem + hint, *place) from error
    except yaml.YAMLError as error:
        raise YamlError("a character that YAML does not allow", *_offending(text)) from error


def within(body: Location, line: int, column: int) -> Location:
    """Translate a position in a block's text to one in the file; `body` is where its text starts."""
    return Location(body.file, body.line + line - 1, body.column + column - 1)


_BRACE = "did not find expected ',' or '}'"
_IN_BRACES = (
    "; inside braces a text without quotes ends at a comma, a bracket or a brace: put it in quotes, "
    "or write each entry on a line of its own, without braces"
)
_SEPARATORS = re.compile("[\r\x85\u2028\u2029]")
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _offending(text: str) -> Position:
    """Where the first character stands that YAML does not allow in a text."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return _place(text, found.start() if found else 0)


def _place(text: str, index: int) -> Position:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


class _Builder:
    """Builds plain values from the parser's events.

    PyYAML's own composer follows the nesting of the text without a bound, in C until it crashes.
    """

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
        self.positions: dict[Path, Position] = {}
        self.keys: dict[Path, Position] = {}
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = 0

    def document(self) -> Yaml:
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return Yaml(None)
        value = self._value(self._next(), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _at(after, "a second YAML document; there may be one")
        return Yaml(value, self.positions, self.keys)

    def _next(self) -> yaml.NodeEvent:
        """Inside a document only the ends of collections are no nodes; those are told apart."""
        return cast("yaml.NodeEvent", next(self.events))

    def _value(self, event: yaml.NodeEvent, path: Path) -> Any:
        before = self.nodes
        self._count(event, 1)
        if len(path) > MAXIMAL_DEPTH:
            raise _at(event, f"nested more than {MAXIMAL_DEPTH} deep")
        self.positions[path] = _position(event)
        value = self._content(event, path)
        if event.anchor and not isinstance(event, yaml.AliasEvent):
            self.anchors[event.anchor] = (value, self.nodes - before)
        return value

    def _content(self, event: yaml.NodeEvent, path: Path) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        start = cast("yaml.CollectionStartEvent", event)
        mapping = isinstance(event, yaml.MappingStartEvent)
        if start.tag not in {None, "!", _TAG + ("map" if mapping else "seq")}:
            raise _at(event, f"the tag {start.tag} is not part of YAML's core schema")
        return self._mapping(path) if mapping else self._sequence(path)

    def _alias(self, event: yaml.NodeEvent) -> Any:
        """Share the value, and count it again, so that aliases of aliases can't explode."""
        if event.anchor not in self.anchors:
            raise _at(event, f"the anchor {event.anchor} is not defined above")
        value, size = self.anchors[event.anchor]
        self._count(event, size)
        return value

    def _count(self, event: yaml.Event, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAXIMAL_NODES:
            raise _at(event, f"more than {MAXIMAL_NODES} values when aliases are followed")

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise _at(key, "a key must be a plain text")
            name = _encodable(key, key.value)
            if name in entries:
                raise _at(key, f'the key "{name}" is given twice')
            self.keys[*path, name] = _position(key)
            entries[name] = self._value(self._next(), (*path, name))
        return entries


_TAG = "tag:yaml.org,2002:"


def _position(event: yaml.Event) -> Position:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _at(event: yaml.Event, problem: str) -> YamlError:
    return YamlError(problem, *_position(event))


def _integer(text: str) -> int:
    return int(text[2:], _BASES[text[:2]]) if text[:2] in _BASES else int(text)


def _float(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_BASES = {"0o": 8, "0x": 16}
_DECIMAL = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
_CORE: tuple[tuple[str, re.Pattern[str], Callable[[str], Any]], ...] = (
    ("null", re.compile(r"(?:~|null|Null|NULL|)\Z"), lambda _: None),
    ("bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), lambda text: text[0] in "tT"),
    ("int", re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z"), _integer),
    (
        "float",
        re.compile(rf"(?:{_DECIMAL}|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"),
        _float,
    ),
)
"""The scalars of the core schema (YAML 1.2.2, section 10.3.2) that are not texts."""
_SMALLEST, _LARGEST = -(2**63), 2**64
_DIGITS = 4000


def _scalar(event: yaml.ScalarEvent) -> Any:
    text: str = event.value
    if event.tag in {"!", f"{_TAG}str"} or (event.tag is None and not event.implicit[0]):
        return _encodable(event, text)
    for name, pattern, convert in _CORE:
        if event.tag in {None, _TAG + name} and pattern.match(text):
            return _bounded(event, convert(text) if len(text) < _DIGITS else text)
    if event.tag is not None:
        raise _at(event, f'"{text}" does not have the tag {event.tag} of YAML\'s core schema')
    return _encodable(event, text)


def _bounded(event: yaml.ScalarEvent, value: Any) -> Any:
    if isinstance(value, int) and not _SMALLEST <= value < _LARGEST:
        raise _at(event, "a whole number of more than 64 bits; put it in quotes")
    return value


def _encodable(event: yaml.ScalarEvent, text: str) -> str:
    """Refuse a text that has no UTF-8 form: an escape can name half of a surrogate pair."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _at(event, "the text holds half of a surrogate pair")
    return text
