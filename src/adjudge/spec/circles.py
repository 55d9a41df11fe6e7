"""Circles in a graph of names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def circles(edges: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Find circles: at least one for each set of names that reach each other.

    Every name is visited once, without recursion, so a chain of any length is fine.

    Args:
        edges: the names to which each name points.

    Yields:
        The names on the circle in their order; the last points to the first.
    """
    done: set[str] = set()
    for start in edges:
        if start not in done:
            yield from _from(start, edges, done)


def _from(
    start: str, edges: Mapping[str, Sequence[str]], done: set[str]
) -> Iterator[tuple[str, ...]]:
    """Walk depth first; a name that is met again while it is on the path closes a circle."""
    path = {start: 0}
    ahead = [iter(edges.get(start, ()))]
    while ahead:
        name = next(ahead[-1], None)
        if name is None:
            ahead.pop()
            done.add(path.popitem()[0])
        elif name in path:
            yield tuple(path)[path[name] :]
        elif name not in done:
            path[name] = len(path)
            ahead.append(iter(edges.get(name, ())))
