"""Which names an expression may use, and of what sort each of them is."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from adjudge.machine.model import BOOLEAN, INTEGER, Type, Variable
from adjudge.machine.terms import Cell, Term, rebuilt

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
    used. `areas` tell what it means that `state` is one of the states of a diagram, in conditions
    whose cells have no index yet. `instance` is the index that stands for "this one" where there
    are several of one machine: variables over the types `instance_types` may be named without it.
    """

    types: Mapping[str, Type] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    primes: bool = False
    areas: Mapping[str, Mapping[str, Term]] = field(default_factory=dict)
    instance: tuple[Term, ...] = ()
    instance_types: tuple[str, ...] = ()

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
        for name, states in self.areas.items():
            yield name
            yield from states

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


def located(term: Term, index: tuple[Term, ...], *, after: bool) -> Term:
    """Give the cells of a condition their index, and say whether they are meant after a step."""
    if isinstance(term, Cell):
        return Cell(term.variable, index, after)
    return rebuilt(term, lambda part: located(part, index, after=after))


def said(kinds: Kinds) -> str:
    """Name sorts for a person."""
    words = {INTEGER: "a whole number", BOOLEAN: "a truth (true or false)"}
    return " or ".join(words.get(kind, f'a value of "{kind}"') for kind in sorted(kinds))
