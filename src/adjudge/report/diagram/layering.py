"""Who stands on which layer, and in which order: by the method of Sugiyama, Tagawa and Toda (1981).

`fast-sugiyama` ranks the nodes and orders each layer so that few lines cross; it knows nothing of
sizes, so the coordinates are computed in `adjudge.report.diagram.placing`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class MissingDrawingError(AdjudgeError):
    """The libraries that draw are not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"drawing needs the library {name}, which is not installed",
            next_step="install it with: pip install 'adjudge[draw]'; a file that ends in .mmd needs none",
        )


@dataclass(frozen=True, slots=True)
class Layers:
    """The nodes of each layer in order, and what each edge passes on its way.

    Numbers beyond those of the given nodes are bends: places where an edge crosses a layer.
    `routes` stand at the position of their edge and run from its source to its target.
    """

    layers: tuple[tuple[int, ...], ...]
    routes: tuple[tuple[int, ...], ...]


def layered(count: int, edges: Sequence[tuple[int, int]], back: Collection[int] = ()) -> Layers:
    """Put nodes on layers so that edges run from earlier layers to later ones as far as they can.

    Args:
        count: how many nodes there are; they are the numbers below it, in the order of reading.
        edges: pairs of different nodes.
        back: the positions of the edges that lead back; without them there is no cycle.

    Raises:
        MissingDrawingError: the library is not installed.
    """
    forward = [(b, a) if number in back else (a, b) for number, (a, b) in enumerate(edges)]
    layers: list[list[int]] = [[]]
    routes: dict[tuple[int, int], tuple[int, ...]] = {}
    bends = count
    for part in _from_library(list(dict.fromkeys(forward)), count):
        bends = _add(part, count, bends, layers, routes)
    placed = {node for layer in layers for node in layer}
    layers[0] += [node for node in range(count) if node not in placed]
    found = [routes[edge] for edge in forward]
    return Layers(
        tuple(map(tuple, layers)),
        tuple(route[::-1] if number in back else route for number, route in enumerate(found)),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One connected part as the library lays it out: rows of nodes from first to last, and lines."""

    rows: tuple[tuple[int, ...], ...]
    lines: tuple[tuple[int, int], ...]


def _from_library(edges: list[tuple[int, int]], count: int) -> list[_Part]:
    """Lay out each connected part by itself; the numbers of its bends begin at `count`."""
    try:
        from fast_sugiyama import from_edges
    except ImportError as error:
        raise MissingDrawingError("fast-sugiyama") from error
    parts = []
    for group in _connected(edges):
        # The library numbers its bends from the number of nodes that it sees, and goes through a set
        # of them: numbers without gaps are told apart, and keep their order.
        known = sorted({node for edge in group for node in edge})
        dense = {node: number for number, node in enumerate(known)}
        own = dict(enumerate(known))
        close = [(dense[a], dense[b]) for a, b in group]
        ((positions, _, _, lines),) = from_edges(close, dummy_vertices=True, check_layout=False)
        named = [(own.get(int(n), count + int(n)), x, y) for n, (x, y) in positions]
        heights = sorted({y for _, _, y in named}, reverse=True)
        rows = [sorted((x, n) for n, x, y in named if y == height) for height in heights]
        ends = [[own.get(int(n), count + int(n)) for n in pair] for pair in lines or ()]
        parts.append(
            _Part(tuple(tuple(n for _, n in row) for row in rows), tuple((a, b) for a, b in ends))
        )
    return parts


def _connected(edges: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Group edges by the connected part that they belong to, in the order of reading."""
    groups: list[tuple[set[int], list[tuple[int, int]]]] = []
    for edge in edges:
        touching = [group for group in groups if group[0] & set(edge)]
        nodes = set(edge).union(*(nodes for nodes, _ in touching))
        members = [each for _, group in touching for each in group]
        groups = [group for group in groups if group not in touching]
        groups.append((nodes, [*members, edge]))
    return [members for _, members in sorted(groups, key=lambda group: min(group[0]))]


def _add(
    part: _Part,
    count: int,
    bends: int,
    layers: list[list[int]],
    routes: dict[tuple[int, int], tuple[int, ...]],
) -> int:
    """Add one connected part to what is there; return the first free number of a bend."""
    own = sorted(node for row in part.rows for node in row if node >= count)
    numbers = {node: bends + place for place, node in enumerate(own)}
    for depth, row in enumerate(part.rows):
        if depth == len(layers):
            layers.append([])
        layers[depth] += [numbers.get(node, node) for node in row]
    following = [(numbers.get(a, a), numbers.get(b, b)) for a, b in part.lines]
    onward = {a: b for a, b in following if a >= count}
    for a, b in following:
        if a < count:
            route = [a, b]
            while route[-1] >= count:
                route.append(onward[route[-1]])
            routes[a, route[-1]] = tuple(route)
    return bends + len(own)


def backward(count: int, edges: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Find the edges that lead back, going through the nodes in the order of reading.

    An edge from a node to itself is one of them.
    """
    leaving: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, (source, target) in enumerate(edges):
        leaving[source].append((number, target))
    back, open_, done = set(), set(), set()
    for root in range(count):
        if root in done:
            continue
        stack = [(root, iter(leaving[root]))]
        open_.add(root)
        while stack:
            node, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                stack.pop()
                open_.discard(node)
                done.add(node)
            elif step[1] in open_:
                back.add(step[0])
            elif step[1] not in done:
                open_.add(step[1])
                stack.append((step[1], iter(leaving[step[1]])))
    return frozenset(back)
