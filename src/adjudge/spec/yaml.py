"""YAML as specifications use it: 1.2's core schema, each key once, with positions.

YAML 1.1 reads `no`, `on` and `12:30` as something other than what they look like; 1.2 does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from adjudge.errors import AdjudgeError
from adjudge.findings import Location

if TYPE_CHECKING:
    from collections.abc import Callable

MAXIMAL_NODES = 500_000
"""Nodes of one text, aliases counted where they are used; more are refused, not expanded."""
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
        """Return where the entry `path` starts: its key if it has one, else the value itself."""
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
    root = _compose(text)
    if root is None:
        return Yaml(None)
    builder = _Builder()
    return Yaml(builder.build(root, ()), builder.positions, builder.keys)


def within(body: Location, line: int, column: int) -> Location:
    """Translate a position in a block's text to one in the file; `body` is where its text starts."""
    return Location(body.file, body.line + line - 1, body.column + column - 1)


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise YamlError(error.problem or str(error.context), line, column) from error
    except yaml.YAMLError as error:
        raise YamlError(_first_line(str(error)), *_offending(text)) from error
    except RecursionError as error:
        raise YamlError("the text is nested too deeply", 1, 1) from error


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0]


def _offending(text: str) -> Position:
    """Where the first character stands that YAML does not allow in a text."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    before = text[: found.start()] if found else ""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


_BASE: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FLOAT = (
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_CORE = (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", _FLOAT, "-+.0123456789"),
)


def _resolvers() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """The table of the core schema (YAML 1.2.2, section 10.3.2), under the first letter."""
    table: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name, pattern, letters in _CORE:
        rule = (f"tag:yaml.org,2002:{name}", re.compile(rf"(?:{pattern})\Z"))
        for letter in (*letters, *([""] if name == "null" else [])):
            table.setdefault(letter, []).append(rule)
    return table


class _Loader(_BASE):  # type: ignore[misc,valid-type]  # libyaml's where it was built, else Python's
    yaml_implicit_resolvers = _resolvers()


@dataclass(slots=True)
class _Builder:
    """Turns nodes into plain values; every node that is reached counts, so aliases can't explode."""

    positions: dict[Path, Position] = field(default_factory=dict)
    keys: dict[Path, Position] = field(default_factory=dict)
    nodes: int = 0

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.nodes += 1
        if self.nodes > MAXIMAL_NODES or len(path) > MAXIMAL_DEPTH:
            raise _at(node, "the text is too large or nested too deeply when its aliases are read")
        self.positions[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, n)) for n, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _at(key, "a key must be a plain text")
            if key.value in entries:
                raise _at(key, f'the key "{key.value}" is given twice')
            here = (*path, key.value)
            self.keys[here] = (key.start_mark.line + 1, key.start_mark.column + 1)
            entries[key.value] = self.build(value, here)
        return entries


def _at(node: yaml.Node, problem: str) -> YamlError:
    return YamlError(problem, node.start_mark.line + 1, node.start_mark.column + 1)


def _integer(text: str) -> int:
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    return int(text, base) if base == 10 else int(text[2:], base)  # noqa: PLR2004 -- the decimal system


def _number(text: str) -> float:
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: text[0] in "tT",
    "tag:yaml.org,2002:int": _integer,
    "tag:yaml.org,2002:float": lambda text: _number(text.lower()),
    "tag:yaml.org,2002:str": str,
}
_LARGEST_DIGITS = 4000
_SMALLEST, _LARGEST = -(2**63), 2**64


def _scalar(node: yaml.Node) -> Any:
    convert = _SCALARS.get(node.tag)
    if convert is None:
        raise _at(node, f"the tag {node.tag} is not part of YAML's core schema")
    try:
        value = convert(node.value) if len(node.value) <= _LARGEST_DIGITS else node.value
    except (ValueError, IndexError) as error:
        raise _at(node, f'"{node.value}" is not what its tag says') from error
    if isinstance(value, int) and not _SMALLEST <= value < _LARGEST:
        raise _at(node, "a whole number of more than 64 bits; put it in quotes")
    return _text(node, value)


def _text(node: yaml.Node, value: Any) -> Any:
    """Refuse a text that has no UTF-8 form: an escape can name half of a surrogate pair."""
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise _at(node, "the text holds half of a surrogate pair") from error
    return value
