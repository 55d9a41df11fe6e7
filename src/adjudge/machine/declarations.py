"""Types, parameters and variables: from the entries of a block to their declarations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine.model import BOOLEAN, INTEGER, Type, Variable
from adjudge.machine.scope import RESERVED, STATE, Scope
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adjudge.machine.block import Block, Entry
    from adjudge.machine.terms import Value
    from adjudge.machine.written import Problems

MOST_NAMES = 1000
MOST_NUMBERS = 1_000_000
MOST_CELLS = 10_000
"""Bounds of one type, and of the cells of one variable; more can't be explored anyway."""
_RANGE = re.compile(r"\s*(-?\d{1,18})\s*\.\.\s*(-?\d{1,18})\s*\Z")
_WORD = re.compile(r"[^\W\d]\w*\Z")
_ANY = "any of"
_OTHERS = "others"


@dataclass(slots=True)
class Declarations:
    """What a block declares, in the order in which it stands there."""

    types: dict[str, Type] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)
    drive: dict[str, Type] = field(default_factory=dict)

    def scope(self) -> Scope:
        """Return the names for expressions that belong to no event."""
        return Scope(self.types, self.variables)


class Declaring:
    """Reads the declarations of one or more blocks into one machine.

    Types come first: what is drawn may depend on them.
    """

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.taken: dict[str, str] = {}
        self.found = Declarations()

    def types(self, block: Block) -> None:
        """Read the section `types:`."""
        for entry in block.entries("types"):
            self.type(entry)

    def take(self, names: Iterable[str], what: str) -> None:
        """Keep names from being given to variables and parameters; `what` says whose they are."""
        for name in names:
            self.taken.setdefault(name, what)

    def rest(self, block: Block) -> None:
        """Read the sections `parameters:`, `variables:` and `drive:`."""
        for entry in block.entries("parameters"):
            self.parameter(entry)
        for entry in block.entries("variables"):
            self.variable(entry)
        for entry in block.entries("drive"):
            self.drive(entry)

    def type(self, entry: Entry) -> None:
        """Read one type."""
        if not self._word(entry):
            return
        if entry.name == STATE:
            self._taken(entry, "the type of the state that is drawn")
            return
        found = self._type(entry)
        if found is None:
            return
        known = self.found.types.setdefault(entry.name, found)
        if (known.values, known.interchangeable) != (found.values, found.interchangeable):
            self._taken(entry, f"another type, at {known.location}")

    def parameter(self, entry: Entry) -> None:
        """Read one parameter: its name and its type."""
        if (
            self._word(entry)
            and self._free(entry, "a variable")
            and (name := self._type_name(entry))
        ):
            if name == INTEGER:
                message = f"a parameter needs a type with an end, and {INTEGER} has none"
                mend = "write a range such as `1..3`; `drive:` widens it for the running system"
                entry.block.wrong(entry, message, mend)
                return
            if self.found.parameters.setdefault(entry.name, name) != name:
                self._taken(entry, "a parameter of another type")

    def drive(self, entry: Entry) -> None:
        """Read one of the types for driving a running system."""
        declared = self.found.types.get(entry.name)
        if declared is None:
            self._unknown_type(entry, entry.name)
            return
        found = self._type(entry)
        if found and found.enumerated and not set(found.values) <= set(declared.values):
            message = f'`drive` may only name values that the type "{entry.name}" has'
            entry.block.wrong(entry, message)
        elif found and found.enumerated != declared.enumerated:
            message = f'`drive` needs values like those of the type "{entry.name}"'
            entry.block.wrong(entry, message)
        elif found:
            self.found.drive[entry.name] = found

    def variable(self, entry: Entry) -> None:
        """Read one variable."""
        if not self._word(entry) or not self._free(entry, "a parameter"):
            return
        if not isinstance(entry.value, Mapping):
            message = f'the variable "{entry.name}" needs a type and a start'
            entry.block.wrong(entry, message, "write `{type: int, starts: 0}`")
            return
        entry.block.only(entry, ("of", "type", "starts"))
        kind = self._needed(entry, "type")
        name = self._type_name(kind) if kind else None
        index = self._index(entry)
        if name is None or index is None:
            return
        starts = _Starts(self, entry.name, name)
        if (start := self._needed(entry, "starts")) is None:
            return
        cells = starts.read(start, [self.found.types[each].values for each in index])
        self.found.variables[entry.name] = Variable(
            entry.name, name, cells, entry.location, tuple(index)
        )

    def _needed(self, entry: Entry, key: str) -> Entry | None:
        found = entry.get(key)
        if found is None:
            message = f'the variable "{entry.name}" has no `{key}`'
            entry.block.wrong(entry, message, "write `{type: int, starts: 0}`")
        return found

    def _index(self, entry: Entry) -> list[str] | None:
        """Return the types that a variable is over; None if one of them can't be used."""
        of = entry.get("of")
        if of is None:
            return []
        names = []
        size = 1
        for each in of.entries() or [of]:
            name = self._type_name(each)
            if name is None:
                return None
            if name in {INTEGER, BOOLEAN}:
                entry.block.wrong(each, f'a variable can\'t be over "{name}"; declare a type')
                return None
            size *= len(self.found.types[name].values)
            names.append(name)
        if size > MOST_CELLS:
            entry.block.wrong(
                of, f"this variable would have {size} cells; {MOST_CELLS} are the most"
            )
            return None
        return names

    def _type_name(self, entry: Entry) -> str | None:
        """Read the name of a type, or a range that stands in its place."""
        written = entry.written().text
        if isinstance(entry.value, str) and _RANGE.match(written):
            found = self._type(entry)
            if found is None:
                return None
            self.found.types.setdefault(found.name, found)
            return found.name
        if written in {INTEGER, BOOLEAN}:
            if written == BOOLEAN:
                kind = Type(BOOLEAN, (False, True), entry.location)
                self.found.types.setdefault(BOOLEAN, kind)
            return written
        if not isinstance(entry.value, str):
            entry.block.wrong(entry, "a type is a name or a range such as `1..3`")
        elif written not in self.found.types:
            self._unknown_type(entry, written)
        return written if isinstance(entry.value, str) and written in self.found.types else None

    def _unknown_type(self, entry: Entry, name: str) -> None:
        known = [*self.found.types, INTEGER, BOOLEAN]
        message = f'"{name}" is no type: {suggestion(name, known)}'
        place = entry.written().location if entry.value == name else entry.location
        self.problems.report(codes.MACHINE_UNKNOWN, place, message, name)

    def _type(self, entry: Entry) -> Type | None:
        """Read the values of a type: a range, or a list of names or numbers."""
        value, alike = entry.value, False
        if isinstance(value, Mapping):
            entry.block.only(entry, ("values", "interchangeable"))
            flag, inner = entry.get("interchangeable"), entry.get("values")
            alike = flag is not None and flag.value is True
            if flag is not None and not isinstance(flag.value, bool):
                entry.block.wrong(flag, "`interchangeable` is true or false")
            entry = inner or entry
            value = entry.value
        values = self._range(entry) if isinstance(value, str) else self._values(entry)
        if not values:
            return None
        name = str(value).replace(" ", "") if isinstance(value, str) else entry.name
        named = entry.name if entry.path[0] in {"types", "drive"} else name
        if entry.name == "values":
            named = str(entry.path[-2])
        if alike and isinstance(values, range):
            entry.block.wrong(entry, "numbers are not interchangeable: they have an order")
        return Type(named, values, entry.location, alike)

    def _range(self, entry: Entry) -> range | None:
        match = _RANGE.match(entry.value)
        if match is None:
            message = f"`{entry.value}` is no range of whole numbers, such as `1..3`, and no list"
            entry.block.wrong(entry, message, "write `1..3` or `[ada, bob, cy]`")
            return None
        found = range(int(match[1]), int(match[2]) + 1)
        if not 0 < len(found) <= MOST_NUMBERS:
            message = (
                f"`{entry.value}` has {len(found)} values; from 1 to {MOST_NUMBERS} can be used"
            )
            entry.block.wrong(entry, message)
            return None
        return found

    def _values(self, entry: Entry) -> Sequence[Value] | None:
        elements = entry.entries() if isinstance(entry.value, list) else []
        if not 0 < len(elements) <= MOST_NAMES:
            message = f"a type needs from 1 to {MOST_NAMES} values"
            entry.block.wrong(entry, message, "write `1..3` or `[ada, bob, cy]`")
            return None
        numbers = [each.value for each in elements if type(each.value) is int]
        if len(numbers) == len(elements):
            return tuple(sorted(set(numbers)))
        names = [each.value for each in elements if self._value(each)]
        if len(set(names)) < len(names):
            entry.block.wrong(entry, "a value of this type is written twice")
        return tuple(dict.fromkeys(names)) if len(names) == len(elements) else None

    def _value(self, entry: Entry) -> bool:
        """Check the name of a value; one that is no word can only be written in quotes."""
        value = entry.value
        if isinstance(value, str) and value and not set(value) & set("\"'\\\n\t\r;#"):
            return _WORD.match(value) is None or self._unreserved(entry, value)
        entry.block.wrong(entry, "the values of a type are names, or all of them whole numbers")
        return False

    def _word(self, entry: Entry) -> bool:
        name = entry.name
        if not _WORD.match(name) or unicodedata.normalize("NFKC", name) != name:
            message = f'"{name}" is no word, so that no expression can use it'
            self.problems.report(codes.MACHINE_NAME, entry.location, message, name)
            return False
        return self._unreserved(entry, name)

    def _unreserved(self, entry: Entry, name: str) -> bool:
        if name in RESERVED:
            message = f'"{name}" means something in every expression'
            self.problems.report(codes.MACHINE_NAME, entry.location, message, name)
        return name not in RESERVED

    def _free(self, entry: Entry, other: str) -> bool:
        """Check that nothing else in the machine has the name of a parameter or variable."""
        name = entry.name
        names = self.found.variables if other == "a variable" else self.found.parameters
        owners = [kind.name for kind in self.found.types.values() if name in _names(kind)]
        if name in self.taken:
            self._taken(entry, self.taken[name])
        elif owners:
            self._taken(entry, f'a value of the type "{owners[0]}"')
        elif name in names:
            self._taken(entry, other)
        elif other == "a parameter" and name in self.found.variables:
            place = self.found.variables[name].location
            self._taken(entry, f"a variable of another machine, at {place}")
        else:
            return True
        return False

    def _taken(self, entry: Entry, what: str) -> None:
        message = f'"{entry.name}" is also {what}'
        self.problems.report(codes.MACHINE_NAME, entry.location, message, entry.name)


