"""The YAML block of a machine as data: its keys are checked, its expressions are still text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adjudge.codes import machine as codes
from adjudge.machine.written import Written
from adjudge.spec import yaml
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.findings import Location
    from adjudge.machine.written import Problems

KEYS = (
    "types",
    "parameters",
    "variables",
    "explore",
    "drive",
    "clock",
    "internal",
    "for each",
    "together with",
    "always",
    "never",
    "always after",
    "leads to",
    "at once",
)
Path = tuple[str | int, ...]
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the block and how to get there."""

    block: Block
    path: Path
    value: Any

    @property
    def location(self) -> Location:
        """Where the entry begins: its key, if it has one."""
        return self.block.location(self.path)

    @property
    def name(self) -> str:
        """The last key of its path."""
        return str(self.path[-1]) if self.path else ""

    def entries(self) -> list[Entry]:
        """Return the entries of a mapping, or the elements of a list; nothing for other values."""
        if isinstance(self.value, Mapping):
            return [Entry(self.block, (*self.path, key), each) for key, each in self.value.items()]
        if isinstance(self.value, list):
            return [Entry(self.block, (*self.path, i), each) for i, each in enumerate(self.value)]
        return []

    def get(self, key: str) -> Entry | None:
        """Return the entry under a key, if there is one."""
        if isinstance(self.value, Mapping) and key in self.value:
            return Entry(self.block, (*self.path, key), self.value[key])
        return None

    def written(self) -> Written:
        """Return a scalar as text, with its place in the document."""
        return self.block.written(self)


class Block:
    """The body of a `yaml machine` block.

    Args:
        text: the body.
        body: where it begins in the document.
        problems: takes what is wrong with it.
    """

    def __init__(self, text: str, body: Location, problems: Problems) -> None:
        self.text = text
        self.body = body
        self.problems = problems
        self.lines = text.split("\n")
        self.yaml = yaml.Yaml(None)
        try:
            self.yaml = yaml.read(text)
        except yaml.YamlError as error:
            place = yaml.within(body, error.line, error.column)
            problems.report(codes.MACHINE_VALUE, place, error.message)
        self._refuse_what_a_comma_cut()
        self.sections = self._sections()

    def location(self, path: Path) -> Location:
        """Return where the entry at a path begins."""
        return yaml.within(self.body, *self.yaml.position(*path))

    def section(self, name: str) -> Entry | None:
        """Return the entry of a top-level key, if it is there."""
        return self.sections.get(name)

    def entries(self, name: str) -> list[Entry]:
        """Return the entries of a top-level mapping; anything but a mapping is a problem."""
        section = self.section(name)
        if section is None:
            return []
        if not isinstance(section.value, Mapping):
            self.wrong(section, f"`{name}:` needs entries of the form `name: value`")
            return []
        return section.entries()

    def wrong(self, entry: Entry, message: str, mend: str = "") -> None:
        """Report a value of the wrong shape."""
        self.problems.report(
            codes.MACHINE_VALUE, entry.location, message, _short(entry.value), mend
        )

    def only(self, entry: Entry, keys: Sequence[str]) -> None:
        """Report the keys of an entry that mean nothing."""
        for each in entry.entries():
            if each.name not in keys:
                message = f'"{each.name}" is no key here: {suggestion(each.name, keys)}'
                self.problems.report(codes.MACHINE_KEY, each.location, message, each.name)

    def written(self, entry: Entry) -> Written:
        """Return a scalar as text, with the place of its first character."""
        text = _scalar(entry.value)
        line, column = self.yaml.positions.get(entry.path, (1, 1))
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        found = source.find(text, column - 1)
        exact = found >= 0 and bool(text)
        place = yaml.within(self.body, line, found + 1 if exact else column)
        return Written(text, place, exact)

    def _refuse_what_a_comma_cut(self) -> None:
        """Tell once what would else be several errors: `{ACC-1: implies(a, b)}` is cut at its comma."""
        cut = [
            each
            for each in _texts(Entry(self, (), self.yaml.value))
            if each.value.count("(") > each.value.count(")") and self._ends_at_a_comma(each)
        ]
        for entry in cut:
            text = entry.written()
            message = f"inside braces, YAML ends this text at the comma: {text.text}"
            mend = (
                "Put the text in quotes, or write the entry on a line of its own, without braces."
            )
            self.problems.report(codes.MACHINE_VALUE, text.location, message, text.text, mend)
        if cut:
            self.yaml = yaml.Yaml(None)

    def _ends_at_a_comma(self, entry: Entry) -> bool:
        line, column = self.yaml.positions.get(entry.path, (1, 1))
        rest = self.lines[line - 1][column - 1 :]
        return rest.startswith(entry.value) and rest[len(entry.value) :].lstrip().startswith(",")

    def _sections(self) -> dict[str, Entry]:
        value = self.yaml.value
        top = Entry(self, (), value)
        if not isinstance(value, Mapping):
            if value is not None:
                self.wrong(top, "a machine's block needs entries of the form `key: value`")
            return {}
        found: dict[str, Entry] = {}
        for entry in top.entries():
            name = entry.name.replace("_", " ")
            if name not in KEYS:
                message = f'"{entry.name}" is no key of a machine: {suggestion(name, KEYS)}'
                self.problems.report(codes.MACHINE_KEY, entry.location, message, entry.name)
            elif name in found:
                message = f'"{name}" is written twice'
                self.problems.report(codes.MACHINE_KEY, entry.location, message, entry.name)
            else:
                found[name] = entry
        return found


def _texts(entry: Entry) -> Iterator[Entry]:
    """Yield every entry that is a text, however deep it stands."""
    if isinstance(entry.value, str):
        yield entry
    for each in entry.entries():
        yield from _texts(each)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _short(value: object) -> str:
    text = _scalar(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
