"""Guarded branches as nested Python conditions: a test that many branches share is made once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adjudge.machine.python_code import Names, source
from adjudge.machine.terms import Operation, Operator, Term, Undefined, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PARTIAL = {Operator.DIVIDE, Operator.REMAINDER}
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Branch:
    """Lines that run where all tests hold.

    The first `loose` tests always have a value, so that they may be made in any order; each later
    one may rely on those before it.
    """

    tests: tuple[str, ...]
    loose: int
    lines: tuple[str, ...]

    @property
    def candidates(self) -> tuple[str, ...]:
        """The tests that may be made next."""
        return self.tests[: max(self.loose, 1)]

    def without(self, test: str) -> Branch:
        """Return the branch where one of its candidates is known to hold."""
        number = self.tests.index(test)
        left = self.tests[:number] + self.tests[number + 1 :]
        return replace(self, tests=left, loose=max(self.loose - 1, 0))


def branch(condition: Term, names: Names, lines: Sequence[str]) -> Branch:
    """Print a grounded condition as the tests of a branch."""
    parts = conjuncts(condition)
    loose = next((n for n, part in enumerate(parts) if not is_total(part)), len(parts))
    return Branch(tuple(source(part, names) for part in parts), loose, tuple(lines))


def conjuncts(term: Term) -> tuple[Term, ...]:
    """Return the terms that must all hold for a term to hold; none for what is plainly true."""
    if isinstance(term, Operation) and term.operator is Operator.AND:
        return tuple(part for operand in term.operands for part in conjuncts(operand))
    return () if _is_true(term) else (term,)


def is_total(term: Term) -> bool:
    """Whether a grounded term has a value in every state."""
    return not any(
        isinstance(part, Undefined) or (isinstance(part, Operation) and part.operator in _PARTIAL)
        for part in walk(term)
    )


def nested(branches: Sequence[Branch], depth: int) -> Iterator[str]:
    """Print branches as Python; each goes by that of its tests which most branches share.

    Args:
        branches: what to print; those with fewer tests come first, otherwise their order is kept.
        depth: how deep the first line is indented, in steps of one space.
    """
    counts = Counter(test for each in branches for test in each.candidates)
    groups: dict[str, list[Branch]] = {}
    for each in branches:
        if each.tests:
            groups.setdefault(max(each.candidates, key=counts.__getitem__), []).append(each)
        else:
            yield from (" " * depth + line for line in each.lines)
    for test, members in groups.items():
        yield from _group(test, members, depth)


def _group(test: str, members: list[Branch], depth: int) -> Iterator[str]:
    if len(members) > 1 and depth < _DEEPEST:
        yield f"{' ' * depth}if {test}:"
        yield from nested([member.without(test) for member in members], depth + 1)
        return
    for member in members:
        yield f"{' ' * depth}if {' and '.join(member.tests)}:"
        yield from (" " * (depth + 1) + line for line in member.lines)


def _is_true(term: Term) -> bool:
    return getattr(term, "value", None) is True
