"""The states in which a machine may start, as text of TLA+."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.machine.terms import Value
from adjudge.machine.tla_terms import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.machine.model import Machine, Variable
    from adjudge.machine.tla_names import Names

Cells = dict[tuple[Value, ...], str]
"""The text for each index of a variable."""


def initial(machine: Machine, names: Names) -> list[str]:
    """Define `Init`: what each variable starts with, or may start with."""
    writer = _Writer(machine, names)
    return ["Init ==", *(f"  /\\ {writer.start(variable)}" for variable in machine.variables)]


class _Writer:
    def __init__(self, machine: Machine, names: Names) -> None:
        self.types = machine.types
        self.names = names

    def start(self, variable: Variable) -> str:
        name = self.names.variables[variable.name]
        options = {index: list(dict.fromkeys(some)) for index, some in variable.starts.items()}
        if any(len(some) > 1 for some in options.values()):
            sets = {key: f"{{{', '.join(map(literal, some))}}}" for key, some in options.items()}
            return f"{name} \\in {self._choices(variable.index, sets)}"
        single = {index: literal(some[0]) for index, some in options.items()}
        return f"{name} = {self._content(variable.index, single)}"

    def _content(self, index: Sequence[str], cells: Cells) -> str:
        """Print a function with one content for each index; of a scalar, the content."""
        if not index:
            return cells[()]
        parts = {value: self._content(index[1:], some) for value, some in self._split(index, cells)}
        bound = self.names.bound(f"i{len(index)}", ())
        *others, chain = parts.values()
        if any(text != chain for text in others):
            for value, text in list(parts.items())[-2::-1]:
                chain = f"IF {bound} = {literal(value)} THEN {text} ELSE {chain}"
        return f"[{bound} \\in {self.names.types[index[0]]} |-> {chain}]"

    def _choices(self, index: Sequence[str], cells: Cells) -> str:
        """Print the set of all functions with one of several contents for each index."""
        if not index:
            return cells[()]
        parts = {value: self._choices(index[1:], some) for value, some in self._split(index, cells)}
        of, texts = self.names.types[index[0]], list(dict.fromkeys(parts.values()))
        if len(texts) == 1:
            return f"[{of} -> {texts[0]}]"
        bound = self.names.bound(f"f{len(index)}", ())
        fits = [f"{bound}[{literal(value)}] \\in {text}" for value, text in parts.items()]
        contents, all_fit = " \\union ".join(texts), " /\\ ".join(fits)
        return f"{{{bound} \\in [{of} -> {contents}] : {all_fit}}}"

    def _split(self, index: Sequence[str], cells: Cells) -> list[tuple[Value, Cells]]:
        return [
            (value, {key[1:]: text for key, text in cells.items() if key[0] == value})
            for value in self.types[index[0]].values
        ]
