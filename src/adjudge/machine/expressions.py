"""From the text of an expression to a `Term`: a checked subset of Python, never executed."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from adjudge.codes import machine as codes
from adjudge.machine.model import BOOLEAN
from adjudge.machine.scope import BOOL, INT, RESERVED, Kinds, Scope, located, said
from adjudge.machine.syntax import PRIME, Parsed, parse
from adjudge.machine.terms import (
    Cell,
    Gathering,
    Literal,
    Named,
    Operation,
    Operator,
    Quantified,
    Term,
    cells,
    conjunction,
    disjunction,
    negation,
)
from adjudge.machine.written import ReadingError
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.codes.model import Code
    from adjudge.machine.written import Written

DEEPEST = 60
"""Levels of nesting; deeper expressions are refused."""
MOST_PARTS = 50_000
"""Times that the bodies of `all`, `sum` … may be written out in one expression."""
ARITHMETIC: dict[type[ast.operator], Operator] = {
    ast.Add: Operator.ADD,
    ast.Sub: Operator.SUBTRACT,
    ast.Mult: Operator.MULTIPLY,
    ast.FloorDiv: Operator.DIVIDE,
    ast.Mod: Operator.REMAINDER,
}
COMPARISONS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: Operator.EQUAL,
    ast.NotEq: Operator.DIFFERENT,
    ast.Lt: Operator.LESS,
    ast.LtE: Operator.AT_MOST,
    ast.Gt: Operator.MORE,
    ast.GtE: Operator.AT_LEAST,
}
_GATHERINGS = {gathering.value: gathering for gathering in Gathering}
_LARGEST = 2**63


class Typed(NamedTuple):
    """A term and the sorts that it may have: a name of a value may belong to several types."""

    term: Term
    kinds: Kinds


def read(written: Written, scope: Scope, wanted: Kinds | None = None) -> Typed:
    """Read one expression.

    Args:
        written: the text and where it stands.
        scope: the names that it may use.
        wanted: the sorts that it may have; any without.

    Raises:
        ReadingError: it can't be read, uses an unknown name, or mixes sorts.
    """
    parsed = parse(written)
    reader = _Reader(parsed, scope)
    typed = reader.read(parsed.body)
    if wanted is None:
        return typed
    return Typed(typed.term, reader.fitting(parsed.body, typed.kinds, wanted))


@dataclass(slots=True)
class _Reader:
    parsed: Parsed
    scope: Scope
    depth: int = 0
    spread: int = 1
    parts: int = 0

    def error(
        self, node: ast.AST, message: str, code: Code | None = None, mend: str = ""
    ) -> ReadingError:
        place = self.parsed.written.at(self.parsed.place(node))
        code = code or codes.MACHINE_EXPRESSION
        return ReadingError(code, message, place, self.parsed.text(node), mend)

    def fitting(self, node: ast.AST, kinds: Kinds, wanted: Kinds) -> Kinds:
        """Return what two sorts have in common; nothing is an error."""
        if common := kinds & wanted:
            return common
        message = f"`{self.parsed.text(node)}` is {said(kinds)} where {said(wanted)} is needed"
        raise self.error(node, message, codes.MACHINE_TYPE)

    def read(self, node: ast.expr) -> Typed:
        if self.depth >= DEEPEST:
            raise self.error(node, f"this expression is nested more than {DEEPEST} deep")
        self.depth += 1
        try:
            return self._read(node)
        finally:
            self.depth -= 1

    def term(self, node: ast.expr, wanted: Kinds) -> Term:
        typed = self.read(node)
        self.fitting(node, typed.kinds, wanted)
        return typed.term

    def _read(self, node: ast.expr) -> Typed:  # noqa: PLR0911 - one line for each shape
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name(name):
                return self._name(node, name)
            case ast.Subscript():
                return self._subscript(node)
            case ast.BoolOp(op, values):
                join = conjunction if isinstance(op, ast.And) else disjunction
                return Typed(join(*(self.term(value, BOOL) for value in values)), BOOL)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.BinOp():
                return self._arithmetic(node)
            case ast.Compare():
                return self._comparison(node)
            case ast.IfExp(test, body, orelse):
                return self._choice(test, body, orelse)
            case ast.Call():
                return self._call(node)
            case _:
                message = f"`{self.parsed.text(node)}` is not part of the language of machines"
                raise self.error(node, message)

    def _constant(self, node: ast.Constant) -> Typed:
        value = node.value
        if isinstance(value, bool):
            return Typed(Literal(value), BOOL)
        if isinstance(value, int) and value < _LARGEST:
            return Typed(Literal(value), INT)
        if isinstance(value, str):
            return Typed(Literal(value), self._value(node, value))
        raise self.error(node, f"`{self.parsed.text(node)}` is no whole number of 64 bits")

    def _value(self, node: ast.expr, name: str) -> Kinds:
        if name not in self.scope.values:
            raise self._unknown(node, name, self.scope.values)
        return self.scope.values[name]

    def _unknown(self, node: ast.AST, name: str, known: Sequence[str] | object) -> ReadingError:
        names = set(cast("Sequence[str]", known))
        message = f'"{name}" is not declared: {suggestion(name, names)}'
        return self.error(node, message, codes.MACHINE_UNKNOWN)

    def _name(self, node: ast.expr, written: str) -> Typed:
        name = written.removesuffix(PRIME)
        if name in {"true", "false"}:
            return Typed(Literal(name == "true"), BOOL)
        if name in self.scope.variables:
            return self._cell(node, written, ())
        if name != written:
            raise self.error(node, f"`{name}'` has a prime, but {name} is no variable")
        if name in self.scope.names:
            return Typed(Named(name), self.scope.kinds(self.scope.names[name]))
        if name in self.scope.types:
            message = f'"{name}" is a type; a value of it is needed'
            raise self.error(node, message, codes.MACHINE_TYPE)
        if name not in self.scope.values:
            raise self._unknown(node, name, list(self.scope.known()))
        return Typed(Literal(name), self.scope.values[name])

    def _subscript(self, node: ast.Subscript) -> Typed:
        if not isinstance(node.value, ast.Name):
            raise self.error(node, "an index stands directly after the name of a variable")
        index = _indices(node)
        name = node.value.id.removesuffix(PRIME)
        if name not in self.scope.variables:
            raise self._unknown(node.value, name, list(self.scope.variables))
        return self._cell(node, node.value.id, index)

    def _cell(self, node: ast.expr, written: str, index: Sequence[ast.expr]) -> Typed:
        name = written.removesuffix(PRIME)
        if name != written and not self.scope.primes:
            message = f"`{name}'` is the value after a step; only `always after` can compare it"
            raise self.error(node, message)
        variable = self.scope.variables[name]
        if not index and variable.index and variable.index == self.scope.instance_types:
            kinds = self.scope.kinds(variable.type)
            return Typed(Cell(name, self.scope.instance, name != written), kinds)
        if len(index) != len(variable.index):
            form = f"{name}[{', '.join(variable.index)}]" if variable.index else name
            message = f"`{self.parsed.text(node)}` does not have the form of the variable, `{form}`"
            raise self.error(
                node, message, codes.MACHINE_TYPE, f"write `{form}` with values of these types"
            )
        terms = tuple(
            self._index(each, kind) for each, kind in zip(index, variable.index, strict=True)
        )
        return Typed(Cell(name, terms, name != written), self.scope.kinds(variable.type))

    def _index(self, node: ast.expr, type_name: str) -> Term:
        term = self.term(node, self.scope.kinds(type_name))
        if not self._inside(term, type_name):
            message = f'`{self.parsed.text(node)}` may lie outside the type "{type_name}"'
            raise self.error(node, message, codes.MACHINE_TYPE)
        return term

    def _inside(self, term: Term, type_name: str) -> bool:
        """Say whether a term, whatever the state is, has a value of a type of its sort."""
        kind = self.scope.types[type_name]
        match term:
            case Literal(value):
                return value in kind.values
            case Named(name):
                own = self.scope.names[name]
            case Cell(name):
                own = self.scope.variables[name].type
            case _:
                # Where a computed index leads out of the type, the search finds it.
                return True
        if own == type_name or kind.enumerated:
            return True
        return own in self.scope.types and set(self.scope.types[own].values) <= set(kind.values)

    def _unary(self, node: ast.UnaryOp) -> Typed:
        if isinstance(node.op, ast.Not):
            return Typed(negation(self.term(node.operand, BOOL)), BOOL)
        if isinstance(node.op, ast.Invert):
            raise self.error(node, "`~` is not part of the language of machines; write `not`")
        term = self.term(node.operand, INT)
        if isinstance(node.op, ast.UAdd):
            return Typed(term, INT)
        if isinstance(term, Literal):
            return Typed(Literal(-cast("int", term.value)), INT)
        return Typed(Operation(Operator.NEGATE, (term,)), INT)

    def _arithmetic(self, node: ast.BinOp) -> Typed:
        operator = ARITHMETIC.get(type(node.op))
        if operator is None:
            raise self.error(node, "of arithmetic there is `+`, `-`, `*`, `//` and `%`")
        left, right = self.term(node.left, INT), self.term(node.right, INT)
        divides = operator in {Operator.DIVIDE, Operator.REMAINDER}
        if divides and not (isinstance(right, Literal) and cast("int", right.value) > 0):
            message = "a divisor must be a number more than 0, so that no state can divide by zero"
            raise self.error(node.right, message)
        return Typed(Operation(operator, (left, right)), INT)

    def _comparison(self, node: ast.Compare) -> Typed:
        nodes = [node.left, *node.comparators]
        pairs = zip(nodes, node.ops, nodes[1:], strict=False)
        return Typed(conjunction(*(self._pair(*pair) for pair in pairs)), BOOL)

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Term:
        if isinstance(operator, ast.In | ast.NotIn):
            found = disjunction(*self._members(left, right))
            return negation(found) if isinstance(operator, ast.NotIn) else found
        if type(operator) not in COMPARISONS:
            raise self.error(right, "`is` is not part of the language of machines; write `==`")
        return self._compared(COMPARISONS[type(operator)], left, right)

    def _state(self, left: ast.expr, right: ast.expr) -> Term | None:
        """Read the comparison of `state` with a state; None if it is none."""
        place = left.value if isinstance(left, ast.Subscript) else left
        written = place.id if isinstance(place, ast.Name) else ""
        states = self.scope.areas.get(written.removesuffix(PRIME))
        state = right.value if isinstance(right, ast.Constant) else getattr(right, "id", None)
        if states is None or not isinstance(state, str):
            return None
        if state not in states:
            if state in {*self.scope.names, *self.scope.variables}:
                return None
            raise self._unknown(right, state, list(states))
        after = written.endswith(PRIME)
        if after and not self.scope.primes:
            message = (
                f"`{written[:-1]}'` is the state after a step; only `always after` can compare it"
            )
            raise self.error(left, message)
        return located(states[state], self._instance(left, states[state]), after=after)

    def _instance(self, left: ast.expr, area: Term) -> tuple[Term, ...]:
        """Return the index at `state`, or the one that is meant without."""
        types = self.scope.variables[next(cells(area)).variable].index
        nodes = _indices(left) if isinstance(left, ast.Subscript) else []
        if not nodes and types == self.scope.instance_types:
            return self.scope.instance
        if len(nodes) != len(types):
            form = f"state[{', '.join(types)}]" if types else "state"
            message = f"`{self.parsed.text(left)}` does not have the form `{form}`"
            raise self.error(left, message, codes.MACHINE_TYPE)
        return tuple(self._index(each, kind) for each, kind in zip(nodes, types, strict=True))

    def _members(self, left: ast.expr, right: ast.expr) -> list[Term]:
        if isinstance(right, ast.Name) and (area := self._state(left, right)):
            return [area]
        if not isinstance(right, ast.Tuple | ast.List | ast.Set):
            raise self.error(
                right, "after `in` stand values in round brackets, as in `(Shipped, Cancelled)`"
            )
        return [self._compared(Operator.EQUAL, left, each) for each in right.elts]

    def _compared(self, operator: Operator, left: ast.expr, right: ast.expr) -> Term:
        if operator in {Operator.EQUAL, Operator.DIFFERENT}:
            area = self._state(left, right) or self._state(right, left)
            if area is not None:
                return area if operator is Operator.EQUAL else negation(area)
        first, second = self.read(left), self.read(right)
        if operator not in {Operator.EQUAL, Operator.DIFFERENT}:
            self.fitting(left, first.kinds, INT)
            self.fitting(right, second.kinds, INT)
        elif not first.kinds & second.kinds:
            self._mixed(left, first.kinds, right, second.kinds)
        return Operation(operator, (first.term, second.term))

    def _mixed(self, left: ast.expr, first: Kinds, right: ast.expr, second: Kinds) -> None:
        texts = self.parsed.text(left), self.parsed.text(right)
        message = f"`{texts[0]}` is {said(first)}, `{texts[1]}` is {said(second)}"
        known = [value for value, kinds in self.scope.values.items() if kinds & first]
        mend = suggestion(texts[1], known) if known else ""
        raise self.error(right, message, codes.MACHINE_TYPE, mend)

    def _choice(self, test: ast.expr, body: ast.expr, orelse: ast.expr) -> Typed:
        condition = self.term(test, BOOL)
        first, second = self.read(body), self.read(orelse)
        kinds = self.fitting(orelse, second.kinds, first.kinds)
        return Typed(Operation(Operator.IF, (condition, first.term, second.term)), kinds)

    def _call(self, node: ast.Call) -> Typed:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in _CALLS and name not in _GATHERINGS:
            functions = sorted({*_CALLS, *_GATHERINGS})
            message = f"`{self.parsed.text(node.func)}` is no function here: {suggestion(name, functions)}"
            raise self.error(node.func, message)
        if node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
            raise self.error(node, f"`{name}` takes values only")
        if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            return self._gathered(node, name, node.args[0])
        if name not in _CALLS:
            form = f"{name}(… for a in TYPE)"
            raise self.error(node, f"`{name}` goes over the values of a type: write `{form}`")
        operator, least, most, kinds = _CALLS[name]
        if not least <= len(node.args) <= most:
            amount = str(least) if least == most else f"{least} or more"
            raise self.error(node, f"`{name}` takes {amount} values")
        return Typed(
            Operation(operator, tuple(self.term(each, kinds) for each in node.args)), kinds
        )

    def _gathered(self, node: ast.Call, name: str, generator: ast.GeneratorExp) -> Typed:
        if name not in _GATHERINGS:
            raise self.error(node, f"`{name}` takes values, not `for`")
        return self._bound(_GATHERINGS[name], generator.generators, generator.elt)

    def _bound(
        self, gathering: Gathering, loops: Sequence[ast.comprehension], body: ast.expr
    ) -> Typed:
        kinds = BOOL if gathering in {Gathering.ALL, Gathering.ANY} else INT
        if not loops:
            return Typed(self.term(body, kinds), kinds)
        loop, outer = loops[0], self.scope
        name, type_name = self._binding(loop)
        if loop.ifs and gathering in {Gathering.LEAST, Gathering.GREATEST}:
            message = f"`{gathering}` over values that an `if` selects may be over none"
            raise self.error(loop.ifs[0], message)
        around = self.spread
        self._spread_over(loop, len(self.scope.types[type_name].values))
        self.scope = outer.with_names({name: type_name})
        condition = conjunction(*(self.term(test, BOOL) for test in loop.ifs))
        inner = self._bound(gathering, loops[1:], body)
        self.scope, self.spread = outer, around
        return Typed(Quantified(gathering, name, type_name, inner.term, condition), kinds)

    def _spread_over(self, loop: ast.comprehension, size: int) -> None:
        """Count how often a body is written out; loops in loops multiply."""
        self.spread *= size
        self.parts += self.spread
        if self.parts > MOST_PARTS:
            message = f"this goes over {self.parts:,} values; {MOST_PARTS:,} are the most"
            mend = "make the types smaller, or nest fewer loops"
            raise self.error(loop.target, message, codes.MACHINE_SIZE, mend)

    def _binding(self, loop: ast.comprehension) -> tuple[str, str]:
        if (
            not isinstance(loop.target, ast.Name)
            or not isinstance(loop.iter, ast.Name)
            or loop.is_async
        ):
            raise self.error(loop.target, "write `for NAME in TYPE`")
        name, type_name = loop.target.id, loop.iter.id
        if type_name not in self.scope.types or type_name == BOOLEAN:
            raise self._unknown(loop.iter, type_name, list(self.scope.types))
        if PRIME in name or name in RESERVED or name in set(self.scope.known()):
            message = f'"{name}" already means something here; bind another name'
            raise self.error(loop.target, message, codes.MACHINE_NAME)
        return name, type_name


def _indices(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


_MANY = 1000
_CALLS = {
    "min": (Operator.MINIMUM, 2, _MANY, INT),
    "max": (Operator.MAXIMUM, 2, _MANY, INT),
    "abs": (Operator.ABSOLUTE, 1, 1, INT),
    "implies": (Operator.IMPLIES, 2, 2, BOOL),
}
