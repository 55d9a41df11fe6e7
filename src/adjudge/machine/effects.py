"""What stands behind the `/` of a label: changes of cells, all at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine import expressions
from adjudge.machine.model import Effect
from adjudge.machine.show import show
from adjudge.machine.terms import Cell, Operation, Operator
from adjudge.machine.written import ReadingError
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.machine.scope import Scope
    from adjudge.machine.written import Written

_ASSIGNMENT = re.compile(r"(?P<target>[^=!<>]*?)\s*(?P<operator>[-+*]|//|%)?=(?!=)(?P<value>.*)\Z")
_OPERATORS = {
    "+": Operator.ADD,
    "-": Operator.SUBTRACT,
    "*": Operator.MULTIPLY,
}


def read(written: Written, scope: Scope) -> Effect:
    """Read one effect: `balance[src] -= amount`.

    Raises:
        ReadingError: it is no change of a cell, or its parts can't be read.
    """
    match = _ASSIGNMENT.match(written.text)
    if match is None or match["operator"] not in {None, *_OPERATORS}:
        message = f"`{written.text}` changes nothing"
        raise ReadingError(codes.EFFECT, message, written.location, written.text)
    target = written.part(*match.span("target"))
    cell, kinds = _target(target, scope)
    value = expressions.read(written.part(*match.span("value")), scope, kinds).term
    if match["operator"]:
        value = Operation(_OPERATORS[match["operator"]], (cell, value))
    return Effect(cell.variable, cell.index, value, written.text, written.location)


def distinct(changes: Sequence[Effect]) -> None:
    """Check that no two effects of one label plainly write the same cell.

    Raises:
        ReadingError: two of them do.
    """
    seen: set[Cell] = set()
    for each in changes:
        cell = Cell(each.variable, each.index)
        if cell in seen:
            message = f"`{show(cell)}` is changed twice at once"
            raise ReadingError(codes.DOUBLE_WRITE, message, each.location, each.text)
        seen.add(cell)


def _target(written: Written, scope: Scope) -> tuple[Cell, frozenset[str]]:
    """Read the left side: a cell that an effect may change."""
    name = re.match(r"\w*", written.text)
    word = name[0] if name else ""
    if word in scope.names:
        message = f'"{word}" is a parameter; an event can\'t change what it was given'
        raise ReadingError(codes.EFFECT, message, written.location, written.text)
    if word not in scope.variables:
        known = [each.name for each in scope.variables.values() if not each.control]
        message = f'"{word or written.text}" is no variable: {suggestion(word, known)}'
        raise ReadingError(codes.MACHINE_UNKNOWN, message, written.location, written.text)
    term, kinds = expressions.read(written, scope)
    if not isinstance(term, Cell):
        message = f"`{written.text}` is no variable that could be changed"
        raise ReadingError(codes.EFFECT, message, written.location, written.text)
    if scope.variables[term.variable].control:
        message = "only an arrow changes the state"
        mend = "draw an arrow to the state that is meant"
        raise ReadingError(codes.EFFECT, message, written.location, written.text, mend)
    return term, kinds
