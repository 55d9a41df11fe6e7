from __future__ import annotations

from adjudge.findings import Location
from adjudge.machine.model import Arrow, Diagram, Node
from adjudge.report.diagram import mermaid
from adjudge.report.diagram.of_machine import Paint, sketched
from adjudge.report.diagram.sketch import Shape, Text, Tone

HERE = Location("accounts.md")
LONG = "transfer(src, dst, amount) [src != dst and balance[src] >= amount] / balance[src] -= amount, balance[dst] += amount"
TEXT = "stateDiagram-v2\n    [*] --> Open\n"


def _diagram(direction: str = "LR") -> Diagram:
    nodes = (
        Node("Open", "Open", HERE),
        Node("Shut", "Shut for the day", HERE, kind="composite"),
        Node("Frozen", "Frozen", HERE, parent="Shut"),
    )
    arrows = (
        Arrow("[*]", "Open", "", HERE),
        Arrow("Open", "Open", LONG, HERE, (0,)),
        Arrow("Open", "Shut", "freeze()", HERE, (1,)),
        Arrow("[*]", "Frozen", "", HERE),
        Arrow("Shut", "Open", "unfreeze()", HERE, (2, 3)),
        Arrow("Frozen", "[*]", "", HERE),
    )
    return Diagram(nodes, arrows, direction, TEXT)


def test_dots_and_rings_stand_in_the_group_of_their_state() -> None:
    spots = sketched(_diagram(), "Account").spots

    shapes = [(spot.shape, spot.parent) for spot in spots if spot.shape is not Shape.STATE]
    assert shapes == [
        (Shape.START, ""),
        (Shape.START, "Shut"),
        (Shape.FINAL, "Shut"),
        (Shape.GROUP, ""),
    ]


def test_a_line_inside_a_state_is_part_of_it_and_broken_where_its_parts_end() -> None:
    (opened,) = (spot for spot in sketched(_diagram(), "").spots if spot.key == "Open")

    assert opened.inner == (
        Text(
            (
                "transfer(src, dst, amount)",
                "[src != dst and balance[src] >= amount]",
                "/ balance[src] -= amount,",
                "balance[dst] += amount",
            )
        ),
    )


def test_coverage_is_told_in_numbers_and_in_a_tone() -> None:
    paint = Paint(coverage={0: (0, 9), 1: (3, 3), 2: (1, 2), 3: (0, 2)})

    sketch = sketched(_diagram(), "", paint)

    labels = {line.label.lines: (line.label.tone, line.label.remark) for line in sketch.lines}
    assert labels["freeze()",] == (Tone.ALL, "3/3")
    assert labels["unfreeze()",] == (Tone.SOME, "1/4")
    assert [s.inner[0].remark for s in sketch.spots if s.inner] == ["0/9"]


def test_a_path_is_numbered_and_ends_in_a_marked_state() -> None:
    sketch = sketched(_diagram(), "", Paint(path=(1, 3, 1), end=frozenset({"Frozen"})))

    labels = {line.label.lines: line.label for line in sketch.lines}
    assert (labels["freeze()",].tone, labels["freeze()",].remark) == (Tone.PATH, "1, 3")
    assert labels["unfreeze()",].remark == "2"
    assert [spot.key for spot in sketch.spots if spot.tone is Tone.PATH] == ["Frozen"]


def test_the_direction_of_the_diagram_is_kept() -> None:
    assert sketched(_diagram("LR"), "").across
    assert not sketched(_diagram("TB"), "").across


def test_painted_mermaid_keeps_the_text_and_adds_notes_and_classes() -> None:
    text = mermaid.render(_diagram(), Paint(coverage={1: (0, 4), 2: (2, 2)}))

    assert text.startswith(TEXT)
    assert "note right of Open\n        freeze, 0 of 4 pairs\n" in text
    assert "class Open none" in text
    assert "class Shut all" in text
