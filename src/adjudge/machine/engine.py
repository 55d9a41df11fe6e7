"""A machine that can be stepped: its grounded transitions as one generated Python function.

Generating straight-line code is what makes exploring fast: a state is a tuple, a guard a plain
expression over local names, and the successors of a state come from one call.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, cast

from adjudge.machine.branches import branch, nested
from adjudge.machine.fold import TooLargeError
from adjudge.machine.ground import (
    MOST_PARTS,
    MOST_STARTS,
    MOST_STEPS,
    Call,
    State,
    Step,
    Steps,
    calls,
    initial_states,
    layout,
)
from adjudge.machine.python_code import bounded, compiled, source
from adjudge.machine.terms import FALSE, Operation, Operator, Term, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adjudge.machine.model import Machine, Type

MOST_REACTIONS = 20_000
"""Calls whose code is kept; a log with wide values must not fill the memory."""


class Model:
    """One machine, ready to run. Making it costs little; what is asked for is generated then.

    Args:
        machine: the machine.
        types: other values for the parameters of its types, such as `machine.drive`; the cells of
            variables keep the machine's own types.
    """

    def __init__(self, machine: Machine, types: Mapping[str, Type] | None = None) -> None:
        self.machine = machine
        self.types = {**machine.types, **(types or {})}
        self.layout = layout(machine)
        self._steps = Steps(machine, self.layout)
        self.names = {cell: f"s{number}" for number, cell in enumerate(self.layout.cells)}
        self._after = {
            replace(cell, after=True): f"t{number}" for number, cell in enumerate(self.layout.cells)
        }
        self._reactions: dict[Call, Callable[[State], list[tuple[Step, State]]]] = {}

    @cached_property
    def initial(self) -> tuple[State, ...]:
        """Every state in which the machine may start.

        Raises:
            TooLargeError: there are more than can be written out.
        """
        found = tuple(islice(initial_states(self.machine, self.layout), MOST_STARTS + 1))
        if len(found) > MOST_STARTS:
            raise TooLargeError(
                f"machine {self.machine.name} may start in more than {MOST_STARTS:,} states",
                next_step="give fewer variables several starting values",
            )
        return found

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Every call: each event with all values of its parameters.

        Raises:
            TooLargeError: there are more than can be written out.
        """
        found: list[Call] = []
        for call in calls(self.machine, self.types):
            found.append(call)
            if len(found) > MOST_STEPS:
                raise TooLargeError(
                    f"machine {self.machine.name} has more than {MOST_STEPS:,} calls",
                    next_step="make the types of parameters smaller; wide values belong under `drive`",
                )
        return tuple(found)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What every call may do; `successors` answers with positions in this.

        Raises:
            TooLargeError: there are more than can be written out.
        """
        found: list[Step] = []
        for call in self.calls:
            found += self._steps.steps(call)
            if self._steps.grounder.parts > MOST_PARTS:
                raise TooLargeError(
                    f"the calls of machine {self.machine.name} go over more than {MOST_PARTS:,} values",
                    next_step="make the types of parameters, or those that guards go over, smaller",
                )
        return tuple(found)

    @cached_property
    def successors(self) -> Callable[[State], list[tuple[int, State]]]:
        """A function from a state to its steps, by position in `steps`, with the state after each.

        The function raises `UndefinedError` where an expression has no value.
        """
        lines = ["def successors(state):", f" {self.unpack()} = state", " out = []"]
        lines += [*self._branches(self.steps), " return out"]
        return cast(
            "Callable[[State], list[tuple[int, State]]]",
            compiled("\n".join(lines), "successors"),
        )

    def react(self, state: State, call: Call) -> list[tuple[Step, State]]:
        """Return what a call does in a state: nothing where it is refused.

        Any values fit as arguments, also those outside of the types. More than one result means
        that the machine is not deterministic here.

        Raises:
            UndefinedError: an expression has no value in this state.
            KeyError: the machine has no such event.
        """
        if call not in self._reactions:
            if len(self._reactions) >= MOST_REACTIONS:
                self._reactions.clear()
            self._reactions[call] = self._reaction(call)
        return self._reactions[call](state)

    def condition(
        self, term: Term, names: Mapping[str, Value] | None = None
    ) -> Callable[[State], Value]:
        """Return a function that evaluates a term without primes in a state.

        Args:
            term: an expression of this machine.
            names: values of the parameters that it reads.
        """
        printed = source(self.ground(term, names), self.names)
        code = f"def condition(state):\n  {self.unpack()} = state\n  return {printed}"
        return cast("Callable[[State], Value]", compiled(code, "condition"))

    def relation(
        self, term: Term, names: Mapping[str, Value] | None = None
    ) -> Callable[[State, State], Value]:
        """Return a function that evaluates a term in the states before and after a step."""
        grounded = self.ground(term, names)
        printed = source(grounded, {**self.names, **self._after})
        after = self.unpack("t")
        code = (
            f"def relation(state, next):\n  {self.unpack()} = state\n  {after} = next\n"
            f"  return {printed}"
        )
        return cast("Callable[[State, State], Value]", compiled(code, "relation"))

    @cached_property
    def outside(self) -> Callable[[State], int]:
        """A function that finds the first cell whose content is outside its type; -1 for none."""
        lines = ["def outside(state):", f"  {self.unpack()} = state"]
        for number, of in enumerate(self.layout.types):
            if of is not None and (test := belongs(of, f"s{number}")):
                lines.append(f"  if not {test}: return {number}")
        lines.append("  return -1")
        return cast("Callable[[State], int]", compiled("\n".join(lines), "outside"))

    @cached_property
    def clashes(self) -> tuple[tuple[int, Callable[[State], Value]], ...]:
        """The steps of which two effects may write one cell, with a test for when they do."""
        return tuple(
            (number, self.condition(conjoined(step)))
            for number, step in enumerate(self.steps)
            if step.clash != FALSE
        )

    def ground(self, term: Term, names: Mapping[str, Value] | None = None) -> Term:
        """Return a term of this machine, as simple as it gets, for parameters that have values."""
        return self._steps.grounder.ground(term, names or {})

    def arguments(self, call: Call) -> dict[str, Value]:
        """Return the parameters of a call with their values."""
        return dict(zip(self.machine.event(call.event).parameters, call.arguments, strict=True))

    def unpack(self, letter: str = "s") -> str:
        """Print the target of an assignment that takes a state apart."""
        names = "".join(f"{letter}{number}, " for number in range(len(self.layout.cells)))
        return f"({names})"

    def after(self, step: Step) -> str:
        """Print the state after a step; cells that it does not write are used as they are."""
        contents = (
            bounded(step.updates[number], source(step.updates[number], self.names))
            if number in step.updates
            else f"s{number}"
            for number in range(len(self.layout.cells))
        )
        return f"({''.join(f'{content}, ' for content in contents)})"

    def _reaction(self, call: Call) -> Callable[[State], list[tuple[Step, State]]]:
        steps = self._steps.steps(call)
        lines = ["def reaction(state):", f" {self.unpack()} = state", " out = []"]
        lines += [*self._branches(steps), " return out"]
        found = cast(
            "Callable[[State], list[tuple[int, State]]]", compiled("\n".join(lines), "reaction")
        )
        return lambda state: [(steps[number], after) for number, after in found(state)]

    def _branches(self, steps: Sequence[Step]) -> list[str]:
        made = [
            branch(step.condition, self.names, [f"out.append(({number}, {self.after(step)}))"])
            for number, step in enumerate(steps)
        ]
        return list(nested(made, 1))


def belongs(of: Type, name: str) -> str:
    """Print the test that a content is of a type; nothing where no expression can leave it."""
    if isinstance(of.values, range):
        return f"{of.values[0]} <= {name} <= {of.values[-1]}"
    return f"{name} in {tuple(of.values)!r}" if isinstance(of.values[0], int) else ""


def conjoined(step: Step) -> Term:
    """Return the condition under which a step is taken and writes a cell twice."""
    return Operation(Operator.AND, (step.condition, step.clash))
