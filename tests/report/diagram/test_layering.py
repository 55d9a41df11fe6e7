from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adjudge.report.diagram.layering import backward, layered


@st.composite
def _graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    count = draw(st.integers(1, 9))
    node = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(node, node), max_size=14, unique=True))
    return count, [(a, b) for a, b in pairs if a != b]


@given(_graphs())
def test_every_node_stands_once_and_every_route_joins_its_ends(
    graph: tuple[int, list[tuple[int, int]]],
) -> None:
    count, edges = graph

    found = layered(count, edges, backward(count, edges))

    nodes = [node for layer in found.layers for node in layer]
    assert sorted(node for node in nodes if node < count) == list(range(count))
    assert len(nodes) == len(set(nodes))
    assert [(route[0], route[-1]) for route in found.routes] == edges
    assert {node for route in found.routes for node in route} <= set(nodes)


@given(_graphs())
def test_without_the_edges_that_lead_back_every_edge_leads_to_a_later_layer(
    graph: tuple[int, list[tuple[int, int]]],
) -> None:
    count, edges = graph
    back = backward(count, edges)

    found = layered(count, edges, back)

    depth = {node: number for number, layer in enumerate(found.layers) for node in layer}
    for number, (source, target) in enumerate(edges):
        assert (depth[source] > depth[target]) == (number in back)


def test_the_edge_that_closes_a_circle_in_the_order_of_reading_leads_back() -> None:
    assert backward(3, [(0, 1), (1, 2), (2, 0)]) == {2}


def test_an_edge_from_a_node_to_itself_leads_back() -> None:
    assert backward(1, [(0, 0)]) == {0}


def test_the_same_graph_is_laid_out_the_same_way() -> None:
    edges = [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3), (4, 5)]

    assert layered(6, edges) == layered(6, edges)
