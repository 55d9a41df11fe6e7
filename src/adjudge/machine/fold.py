"""Making terms simpler: what is known is computed, quantifiers are written out over finite types."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from adjudge.errors import AdjudgeError
from adjudge.machine.terms import (
    FALSE,
    Cell,
    Gathering,
    Literal,
    Operation,
    Operator,
    Quantified,
    Term,
    Undefined,
    Value,
    conjunction,
    disjunction,
    negation,
    substituted,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from adjudge.machine.model import Machine, Type

_COMPUTED: Mapping[Operator, Callable[..., Any]] = {
    Operator.ADD: lambda a, b: a + b,
    Operator.SUBTRACT: lambda a, b: a - b,
    Operator.MULTIPLY: lambda a, b: a * b,
    Operator.DIVIDE: lambda a, b: a // b,
    Operator.REMAINDER: lambda a, b: a % b,
    Operator.NEGATE: lambda a: -a,
    Operator.EQUAL: lambda a, b: a == b,
    Operator.DIFFERENT: lambda a, b: a != b,
    Operator.LESS: lambda a, b: a < b,
    Operator.AT_MOST: lambda a, b: a <= b,
    Operator.MORE: lambda a, b: a > b,
    Operator.AT_LEAST: lambda a, b: a >= b,
    Operator.MINIMUM: min,
    Operator.MAXIMUM: max,
    Operator.ABSOLUTE: abs,
}


DEEPEST = 150
"""Choices within choices that a term may become; Python reads no more brackets within brackets."""


class TooLargeError(AdjudgeError):
    """The types of a machine are too large to be written out."""


class Grounder:
    """Rewrites terms of one machine for given values of their parameters.

    `parts` counts how often the body of `all`, `sum` … was written out.
    """

    def __init__(self, machine: Machine) -> None:
        self.parts = 0
        self.types = machine.types
        self.variables = {variable.name: variable for variable in machine.variables}

    def ground(self, term: Term, names: Mapping[str, Value]) -> Term:
        """Return the term, as simple as it gets, for parameters that have values.

        Returns:
            A term without names and quantifiers whose cells all have literal indices: a cell at an
            index that only a state tells becomes a choice between the cells of its variable.
        """
        known: dict[str, Term] = {name: Literal(value) for name, value in names.items()}
        return self.term(substituted(term, known))

    def term(self, term: Term) -> Term:
        """Rewrite a term in which no parameter occurs any more."""
        match term:
            case Quantified():
                return self._gathered(term)
            case Cell(_, index, _) if index:
                return self._chosen(term, [self.term(part) for part in index])
            case Operation(operator, operands):
                return simplified(operator, [self.term(part) for part in operands])
            case _:
                return term

    def options(self, variable: str, index: Sequence[Term]) -> list[tuple[tuple[Value, ...], Term]]:
        """Name the indices that a cell may have, each with the condition under which it is that."""
        types = [self.types[name] for name in self.variables[variable].index]
        found = []
        for values in product(*map(_possible, index, types)):
            hits = (
                simplified(Operator.EQUAL, [part, Literal(value)])
                for part, value in zip(index, values, strict=True)
            )
            found.append((values, conjunction(*hits)))
        return found

    def _chosen(self, cell: Cell, index: list[Term]) -> Term:
        options = self.options(cell.variable, index)
        _bounded(len(options), f"{cell.variable} at an index that only a state tells")
        chain: Term = Undefined(f"{cell.variable} at an index outside its type")
        certain = all(self.types[name].enumerated for name in self.variables[cell.variable].index)
        for number, (values, hit) in enumerate(reversed(options)):
            there = Cell(cell.variable, tuple(map(Literal, values)), cell.after)
            last = number == 0 and certain
            chain = there if last else simplified(Operator.IF, [hit, there, chain])
        return chain

    def _gathered(self, term: Quantified) -> Term:
        parts = []
        self.parts += len(self.types[term.type].values)
        for value in self.types[term.type].values:
            known: dict[str, Term] = {term.name: Literal(value)}
            condition = self.term(substituted(term.condition, known))
            parts.append((condition, self.term(substituted(term.body, known))))
        match term.gathering:
            case Gathering.ALL:
                return conjunction(*(disjunction(negation(c), body) for c, body in parts))
            case Gathering.ANY:
                return disjunction(*(conjunction(c, body) for c, body in parts))
            case Gathering.SUM:
                return _sum(simplified(Operator.IF, [c, body, Literal(0)]) for c, body in parts)
            case Gathering.LEAST | Gathering.GREATEST:
                return _extreme(Operator(term.gathering), parts)


def simplified(operator: Operator, operands: Sequence[Term]) -> Term:
    """Apply an operator to terms, computing what is known already."""
    match operator:
        case Operator.AND:
            return conjunction(*operands)
        case Operator.OR:
            return disjunction(*operands)
        case Operator.NOT:
            return negation(operands[0])
        case Operator.IMPLIES:
            return disjunction(negation(operands[0]), operands[1])
        case Operator.IF:
            return _conditional(*operands)
        case _:
            return _computed(operator, operands)


def _bounded(count: int, what: str) -> None:
    if count > DEEPEST:
        raise TooLargeError(
            f"{what} is a choice between {count:,} values; {DEEPEST} are the most",
            next_step="make the type smaller",
        )


def _possible(part: Term, of: Type) -> Sequence[Value]:
    if isinstance(part, Literal):
        return [part.value] if part.value in of.values else []
    return of.values


def _conditional(condition: Term, then: Term, otherwise: Term) -> Term:
    if isinstance(condition, Literal):
        return then if condition.value else otherwise
    return Operation(Operator.IF, (condition, then, otherwise))


def _computed(operator: Operator, operands: Sequence[Term]) -> Term:
    known = [operand.value for operand in operands if isinstance(operand, Literal)]
    if len(known) == len(operands):
        try:
            return Literal(_COMPUTED[operator](*known))
        except ZeroDivisionError:
            return Undefined("a division by zero")
    if operator is Operator.ADD and _is_zero(operands[0]):
        return operands[1]
    if operator in {Operator.ADD, Operator.SUBTRACT} and _is_zero(operands[1]):
        return operands[0]
    return Operation(operator, tuple(operands))


def _is_zero(term: Term) -> bool:
    return isinstance(term, Literal) and not isinstance(term.value, bool) and term.value == 0


def _sum(parts: Iterable[Term]) -> Term:
    """Add in pairs, and the pairs in pairs: a chain of additions would be as deep as it is long."""
    level = list(parts) or [Literal(0)]
    while len(level) > 1:
        level = [
            simplified(Operator.ADD, level[at : at + 2]) if at + 1 < len(level) else level[at]
            for at in range(0, len(level), 2)
        ]
    return level[0]


def _extreme(operator: Operator, parts: Sequence[tuple[Term, Term]]) -> Term:
    """The least or greatest of those whose condition holds; of none it has no value."""
    _bounded(len(parts), f"the {operator} over a type")
    nothing = Undefined(f"the {operator} of nothing")
    some: Term = FALSE
    found: Term = nothing
    for condition, body in parts:
        both = simplified(operator, [found, body])
        joined = simplified(Operator.IF, [some, both, body])
        found = simplified(Operator.IF, [condition, joined, found])
        some = disjunction(some, condition)
    return simplified(Operator.IF, [some, found, nothing])