def _names(kind: Type) -> Sequence[Value]:
    return kind.values if kind.enumerated else ()


@dataclass(slots=True)
class _Starts:
    """Reads the first values of one variable."""

    reader: Declaring
    variable: str
    type: str

    def read(
        self, entry: Entry, index: Sequence[Sequence[Value]]
    ) -> dict[tuple[Value, ...], tuple[Value, ...]]:
        """Return the possible first values of each cell."""
        if not index:
            return {(): self._choice(entry)}
        if not isinstance(entry.value, Mapping) or _ANY in entry.value:
            values = self._choice(entry)
            return dict.fromkeys(product(*index), values)
        found: dict[tuple[Value, ...], tuple[Value, ...]] = {}
        for key, part in self._parts(entry, index[0]):
            inner = self.read(part, index[1:])
            found.update({(key, *rest): values for rest, values in inner.items()})
        return found

    def _parts(self, entry: Entry, values: Sequence[Value]) -> Iterator[tuple[Value, Entry]]:
        names = {str(value): value for value in values}
        for each in entry.entries():
            if each.name not in names and each.name != _OTHERS:
                message = (
                    f'"{each.name}" is no index of {self.variable}: {suggestion(each.name, names)}'
                )
                self.reader.problems.report(
                    codes.MACHINE_UNKNOWN, each.location, message, each.name
                )
        missing = []
        for name, value in names.items():
            if part := entry.get(name) or entry.get(_OTHERS):
                yield value, part
            else:
                missing.append(name)
        if missing:
            self._report(entry, f"{', '.join(missing)} of {self.variable} has no first value")

    def _choice(self, entry: Entry) -> tuple[Value, ...]:
        several = entry.get(_ANY)
        if several is None:
            return (self._value(entry),)
        entry.block.only(entry, (_ANY,))
        choices = several.entries()
        if not isinstance(several.value, list) or not choices:
            entry.block.wrong(several, f"`{_ANY}` needs a list of values")
        return tuple(dict.fromkeys(self._value(each) for each in choices))

    def _value(self, entry: Entry) -> Value:
        value, kind = entry.value, self.reader.found.types.get(self.type)
        fits = type(value) is {INTEGER: int, BOOLEAN: bool}.get(self.type, type(value))
        if kind is not None and self.type != BOOLEAN:
            fits = not isinstance(value, bool) and value in kind.values
        if not fits or not isinstance(value, bool | int | str):
            shown = entry.written().text
            self._report(entry, f'{self.variable} starts with `{shown}`, no value of "{self.type}"')
            return 0
        return value

    def _report(self, entry: Entry, message: str) -> None:
        place = entry.written()
        self.reader.problems.report(codes.MACHINE_START, place.location, message, place.text)
