"""From a sketch to a picture: every box and line with its coordinates.

A label is a node of its own on its arrow's way, so that it has room and nothing crosses it. A group
is laid out by itself first and is then one large node of what contains it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adjudge.report.diagram.layering import backward, layered
from adjudge.report.diagram.measure import LINE, SIZE, width
from adjudge.report.diagram.placing import placed
from adjudge.report.diagram.sketch import Line, Shape, Spot, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.report.diagram.placing import Places
    from adjudge.report.diagram.sketch import Sketch

Point = tuple[float, float]

PADDING = 12.0
RULE = 8.0
"""The room around the rule between a state's name and what happens inside it."""
_GAPS = (26.0, 30.0)
_REMARK = 11.0
_LEAN = 12.0
_GROUP_TOP = 2 * LINE
_GROUP_PADDING = 18.0
_SMALL = {Shape.START: 16.0, Shape.FINAL: 22.0, Shape.CHOICE: 26.0}


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its centre and extent."""

    spot: Spot
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tag:
    """The label of a line with its centre and extent."""

    text: Text
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """A line: the points that it passes, and its label where it has one."""

    line: Line
    points: tuple[Point, ...]
    tag: Tag | None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything with coordinates; the upper left corner is the origin. Groups come first."""

    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    width: float
    height: float
    title: str = ""


def arranged(sketch: Sketch) -> Picture:
    """Lay out a sketch.

    Raises:
        MissingDrawingError: the library for it is not installed.
    """
    return _Arranger(sketch).group("")


def text_size(text: Text) -> tuple[float, float]:
    """Return the room that a label needs, its remark included."""
    if not text.lines and not text.remark:
        return 0.0, 0.0
    widest = max(map(width, text.lines), default=0.0)
    remark = width(text.remark, size=_REMARK) + 14 if text.remark else 0.0
    return widest + remark + 8, max(len(text.lines), 1) * LINE + 4


def spot_size(spot: Spot) -> tuple[float, float]:
    """Return the extent of a node that is no group."""
    if spot.shape in _SMALL:
        return _SMALL[spot.shape], _SMALL[spot.shape]
    sizes = [text_size(text) for text in spot.inner]
    widest = max([width(spot.title, size=SIZE, bold=True), 44.0, *(w for w, _ in sizes)])
    inner = sum(h for _, h in sizes) + 2 * RULE if sizes else 0.0
    return widest + 2 * PADDING, LINE + 2 * PADDING - 4 + inner


class _Arranger:
    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.spots = {spot.key: spot for spot in sketch.spots}

    def group(self, parent: str) -> Picture:
        """Lay out what one group holds; the picture is as large as that."""
        members = [spot for spot in self.sketch.spots if spot.parent == parent]
        inner = {s.key: self.group(s.key) for s in members if s.shape is Shape.GROUP}
        keys = [spot.key for spot in members]
        lines = [line for line in self.sketch.lines if self._level(line) == parent]
        sizes = [self._extent(spot, inner) for spot in members]
        sizes += [text_size(line.label) for line in lines]
        ends = [
            (
                keys.index(self._member(line.source, parent)),
                keys.index(self._member(line.target, parent)),
            )
            for line in lines
        ]
        halves = [half for n, (a, b) in enumerate(ends, len(keys)) for half in ((a, n), (n, b))]
        back = {2 * n + 1 for n in backward(len(keys), ends)}
        back |= {2 * n for n in backward(len(keys), ends) if len(set(ends[n])) > 1}
        layers = layered(len(sizes), halves, back)
        turned = sizes if self.sketch.across else [(h, w) for w, h in sizes]
        places = placed(layers, turned, _GAPS)
        at = [self._turned(places.centres[n]) for n in range(len(sizes))]
        boxes = [Box(s, *at[n], *sizes[n]) for n, s in enumerate(members)]
        routes = []
        for number, line in enumerate(lines):
            label = len(keys) + number
            way = [*layers.routes[2 * number], *layers.routes[2 * number + 1][1:]]
            points = tuple(map(self._turned, _straightened(way, places, turned)))
            tag = Tag(line.label, *at[label], *sizes[label]) if line.label.lines else None
            routes.append(Route(line, points, tag))
        return self._trimmed(self._inside(boxes, inner), routes, inner, boxes)

    def _turned(self, place: Point) -> Point:
        """Turn depth and breadth into what is right and what is down."""
        return place if self.sketch.across else (place[1], place[0])

    def _extent(self, spot: Spot, inner: dict[str, Picture]) -> tuple[float, float]:
        if spot.key not in inner:
            return spot_size(spot)
        within = inner[spot.key]
        title = width(spot.title, bold=True) + 2 * PADDING
        top = _GROUP_TOP if spot.title else _GROUP_PADDING
        wide = max(within.width, title) + 2 * _GROUP_PADDING
        return wide, within.height + top + _GROUP_PADDING

    def _inside(self, boxes: Sequence[Box], inner: dict[str, Picture]) -> list[Box]:
        """Put each group before what it holds, all in the coordinates of the outer one."""
        found = []
        for box in boxes:
            found.append(box)
            if box.spot.key in inner:
                dx, dy = _origin(box, inner[box.spot.key])
                found += [replace(b, x=b.x + dx, y=b.y + dy) for b in inner[box.spot.key].boxes]
        return found

    def _trimmed(
        self, boxes: list[Box], routes: list[Route], inner: dict[str, Picture], own: Sequence[Box]
    ) -> Picture:
        """Let every line end at the edge of its boxes, add the inner lines, and move to the origin."""
        by_key = {box.spot.key: box for box in boxes}
        done = [_clipped(route, by_key) for route in routes]
        for box in own:
            if box.spot.key in inner:
                dx, dy = _origin(box, inner[box.spot.key])
                done += [_moved(route, dx, dy) for route in inner[box.spot.key].routes]
        rectangles = [(b.x, b.y, b.width, b.height) for b in own]
        rectangles += [(r.tag.x, r.tag.y, r.tag.width, r.tag.height) for r in done if r.tag]
        rectangles += [(x, y, 8.0, 8.0) for route in done for x, y in route.points]
        left = min((x - w / 2 for x, _, w, _ in rectangles), default=0.0)
        top = min((y - h / 2 for _, y, _, h in rectangles), default=0.0)
        right = max((x + w / 2 for x, _, w, _ in rectangles), default=0.0)
        bottom = max((y + h / 2 for _, y, _, h in rectangles), default=0.0)
        return Picture(
            tuple(replace(box, x=box.x - left, y=box.y - top) for box in boxes),
            tuple(_moved(route, -left, -top) for route in done),
            right - left,
            bottom - top,
            self.sketch.title,
        )

    def _level(self, line: Line) -> str:
        """Return the innermost group that holds both ends of a line."""
        above = set(self._parents(line.source))
        return next(parent for parent in self._parents(line.target) if parent in above)

    def _parents(self, key: str) -> list[str]:
        found = []
        while key:
            key = self.spots[key].parent
            found.append(key)
        return found

    def _member(self, key: str, parent: str) -> str:
        """Return the node directly inside `parent` that is or contains `key`."""
        while self.spots[key].parent != parent:
            key = self.spots[key].parent
        return key


