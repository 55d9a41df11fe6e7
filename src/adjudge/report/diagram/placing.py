"""Where layered nodes of different sizes stand, as close to their neighbours as there is room."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.report.diagram.layering import Layers

_SWEEPS = 24
_BEND = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Places:
    """The centre of every node and bend: how deep, and how far across.

    `spans` tell for each from where to where its layer reaches in depth.
    """

    centres: Mapping[int, tuple[float, float]]
    spans: Mapping[int, tuple[float, float]]


def placed(
    layers: Layers, sizes: Sequence[tuple[float, float]], gaps: tuple[float, float]
) -> Places:
    """Place the nodes of layers.

    Args:
        layers: the order of the nodes.
        sizes: for each node its extent in the direction of depth, and across.
        gaps: the room between layers, and between neighbours of one layer.
    """
    spans = _spans(layers, sizes, gaps[0])
    across = _Across(layers, sizes, gaps[1]).solved()
    return Places({node: (sum(spans[node]) / 2, across[node]) for node in across}, spans)


def _size(sizes: Sequence[tuple[float, float]], node: int) -> tuple[float, float]:
    return sizes[node] if node < len(sizes) else _BEND


def _spans(
    layers: Layers, sizes: Sequence[tuple[float, float]], gap: float
) -> dict[int, tuple[float, float]]:
    depth = 0.0
    found: dict[int, tuple[float, float]] = {}
    for layer in layers.layers:
        extent = max((_size(sizes, node)[0] for node in layer), default=0.0)
        found.update(dict.fromkeys(layer, (depth, depth + extent)))
        depth += extent + gap
    return found


class _Across:
    """Places the nodes of each layer near the mean of their neighbours, in their order."""

    def __init__(self, layers: Layers, sizes: Sequence[tuple[float, float]], gap: float) -> None:
        self.layers = layers.layers
        self.sizes = sizes
        self.gap = gap
        self.neighbours: dict[int, list[int]] = {n: [] for layer in self.layers for n in layer}
        for route in layers.routes:
            for one, other in itertools.pairwise(route):
                self.neighbours[one].append(other)
                self.neighbours[other].append(one)
        self.at: dict[int, float] = {}

    def solved(self) -> dict[int, float]:
        for layer in self.layers:
            self._settle(layer, [0.0] * len(layer))
        for sweep in range(_SWEEPS):
            order = self.layers if sweep % 2 == 0 else self.layers[::-1]
            for layer in order:
                self._settle(layer, [self._wish(node) for node in layer])
        return self.at

    def _wish(self, node: int) -> float:
        near = self.neighbours[node]
        return sum(self.at[other] for other in near) / len(near) if near else self.at[node]

    def _settle(self, layer: Sequence[int], wishes: Sequence[float]) -> None:
        """Fulfil wishes as far as the order and the sizes allow, by least squares.

        Pooling adjacent violators: nodes that would overlap are moved together as one block
        (Barlow et al., Statistical Inference under Order Restrictions, 1972).
        """
        offsets = self._offsets(layer)
        blocks: list[tuple[float, int]] = []
        for wish, offset in zip(wishes, offsets, strict=True):
            blocks.append((wish - offset, 1))
            while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
                (mean, weight), (last, more) = blocks[-2:]
                total = weight + more
                blocks[-2:] = [((mean * weight + last * more) / total, total)]
        means = [mean for mean, weight in blocks for _ in range(weight)]
        for node, mean, offset in zip(layer, means, offsets, strict=True):
            self.at[node] = mean + offset

    def _offsets(self, layer: Sequence[int]) -> list[float]:
        offsets, offset, before = [], 0.0, 0.0
        for number, node in enumerate(layer):
            half = _size(self.sizes, node)[1] / 2
            offset += before + half + (self.gap if number else 0.0)
            offsets.append(offset)
            before = half
        return offsets
