"""States as whole numbers: where every cell has a finite type, a few bits each hold its content.

A number takes a sixth of the memory of a tuple, and most steps become two operations on it, so a
search of millions of states is twice as fast. What a step makes of a cell may not fit into its
bits, where a content leaves its type; then the search has to begin again with tuples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from adjudge.machine.branches import conjuncts
from adjudge.machine.model import BOOLEAN
from adjudge.machine.overlaps import contents
from adjudge.machine.python_code import source
from adjudge.machine.terms import Literal, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adjudge.machine.engine import Model
    from adjudge.machine.ground import State, Step
    from adjudge.machine.terms import Term


class UnpackableError(Exception):
    """A content does not fit into the bits of its cell."""


@dataclass(frozen=True, slots=True)
class Field:
    """Where one cell is kept: its values in the order of their codes, and the bits from `shift`."""

    values: tuple[Value, ...]
    shift: int

    @property
    def mask(self) -> int:
        """The bits of the cell, moved to the right end."""
        return (1 << max(1, (len(self.values) - 1).bit_length())) - 1


class Packing:
    """How the states of one model are packed."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        self.codes = tuple(
            {value: code for code, value in enumerate(each.values)} for each in fields
        )

    def pack(self, state: State) -> int:
        """Return a state as a number.

        Raises:
            UnpackableError: a content is outside its type.
        """
        try:
            return sum(
                codes[value] << field.shift
                for codes, field, value in zip(self.codes, self.fields, state, strict=True)
            )
        except KeyError as error:
            raise UnpackableError from error

    def unpack(self, number: int) -> State:
        """Return the state that a number stands for."""
        return tuple(each.values[number >> each.shift & each.mask] for each in self.fields)

    def column(self, position: int, keys: Iterable[int]) -> set[Value]:
        """Return what one cell holds in some states."""
        field = self.fields[position]
        shift, mask = field.shift, field.mask
        return {field.values[code] for code in {key >> shift & mask for key in keys}}

    @property
    def known(self) -> dict[str, object]:
        """What the printed code refers to."""
        values = {f"v{number}": each.values for number, each in enumerate(self.fields)}
        codes = {f"c{number}": each for number, each in enumerate(self.codes)}
        return {**values, **codes, "overflow": _overflow}

    def reading(self) -> Iterator[str]:
        """Print the lines that take `state` apart into the contents of the cells."""
        for number, field in enumerate(self.fields):
            bits = f"state >> {field.shift} & {field.mask}"
            yield f"s{number} = {_content(field, number, bits)}"

    def arriving(self, model: Model, step: Step) -> Iterator[str]:
        """Print the lines that make `t`, the state after a step, in as few operations as will do."""
        known = contents(conjuncts(step.condition))
        clear = put = flip = 0
        parts = []
        for position, term in step.updates.items():
            field, codes = self.fields[position], self.codes[position]
            old = known.get(model.layout.cells[position])
            if not (isinstance(term, Literal) and term.value in codes):
                yield from self._code(model, position, term)
                parts.append(f" | u{position} << {field.shift}")
                clear |= field.mask << field.shift
            elif old in codes:
                flip |= (codes[old] ^ codes[term.value]) << field.shift
            else:
                put |= codes[term.value] << field.shift
                clear |= (field.mask & ~codes[term.value]) << field.shift
        cleared = f"state & {self._all & ~clear}" if clear else "state"
        flipped = f"({cleared}) ^ {flip}" if flip else cleared
        yield f"t = {flipped}{f' | {put}' if put else ''}{''.join(parts)}"

    @property
    def _all(self) -> int:
        return sum(each.mask << each.shift for each in self.fields)

    def _code(self, model: Model, position: int, term: Term) -> Iterator[str]:
        printed = source(term, model.names)
        yield f"u{position} = c{position}.get({printed}, -1)"
        yield f"if u{position} < 0: overflow()"


def packing(model: Model) -> Packing | None:
    """Return how the states of a model are packed; None where a type has no end."""
    fields = []
    shift = 0
    variables = {each.name: each for each in model.machine.variables}
    for cell, of in zip(model.layout.cells, model.layout.types, strict=True):
        if of is None and variables[cell.variable].type != BOOLEAN:
            return None
        fields.append(Field(tuple(of.values) if of else (False, True), shift))
        shift += fields[-1].mask.bit_length()
    return Packing(tuple(fields)) if fields else None


def _content(field: Field, number: int, bits: str) -> str:
    """Print what bits hold: a truth is as good as its bit, a number is counted up."""
    first = field.values[0]
    if field.values == (False, True):
        return bits
    if isinstance(first, int) and field.values == tuple(range(first, first + len(field.values))):
        return f"({bits}) + {first}" if first else bits
    return f"v{number}[{bits}]"


def _overflow() -> NoReturn:
    raise UnpackableError
