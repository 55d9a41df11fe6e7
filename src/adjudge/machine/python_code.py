"""Grounded terms as Python source, from our own shapes only: never from the author's text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn, cast

from adjudge.errors import AdjudgeError
from adjudge.machine.terms import Cell, Literal, Operation, Operator, Term, Undefined, walk

if TYPE_CHECKING:
    from collections.abc import Callable

Names = Mapping[Cell, str]
"""The Python name that holds each cell."""

_INFIX = {
    Operator.ADD,
    Operator.SUBTRACT,
    Operator.MULTIPLY,
    Operator.DIVIDE,
    Operator.REMAINDER,
    Operator.EQUAL,
    Operator.DIFFERENT,
    Operator.LESS,
    Operator.AT_MOST,
    Operator.MORE,
    Operator.AT_LEAST,
    Operator.AND,
    Operator.OR,
}


LARGEST = 2**1024
"""Numbers grow no further: squaring one again and again would fill the memory within some steps."""


class UndefinedError(AdjudgeError):
    """An expression has no value in some state: an index outside its type, a number that grew huge."""


def source(term: Term, names: Names) -> str:
    """Print a grounded term as a Python expression.

    Raises:
        TypeError: the term is not grounded.
    """
    match term:
        case Literal(value):
            return repr(value)
        case Cell():
            return names[term]
        case Undefined(reason):
            return f"_undefined({reason!r})"
        case Operation(operator, operands):
            return _operation(operator, [source(operand, names) for operand in operands])
        case _:
            raise TypeError(f"{term} is not grounded")


def compiled(
    code: str, name: str, known: Mapping[str, object] | None = None
) -> Callable[..., object]:
    """Compile the source of one function and return it.

    Args:
        code: its definition, printed from grounded terms.
        name: the name that it defines.
        known: what the names that the code uses beside its own stand for.
    """
    namespace: dict[str, object] = {
        "_undefined": _undefined,
        "_bounded": _bounded,
        **(known or {}),
    }
    exec(compile(code, f"<machine {name}>", "exec"), namespace)  # noqa: S102 - printed from terms, see `source`
    return cast("Callable[..., object]", namespace[name])


def _operation(operator: Operator, parts: list[str]) -> str:
    if operator in _INFIX:
        return f"({f' {operator} '.join(parts)})"
    match operator:
        case Operator.NOT:
            return f"(not {parts[0]})"
        case Operator.NEGATE:
            return f"(-{parts[0]})"
        case Operator.IMPLIES:
            return f"(not {parts[0]} or {parts[1]})"
        case Operator.IF:
            return f"({parts[1]} if {parts[0]} else {parts[2]})"
        case _:
            return f"{operator}({', '.join(parts)})"


def bounded(term: Term, printed: str) -> str:
    """Print the new content of a cell so that it has no value where a product grew huge.

    Sums grow by some digits with each step; a product may double its digits.
    """
    grows = any(
        isinstance(part, Operation) and part.operator is Operator.MULTIPLY for part in walk(term)
    )
    return f"_bounded({printed})" if grows else printed


def _bounded(value: int) -> int:
    if not -LARGEST < value < LARGEST:
        raise UndefinedError(
            "a number with more than 300 digits", next_step="bound it by a guard, or by its type"
        )
    return value


def _undefined(reason: str) -> NoReturn:
    raise UndefinedError(reason)
