"""A picture as SVG 1.1: no script, nothing from elsewhere, readable on a light and a dark page.

Colours are those of Okabe and Ito (2008), which people who see few colours can tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from adjudge.report.diagram.arranging import (
    PADDING,
    RULE,
    Box,
    Picture,
    Point,
    Route,
    Tag,
    text_size,
)
from adjudge.report.diagram.measure import LINE, SIZE, width
from adjudge.report.diagram.sketch import Shape, Text, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

_MARGIN = 20.0
_BASELINE = 4.5
_REMARK = 11.0
_HEAD = 9.0
_TONES = {
    Tone.PLAIN: "#3b4252",
    Tone.NONE: "#d55e00",
    Tone.SOME: "#0072b2",
    Tone.ALL: "#00795a",
    Tone.PATH: "#b3007a",
}
_STYLE = """
.page { fill: #ffffff } .state { fill: #f5f7fa; stroke: #3b4252; stroke-width: 1.4 }
.group { fill: #00000008; stroke: #7b8494; stroke-width: 1.2; stroke-dasharray: 5 4 }
.rule { stroke: #aab2c0; stroke-width: 1 } .ink { fill: #1f2430 } .solid { fill: #3b4252 }
@media (prefers-color-scheme: dark) {
.page { fill: #14171f } .state { fill: #232936; stroke: #aeb8ca }
.group { fill: #ffffff0a; stroke: #8a94a8 } .rule { stroke: #4c566a }
.ink { fill: #e6eaf2 } .solid { fill: #aeb8ca } .plain { stroke: #aeb8ca } .head-plain { fill: #aeb8ca }
}
"""


def render(picture: Picture) -> str:
    """Return the SVG document; the same picture gives the same bytes."""
    wide, high = picture.width + 2 * _MARGIN, picture.height + 2 * _MARGIN
    size = f'width="{wide:.0f}" height="{high:.0f}" viewBox="0 0 {wide:.0f} {high:.0f}"'
    body = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"'
            " font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\""
            f' font-size="{SIZE:.0f}">'
        ),
        f"<title>{escape(picture.title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect class="page" fill="#ffffff" width="{wide:.0f}" height="{high:.0f}"/>',
        f'<g transform="translate({_MARGIN:.0f} {_MARGIN:.0f})">',
        *(part for box in picture.boxes if box.spot.shape is Shape.GROUP for part in _box(box)),
        *(part for route in picture.routes for part in _route(route)),
        *(part for box in picture.boxes if box.spot.shape is not Shape.GROUP for part in _box(box)),
        *(part for route in picture.routes if route.tag for part in _tag(route.tag)),
        "</g>",
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _box(box: Box) -> Iterator[str]:
    match box.spot.shape:
        case Shape.START:
            yield f'<circle class="solid" cx="{box.x:.1f}" cy="{box.y:.1f}" r="{box.width / 2:.1f}"/>'
        case Shape.FINAL:
            yield _ring(
                box, box.width / 2, 'fill="none" stroke="#3b4252" stroke-width="1.6"', "plain"
            )
            yield _ring(box, box.width / 2 - 4.5, "", "solid")
        case Shape.CHOICE:
            yield _diamond(box)
        case Shape.GROUP:
            yield _frame(box, "group", 12)
            yield _words(box.spot.title, box.x, box.y - box.height / 2 + LINE, _BOLD)
        case Shape.STATE:
            yield from _state(box)


def _ring(box: Box, radius: float, style: str, name: str) -> str:
    return f'<circle class="{name}" cx="{box.x:.1f}" cy="{box.y:.1f}" r="{radius:.1f}" {style}/>'


def _diamond(box: Box) -> str:
    half = box.width / 2
    corners = ((0, -half), (half, 0), (0, half), (-half, 0))
    points = " ".join(f"{box.x + dx:.1f},{box.y + dy:.1f}" for dx, dy in corners)
    return f'<polygon class="state" points="{points}"/>'


def _frame(box: Box, name: str, radius: int, style: str = "") -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    return (
        f'<rect class="{name}" x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}"'
        f' height="{box.height:.1f}" rx="{radius}"{style}/>'
    )


def _state(box: Box) -> Iterator[str]:
    colour = _TONES[box.spot.tone]
    marked = box.spot.tone is not Tone.PLAIN
    yield _frame(box, "state", 10, f' style="stroke: {colour}; stroke-width: 3"' if marked else "")
    top = box.y - box.height / 2 + PADDING - 2
    yield _words(box.spot.title, box.x, top + LINE / 2, _BOLD)
    if not box.spot.inner:
        return
    line = top + LINE + RULE
    left, right = box.x - box.width / 2, box.x + box.width / 2
    yield f'<line class="rule" x1="{left:.1f}" x2="{right:.1f}" y1="{line:.1f}" y2="{line:.1f}"/>'
    line += RULE
    for text in box.spot.inner:
        high = text_size(text)[1]
        yield from _text(text, left + PADDING, line, right - left - 2 * PADDING)
        line += high


def _text(text: Text, left: float, top: float, room: float) -> Iterator[str]:
    """Write lines from the left, and the remark at the right of the first."""
    look = _Look("start", colour=_TONES[Tone.PATH] if text.tone is Tone.PATH else "")
    for number, line in enumerate(text.lines):
        yield _words(line, left, top + LINE / 2 + number * LINE, look)
    if text.remark:
        yield _badge(text, left + room - 3, top + LINE / 2)


def _badge(text: Text, right: float, y: float) -> str:
    wide = width(text.remark, size=_REMARK) + 8
    colour = _TONES[text.tone]
    words = _words(text.remark, right - wide / 2 + 2, y, _Look(size=_REMARK, colour=colour))
    box = (
        f'<rect x="{right - wide + 2:.1f}" y="{y - 8:.1f}" width="{wide:.1f}" height="16" rx="8"'
        f' fill="{colour}" fill-opacity="0.12"/>'
    )
    return f"<g>{box}{words}</g>"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a line of text is set."""

    anchor: str = "middle"
    bold: bool = False
    size: float = SIZE
    colour: str = ""


_PLAIN = _Look()
_BOLD = _Look(bold=True)


def _words(text: str, x: float, y: float, look: _Look = _PLAIN) -> str:
    """Write one line, fixed to its measured length, its middle at `y`."""
    if not text:
        return ""
    weight = ' font-weight="600"' if look.bold else ""
    own = f' font-size="{look.size:.0f}"' if look.size != SIZE else ""
    colour = f' style="fill: {look.colour}"' if look.colour else ""
    length = width(text, size=look.size, bold=look.bold)
    return (
        f'<text class="ink" x="{x:.1f}" y="{y + _BASELINE:.1f}" text-anchor="{look.anchor}"{weight}'
        f'{own}{colour} textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"'
        f' xml:space="preserve">{escape(text)}</text>'
    )


def _route(route: Route) -> Iterator[str]:
    """Draw a line with its head, interrupted where its label stands."""
    tone = route.line.label.tone
    colour = _TONES[tone]
    thick = 2.6 if tone is Tone.PATH else 1.5
    points = route.points
    head = _arrow_head(points[-2], points[-1])
    shortened = (*points[:-1], _short_of(points[-2], points[-1]))
    yield (
        f'<path class="{tone}" d="{_curve(shortened)}" fill="none" stroke="{colour}"'
        f' stroke-width="{thick}"/>'
    )
    yield f'<polygon class="head-{tone}" points="{head}" fill="{colour}"/>'


def _tag(tag: Tag) -> Iterator[str]:
    left, top = tag.x - tag.width / 2, tag.y - tag.height / 2
    yield (
        f'<rect class="page" fill="#ffffff" x="{left:.1f}" y="{top:.1f}" width="{tag.width:.1f}"'
        f' height="{tag.height:.1f}" rx="6"/>'
    )
    yield from _text(tag.text, left + 4, top + 2, tag.width - 8)


def _curve(points: Sequence[Point]) -> str:
    """Go through all points without corners (a Catmull-Rom spline as cubic Bézier curves)."""
    steps = [f"M {points[0][0]:.1f} {points[0][1]:.1f}"]
    for number in range(len(points) - 1):
        before = points[max(number - 1, 0)]
        start, end = points[number], points[number + 1]
        after = points[min(number + 2, len(points) - 1)]
        one = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        two = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        steps.append(f"C {_pair(one)}, {_pair(two)}, {_pair(end)}")
    return " ".join(steps)


def _pair(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _unit(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    return dx / length, dy / length


def _short_of(start: Point, end: Point) -> Point:
    dx, dy = _unit(start, end)
    return end[0] - dx * _HEAD * 0.8, end[1] - dy * _HEAD * 0.8


def _arrow_head(start: Point, end: Point) -> str:
    dx, dy = _unit(start, end)
    back = (end[0] - dx * _HEAD, end[1] - dy * _HEAD)
    side = _HEAD * 0.45
    corners = (
        end,
        (back[0] - dy * side, back[1] + dx * side),
        (back[0] + dy * side, back[1] - dx * side),
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
