"""From a machine's diagram, as its author drew it, to a sketch with coverage and a path painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.report.diagram.measure import wrapped
from adjudge.report.diagram.sketch import Line, Shape, Sketch, Spot, Text, Tone

if TYPE_CHECKING:
    from adjudge.machine.model import Arrow, Diagram, Node

EDGE = "[*]"
_MOST = 46
"""Characters of one line of a label, roughly."""
_SHAPES = {"choice": Shape.CHOICE, "composite": Shape.GROUP, "region": Shape.GROUP}


@dataclass(frozen=True, slots=True)
class Paint:
    """What is painted on a diagram; transitions are named by their position in the machine.

    `coverage` gives for a transition how many of its state-call pairs were exercised, and how many
    can be reached. `path` are transitions in the order in which they were taken, `end` the states
    (as drawn) in which the path ends, `refused` the call there that the machine refuses, if any.
    """

    coverage: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    path: tuple[int, ...] = ()
    end: frozenset[str] = frozenset()
    refused: str = ""


PLAIN = Paint()


def sketched(diagram: Diagram, title: str, paint: Paint = PLAIN) -> Sketch:
    """Return what is to be drawn of one diagram."""
    parents = {node.name: node.parent for node in diagram.nodes}
    groups = set(parents.values())
    inner: dict[str, list[Text]] = {}
    lines = []
    ends: dict[str, Spot] = {}
    for arrow in diagram.arrows:
        label = _label(arrow, paint)
        if arrow.source == arrow.target:
            inner.setdefault(arrow.source, []).append(label)
            continue
        start, stop = _ends(arrow, parents)
        for spot in (start, stop):
            ends.update({spot.key: spot} if spot else {})
        source = start.key if start else arrow.source
        lines.append(Line(source, stop.key if stop else arrow.target, label))
    spots = [_spot(node, groups, inner, paint) for node in diagram.nodes]
    across = diagram.direction.upper() in {"LR", "RL"}
    return Sketch((*ends.values(), *spots), tuple(lines), across, title)


def _ends(arrow: Arrow, parents: Mapping[str, str]) -> tuple[Spot | None, Spot | None]:
    """Return the dot from which an arrow comes and the ring to which it leads, where it does."""
    start = stop = None
    if arrow.source == EDGE:
        key = f"{EDGE} {arrow.target}"
        start = Spot(key, Shape.START, parent=parents.get(arrow.target, ""))
    if arrow.target == EDGE:
        parent = parents.get(arrow.source, "")
        stop = Spot(f"{parent} {EDGE}", Shape.FINAL, parent=parent)
    return start, stop


def _spot(node: Node, groups: set[str], inner: Mapping[str, list[Text]], paint: Paint) -> Spot:
    shape = _SHAPES.get(node.kind, Shape.GROUP if node.name in groups else Shape.STATE)
    tone = Tone.PATH if node.name in paint.end else Tone.PLAIN
    texts = tuple(inner.get(node.name, ()))
    if tone is Tone.PATH and paint.refused and shape is Shape.STATE:
        refused = Text((f"{paint.refused} is to be refused",), Tone.PATH, str(len(paint.path) + 1))
        texts = (*texts, refused)
    return Spot(node.name, shape, node.title, texts, node.parent, tone)


def _label(arrow: Arrow, paint: Paint) -> Text:
    lines = tuple(line for part in _parts(arrow.label) for line in _wrapped(part))
    steps = [n for n, taken in enumerate(paint.path, 1) if taken in arrow.transitions]
    if steps:
        return Text(lines, Tone.PATH, ", ".join(map(str, steps)))
    covered = [paint.coverage[each] for each in arrow.transitions if each in paint.coverage]
    if not covered:
        return Text(lines)
    done, all_ = (sum(each) for each in zip(*covered, strict=True))
    tone = Tone.ALL if done >= all_ else Tone.SOME if done else Tone.NONE
    return Text(lines, tone, f"{done}/{all_}")


def _wrapped(part: str) -> list[str]:
    """Break effects behind a comma where that is enough, and everything else between words."""
    lines = wrapped(part, _MOST, at=", ") if part.startswith("/ ") else [part]
    return [line for each in lines for line in wrapped(each, _MOST)]


def _parts(label: str) -> list[str]:
    """Split `event(args) [guard] / effects` into its parts, each on a line of its own."""
    if len(label) <= _MOST:
        return [label] if label else []
    head, bracket, rest = label.partition(" [")
    guard, slash, effects = rest.rpartition("] / ") if bracket else ("", "", "")
    if bracket and slash:
        return [head, f"[{guard}]", f"/ {effects}"]
    if bracket:
        return [head, f"[{rest}"]
    event, slash, effects = label.partition(" / ")
    return [event, f"/ {effects}"] if slash else [label]
