"""Machines as formulas: a state is one constant of z3 for each cell, integers have no bounds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.machine.ground import Call, Step, Steps, cell_label, layout
from adjudge.machine.model import BOOLEAN, INTEGER
from adjudge.machine.proofs import Situation
from adjudge.machine.smt.domains import Kind, bounded_types, kind
from adjudge.machine.smt.operations import applied
from adjudge.machine.terms import (
    FALSE,
    Cell,
    Literal,
    Named,
    Operation,
    Term,
    Undefined,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from adjudge.machine.model import Machine
    from adjudge.machine.smt.solver import Expression, Model, Solver


class Encoding:
    """The formulas of one machine.

    A name of an enumerated type is a number: the same name in two types is the same number, for
    to the language of machines it is the same value.
    """

    def __init__(self, machine: Machine, solver: Solver) -> None:
        self.machine = machine
        self.solver = solver
        self.z3 = solver.z3
        self.layout = layout(machine)
        self._steps = Steps(machine, self.layout)
        names = [value for each in machine.types.values() for value in each.values]
        unique = dict.fromkeys(value for value in names if isinstance(value, str))
        self.codes: dict[str, int] = {value: code for code, value in enumerate(unique)}
        self._names = {code: value for value, code in self.codes.items()}
        self.cells: dict[Cell, Expression] = {
            cell: self._constant(machine.variable(cell.variable).type, cell_label(cell))
            for cell in self.layout.cells
        }
        self.parameters: dict[str, Expression] = {
            name: self._constant(type_, f"!{name}") for name, type_ in machine.parameters.items()
        }
        self._bounded = bounded_types(machine)
        self._unknowns = 0

    def steps(self) -> Iterator[tuple[Step, Mapping[Cell, Expression]]]:
        """Yield each transition, and the cells after it as formulas over the state before."""
        for number in range(len(self.machine.transitions)):
            step = self._steps.symbolic(number)
            after = dict(self.cells)
            for position, content in step.updates.items():
                cell = self.layout.cells[position]
                after[cell] = self._written(step, self.formula(content))
            yield step, after

    def _written(self, step: Step, content: Expression) -> Expression:
        """Take what is written twice for anything at all: no machine may rest on it."""
        if step.clash == FALSE:
            return content
        return self.z3.If(self.formula(step.clash), self._unknown(content.sort()), content)

    def term(
        self,
        term: Term,
        after: Mapping[Cell, Expression] | None = None,
    ) -> Expression:
        """Encode any term of the machine.

        Args:
            term: as read, with its quantifiers.
            after: what its cells with a prime are.
        """
        return self.formula(self._steps.grounder.term(term), after)

    def formula(
        self,
        term: Term,
        after: Mapping[Cell, Expression] | None = None,
    ) -> Expression:
        """Encode a term without quantifiers; its cells have literal indices."""
        match term:
            case Literal(value):
                return self.value(value)
            case Cell(after=True):
                return (after or {})[replace(term, after=False)]
            case Cell():
                return self.cells[term]
            case Named(name):
                return self.parameters[name]
            case Operation(operator):
                parts = self._operands(term, lambda part: self.formula(part, after))
                return applied(self.z3, operator, parts)
            case Undefined():
                return self._unknown(self.z3.BoolSort(self.solver.context))
            case _:
                raise TypeError(f"{term} is not grounded")

    def moved(self, formula: Expression, after: Mapping[Cell, Expression]) -> Expression:
        """Return a formula over the state before a step as one over the state after it."""
        cells = [(before, after[cell]) for cell, before in self.cells.items()]
        return self.z3.substitute(formula, *cells)

    def value(self, value: Value) -> Expression:
        """Encode a value."""
        if isinstance(value, bool):
            return self.z3.BoolVal(value, self.solver.context)
        number = self.codes[value] if isinstance(value, str) else value
        return self.z3.IntVal(number, self.solver.context)

    def domain(self) -> list[Expression]:
        """Say that every cell of an enumerated type holds one of its values.

        Nothing is said of numbers here: that a variable keeps to its range has to be proved.
        """
        facts = []
        for cell, constant in self.cells.items():
            name = self.machine.variable(cell.variable).type
            if kind(self.machine, name) is Kind.NAME:
                facts.append(self.one_of(constant, self.machine.types[name].values))
        return facts

    def arguments(self, event: str) -> list[Expression]:
        """Say what the parameters of an event may be: numbers keep their lower bound only."""
        return [
            fact
            for name in self.machine.event(event).parameters
            for fact in self._argument(name, self.machine.parameters[name])
        ]

    def one_of(self, expression: Expression, values: Sequence[Value]) -> Expression:
        """Say that an expression is one of some values."""
        if isinstance(values, range) and values.step == 1:
            low, high = self.value(values.start), self.value(values.stop - 1)
            return self.z3.And(low <= expression, expression <= high)
        return self.either(expression == self.value(value) for value in values)

    def starts(self) -> list[Expression]:
        """Say that the state is one in which the machine may start."""
        variables = {each.name: each for each in self.machine.variables}
        facts = []
        for cell, constant in self.cells.items():
            index = tuple(part.value for part in cell.index if isinstance(part, Literal))
            facts.append(self.one_of(constant, variables[cell.variable].starts[index]))
        return facts

    def either(self, facts: Iterator[Expression]) -> Expression:
        """Join facts of which one must hold."""
        return self.z3.Or(*facts, self.value(value=False))

    def nicer(self) -> list[list[Expression]]:
        """Say what examples should be like: at the start, else with small numbers."""
        cells = [
            self._near(self.machine.variable(c.variable).type, e) for c, e in self.cells.items()
        ]
        given = [self._near(self.machine.parameters[n], e) for n, e in self.parameters.items()]
        small, medium = ([each(bound) for each in (*cells, *given)] for bound in (4, 32))
        starts = self.starts()
        return [[*starts, *(each(32) for each in given)], starts, small, medium]

    def _near(self, type_: str, constant: Expression) -> Callable[[int], Expression]:
        number = kind(self.machine, type_) is Kind.NUMBER

        def near(bound: int) -> Expression:
            if not number:
                return self.value(value=True)
            return self.z3.And(-bound <= constant, constant <= bound)

        return near

    def situation(
        self,
        model: Model,
        step: Step | None = None,
        after: Mapping[Cell, Expression] | None = None,
    ) -> Situation:
        """Read a state, and the step from it, out of an answer of the solver."""
        state = {cell_label(cell): self._read(model, cell, e) for cell, e in self.cells.items()}
        if step is None:
            return Situation(state)
        parameters = self.machine.event(step.call.event).parameters
        arguments = (
            self._decoded(self.machine.parameters[name], model.value(self.parameters[name]))
            for name in parameters
        )
        then = {cell_label(cell): self._read(model, cell, e) for cell, e in (after or {}).items()}
        return Situation(state, Call(step.call.event, tuple(arguments)), step.transition, then)

    def _read(self, model: Model, cell: Cell, expression: Expression) -> Value:
        return self._decoded(self.machine.variable(cell.variable).type, model.value(expression))

    def _decoded(self, type_: str, value: bool | int) -> Value:  # noqa: FBT001 - a value of either kind
        return self._names[value] if kind(self.machine, type_) is Kind.NAME else value

    def _constant(self, type_: str, name: str) -> Expression:
        make = self.z3.Bool if type_ == BOOLEAN else self.z3.Int
        return make(name, self.solver.context)

    def _argument(self, name: str, type_: str) -> list[Expression]:
        if type_ in {INTEGER, BOOLEAN}:
            return []
        declared, constant = self.machine.types[type_], self.parameters[name]
        if type_ in self._bounded or kind(self.machine, type_) is Kind.NAME:
            return [self.one_of(constant, declared.values)]
        return [constant >= min(declared.values)]

    def _operands(
        self, operation: Operation, encode: Callable[[Term], Expression]
    ) -> list[Expression]:
        """Encode operands; one without a value may be anything, so that proofs hold whatever it is."""
        known = [
            None if isinstance(each, Undefined) else encode(each) for each in operation.operands
        ]
        alike = [part for part in known if part is not None]
        sort = alike[-1].sort() if alike else self.z3.IntSort(self.solver.context)
        return [self._unknown(sort) if part is None else part for part in known]

    def _unknown(self, sort: Expression) -> Expression:
        self._unknowns += 1
        return self.z3.Const(f"?{self._unknowns}", sort)
