"""Expressions of machines as text of TLA+."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adjudge.machine.model import BOOLEAN, INTEGER, Machine
from adjudge.machine.terms import (
    TRUE,
    Cell,
    Gathering,
    Literal,
    Named,
    Operation,
    Operator,
    Quantified,
    Term,
    Value,
    conjunction,
    substituted,
)
from adjudge.machine.tla_names import Names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.machine.model import Type

_INFIX = {
    Operator.ADD: "+",
    Operator.SUBTRACT: "-",
    Operator.MULTIPLY: "*",
    Operator.EQUAL: "=",
    Operator.DIFFERENT: "#",
    Operator.LESS: "<",
    Operator.AT_MOST: "<=",
    Operator.MORE: ">",
    Operator.AT_LEAST: ">=",
    Operator.AND: "/\\",
    Operator.OR: "\\/",
    Operator.IMPLIES: "=>",
}
_FORMS = {
    Operator.NOT: "(~{0})",
    Operator.NEGATE: "(-{0})",
    Operator.ABSOLUTE: "(IF {0} < 0 THEN -{0} ELSE {0})",
    Operator.IF: "(IF {0} THEN {1} ELSE {2})",
}
_CALLS = {
    Operator.MINIMUM: "Least({{{}}})",
    Operator.MAXIMUM: "Greatest({{{}}})",
    Operator.DIVIDE: "Quotient({})",
    Operator.REMAINDER: "Remainder({})",
}
HELPERS = {
    "Least": "Least(S) == CHOOSE m \\in S : \\A n \\in S : m <= n",
    "Greatest": "Greatest(S) == CHOOSE m \\in S : \\A n \\in S : m >= n",
    "Remainder": "Remainder(a, b) == ((a % b) + b) % b",
    "Quotient": "Quotient(a, b) == (a - (((a % b) + b) % b)) \\div b",
}
"""What printed terms may use. Divisors are positive; division rounds down, written so that it also
does where a checker rounds towards zero (tla-checker 0.9 does, against the book)."""


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints terms of one machine.

    `scope` maps the names that are bound where the term stands to their identifiers, `after` the
    variables whose content after the step is asked for to an expression of it.
    """

    machine: Machine
    names: Names
    scope: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)

    def term(self, term: Term) -> str:
        """Print a term; what is not atomic is in parentheses, for TLA+ has 17 precedences.

        Raises:
            TypeError: a shape that only grounded terms have.
        """
        match term:
            case Literal(value):
                return literal(value)
            case Named(name):
                return self.scope[name]
            case Cell():
                return self._cell(term)
            case Operation(operator, operands):
                return _operation(operator, [self.term(operand) for operand in operands])
            case Quantified():
                return self._quantified(term)
            case _:
                raise TypeError(f"{term} can't be written as TLA+")

    def line(self, term: Term) -> str:
        """Print a term that stands alone on its line, without parentheses around the whole."""
        text = self.term(term)
        return text[1:-1] if text.startswith("(") else text

    def content(self, term: Term) -> str:
        """Print a term that stands right of `=`, which takes no second one beside it."""
        plain = isinstance(term, Operation) and term.operator in {Operator.ADD, Operator.SUBTRACT}
        return self.line(term) if plain else self.term(term)

    def within(self, names: Mapping[str, str]) -> Printer:
        """Return a printer inside a scope that binds more names."""
        return replace(self, scope={**self.scope, **names})

    def _cell(self, cell: Cell) -> str:
        variable = self.names.variables[cell.variable]
        content = self.after.get(cell.variable, variable) if cell.after else variable
        return content + "".join(f"[{self.term(part)}]" for part in cell.index)

    def _quantified(self, term: Quantified) -> str:
        bound = self.names.bound(term.name, self.scope.values())
        domain = self.names.types[term.type]
        inner = self.within({term.name: bound})
        body, condition = inner.term(term.body), inner.term(term.condition)
        match term.gathering:
            case Gathering.ALL:
                holds = body if term.condition == TRUE else f"({condition} => {body})"
                return f"(\\A {bound} \\in {domain} : {holds})"
            case Gathering.ANY:
                holds = body if term.condition == TRUE else f"({condition} /\\ {body})"
                return f"(\\E {bound} \\in {domain} : {holds})"
            case Gathering.SUM:
                return self._sum(term)
            case Gathering.LEAST | Gathering.GREATEST:
                helper = "Least" if term.gathering is Gathering.LEAST else "Greatest"
                some = f"{{{bound} \\in {domain} : {condition}}}"
                return f"{helper}({{{body} : {bound} \\in {some}}})"

    def _sum(self, term: Quantified) -> str:
        """Write a sum out: TLA+ has none over sets, and equal addends must count twice."""
        parts = []
        for value in self.machine.types[term.type].values:
            known: dict[str, Term] = {term.name: Literal(value)}
            body = self.term(substituted(term.body, known))
            if term.condition != TRUE:
                condition = self.term(substituted(term.condition, known))
                body = f"(IF {condition} THEN {body} ELSE 0)"
            parts.append(body)
        return f"({' + '.join(parts)})"


def literal(value: Value) -> str:
    """Print a value; the names of an enumerated type are strings."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value) if value >= 0 else f"({value})"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def domain(names: Names, name: str) -> str:
    """Print the set of the values of a type, by its name where it was declared."""
    return {BOOLEAN: "BOOLEAN", INTEGER: "Int"}.get(name) or names.types[name]


def values(of: Type) -> str:
    """Print the set of the values of a declared type."""
    if isinstance(of.values, range) and of.values.step == 1:
        return f"{literal(of.values.start)}..{literal(of.values.stop - 1)}"
    return f"{{{', '.join(map(literal, of.values))}}}"


def conjuncts(term: Term) -> tuple[Term, ...]:
    """Split a condition into those that must all hold, for a line each."""
    joined = conjunction(term)
    both = isinstance(joined, Operation) and joined.operator is Operator.AND
    return joined.operands if both and isinstance(joined, Operation) else (joined,)


def _operation(operator: Operator, parts: Sequence[str]) -> str:
    if operator in _INFIX:
        return f"({f' {_INFIX[operator]} '.join(parts)})"
    if operator in _CALLS:
        return _CALLS[operator].format(", ".join(parts))
    return _FORMS[operator].format(*parts)
