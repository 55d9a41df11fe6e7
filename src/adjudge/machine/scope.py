"""Which names an expression may use, and of what sort each of them is."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from adjudge.machine.model import BOOLEAN, INTEGER, Type, Variable

Kinds = frozenset[str]
"""The sorts that a term may have: `int`, `bool`, or names of enumerated types."""
INT: Kinds = frozenset({INTEGER})
BOOL: Kinds = frozenset({BOOLEAN})
STATE = "state"
_FUNCTIONS = ("all", "any", "sum", "min", "max", "abs", "implies")
RESERVED = frozenset({*keyword.kwlist, *_FUNCTIONS, "true", "false", "int", "bool"})
"""Words that mean something in every expression, so that nothing may be named like them."""


@dataclass(frozen=True)
class Scope:
    """The names of a machine, and those that an event or a quantifier adds.

    `names` are parameters and bound names with their types. `primes` says that `balance'` may be
    used. `areas` are the composite states of each control variable, with the states inside.
    """

    types: Mapping[str, Type] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    primes: bool = False

    @cached_property
    def values(self) -> Mapping[str, Kinds]:
        """The names of values, each with the types that have it."""
        found: dict[str, set[str]] = {}
        for kind in self.types.values():
            if kind.enumerated:
                for value in kind.values:
                    found.setdefault(str(value), set()).add(kind.name)
        return {value: frozenset(kinds) for value, kinds in found.items()}

    def known(self) -> Iterator[str]:
        """Yield every name that may stand in an expression."""
        yield from self.names
        yield from self.variables
        yield from self.values

    def kinds(self, type_name: str) -> Kinds:
        """Return the sort of the values of a type."""
        found = self.types.get(type_name)
        if found is None or type_name == BOOLEAN:
            return frozenset({type_name})
        return frozenset({type_name}) if found.enumerated else INT

    def with_names(self, names: Mapping[str, str], *, primes: bool | None = None) -> Scope:
        """Return the scope with more parameters or bound names."""
        kept = self.primes if primes is None else primes
        return replace(self, names={**self.names, **names}, primes=kept)


def said(kinds: Kinds) -> str:
    """Name sorts for a person."""
    words = {INTEGER: "a whole number", BOOLEAN: "a truth (true or false)"}
    return " or ".join(words.get(kind, f'a value of "{kind}"') for kind in sorted(kinds))