def _straightened(
    way: Sequence[int], places: Places, sizes: Sequence[tuple[float, float]]
) -> list[Point]:
    """Let a line run straight through a layer that is much deeper than what it passes there."""
    points: list[Point] = []
    for number, node in enumerate(way):
        depth, across = places.centres[node]
        start, end = places.spans[node]
        deep = end - start > (sizes[node][0] if node < len(sizes) else 0.0) + _GAPS[0]
        before = places.centres[way[max(number - 1, 0)]]
        after = places.centres[way[min(number + 1, len(way) - 1)]]
        if deep and before[0] != depth:
            edge = start if before[0] < depth else end
            points.append((edge, across + _leaning(before[1] - across)))
        points.append((depth, across))
        if deep and after[0] != depth:
            edge = end if after[0] > depth else start
            points.append((edge, across + _leaning(after[1] - across)))
    return points


def _leaning(distance: float) -> float:
    """Lean a little to the side from which a line comes, so that two lines stay apart."""
    return max(-_LEAN, min(_LEAN, distance))


def _origin(box: Box, within: Picture) -> Point:
    """Where the inside of a group starts."""
    top = _GROUP_TOP if box.spot.title else _GROUP_PADDING
    return box.x - within.width / 2, box.y - box.height / 2 + top


def _moved(route: Route, dx: float, dy: float) -> Route:
    points = tuple((x + dx, y + dy) for x, y in route.points)
    tag = route.tag
    if tag is not None:
        tag = replace(tag, x=tag.x + dx, y=tag.y + dy)
    return replace(route, points=points, tag=tag)


def _clipped(route: Route, boxes: dict[str, Box]) -> Route:
    """Cut a line off where it meets the boxes at its ends; those may stand inside a group."""
    source, target = boxes[route.line.source], boxes[route.line.target]
    middle = list(route.points[1:-1])
    first = border(source, middle[0] if middle else (target.x, target.y))
    last = border(target, middle[-1] if middle else (source.x, source.y))
    return replace(route, points=(first, *middle, last))


def border(box: Box, towards: Point) -> Point:
    """Return where the line from a box's centre towards a point leaves the box."""
    dx, dy = towards[0] - box.x, towards[1] - box.y
    if not dx and not dy:
        return box.x, box.y
    if box.spot.shape in {Shape.START, Shape.FINAL}:
        scale = box.width / 2 / (dx * dx + dy * dy) ** 0.5
    elif box.spot.shape is Shape.CHOICE:
        scale = box.width / 2 / (abs(dx) + abs(dy))
    else:
        horizontal = box.width / 2 / abs(dx) if dx else float("inf")
        vertical = box.height / 2 / abs(dy) if dy else float("inf")
        scale = min(horizontal, vertical)
    return box.x + dx * scale, box.y + dy * scale
