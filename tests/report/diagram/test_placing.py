from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from adjudge.report.diagram.layering import Layers
from adjudge.report.diagram.placing import placed

_SIZES = st.lists(st.tuples(st.floats(1, 200), st.floats(1, 200)), min_size=1, max_size=8)


@given(_SIZES, st.integers(1, 4), st.floats(1, 50))
def test_nodes_of_a_layer_keep_their_order_and_their_distance(
    sizes: list[tuple[float, float]], rows: int, gap: float
) -> None:
    layers = tuple(tuple(range(start, len(sizes), rows)) for start in range(min(rows, len(sizes))))
    routes = tuple((a, b) for one, two in pairwise(layers) for a in one for b in two)

    places = placed(Layers(layers, routes), sizes, (10.0, gap)).centres

    for layer in layers:
        for left, right in pairwise(layer):
            room = (sizes[left][1] + sizes[right][1]) / 2 + gap
            assert places[right][1] - places[left][1] >= room - 1e-6


def test_a_node_with_one_neighbour_stands_straight_behind_it() -> None:
    places = placed(Layers(((0,), (1,)), ((0, 1),)), [(10, 30), (10, 80)], (5, 5)).centres

    assert places[0][1] == places[1][1]
    assert places[1][0] - places[0][0] == 15
