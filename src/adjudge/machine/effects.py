"""What stands behind the `/` of a label: changes of cells, all at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine import expressions
from adjudge.machine.model import Effect
from adjudge.machine.scope import RESERVED
from adjudge.machine.terms import Cell, Literal, Operation, Operator, substituted
from adjudge.machine.written import ReadingError
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from adjudge.machine.scope import Scope
    from adjudge.machine.terms import Term, Value
    from adjudge.machine.written import Written

_ASSIGNMENT = re.compile(r"(?P<target>[^=!<>]*?)\s*(?P<operator>[-+*]|//|%)?=(?!=)(?P<value>.*)\Z")
_LOOP = re.compile(r"\s+for\s+(?P<name>\w+)\s+in\s+(?P<type>\w+)\s*\Z")
_OPERATORS = {
    "+": Operator.ADD,
    "-": Operator.SUBTRACT,
    "*": Operator.MULTIPLY,
}


def read(written: Written, scope: Scope) -> tuple[Effect, ...]:
    """Read one effect: `balance[src] -= amount`, or `balance[a] = 0 for a in account`.

    Returns:
        The effect; of one with `for`, an effect for each value.

    Raises:
        ReadingError: it is no change of a cell, or its parts can't be read.
    """
    loop = _LOOP.search(written.text)
    if loop is None:
        return (_single(written, scope),)
    name, kind = loop["name"], scope.types.get(loop["type"])
    if kind is None:
        message = f'"{loop["type"]}" is no type: {suggestion(loop["type"], scope.types)}'
        place = written.at(loop.start("type"))
        raise ReadingError(codes.MACHINE_UNKNOWN, message, place, loop["type"])
    if name in RESERVED or name in set(scope.known()):
        message = f'"{name}" already means something here; bind another name'
        raise ReadingError(codes.MACHINE_NAME, message, written.at(loop.start("name")), name)
    effect = _single(written.part(0, loop.start()), scope.with_names({name: kind.name}))
    return tuple(_given(effect, name, each, written.text) for each in kind.values)


def _given(effect: Effect, name: str, value: Value, text: str) -> Effect:
    known: dict[str, Term] = {name: Literal(value)}
    index = tuple(substituted(each, known) for each in effect.index)
    return replace(effect, index=index, value=substituted(effect.value, known), text=text)


def _single(written: Written, scope: Scope) -> Effect:
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
