from __future__ import annotations

import struct

import pytest
from lxml import etree

from adjudge.report.diagram import png, svg
from adjudge.report.diagram.arranging import arranged
from adjudge.report.diagram.sketch import Line, Shape, Sketch, Spot, Text, Tone

TRANSFER = ("transfer(src, dst, amount)", "[balance[src] >= amount]")


@pytest.fixture(params=[False, True], ids=["down", "across"])
def sketch(request: pytest.FixtureRequest) -> Sketch:
    spots = (
        Spot("start", Shape.START),
        Spot("Open", Shape.STATE, "Open", (Text(TRANSFER, Tone.SOME, "3/9"),)),
        Spot("Closed", Shape.GROUP, "Closed"),
        Spot("inner", Shape.START, parent="Closed"),
        Spot("Frozen", Shape.STATE, "Frozen", parent="Closed", tone=Tone.PATH),
        Spot("fork", Shape.CHOICE),
        Spot("end", Shape.FINAL),
    )
    lines = (
        Line("start", "Open", Text(())),
        Line("Open", "Closed", Text(("freeze()",), Tone.PATH, "1")),
        Line("inner", "Frozen", Text(())),
        Line("Frozen", "Open", Text(("unfreeze()",))),
        Line("Open", "fork", Text(("close()",))),
        Line("fork", "end", Text(("[empty]",))),
        Line("fork", "Open", Text(("[else]",))),
        Line("Closed", "Closed", Text(("look()",))),
    )
    return Sketch(spots, lines, request.param, "Account")


def test_every_word_of_the_sketch_is_in_the_picture(sketch: Sketch) -> None:
    root = etree.fromstring(svg.render(arranged(sketch)).encode())

    words = {element.text for element in root.iter("{*}text")}
    assert words == {
        *TRANSFER,
        *("3/9", "1", "Open", "Closed", "Frozen"),
        *("freeze()", "unfreeze()", "close()", "[empty]", "[else]", "look()"),
    }


def test_no_two_boxes_or_labels_overlap_except_a_group_and_what_it_holds(sketch: Sketch) -> None:
    picture = arranged(sketch)
    boxes = [box for box in picture.boxes if box.spot.shape is not Shape.GROUP]
    areas = [(b.x, b.y, b.width, b.height) for b in boxes]
    areas += [(r.tag.x, r.tag.y, r.tag.width, r.tag.height) for r in picture.routes if r.tag]

    for number, (x, y, wide, high) in enumerate(areas):
        for other_x, other_y, other_wide, other_high in areas[number + 1 :]:
            apart_x = abs(x - other_x) >= (wide + other_wide) / 2 - 1e-6
            apart_y = abs(y - other_y) >= (high + other_high) / 2 - 1e-6
            assert apart_x or apart_y


def test_everything_stands_inside_the_picture(sketch: Sketch) -> None:
    picture = arranged(sketch)

    for box in picture.boxes:
        assert box.width / 2 - 1e-6 <= box.x <= picture.width - box.width / 2 + 1e-6
        assert box.height / 2 - 1e-6 <= box.y <= picture.height - box.height / 2 + 1e-6


def test_the_same_sketch_gives_the_same_bytes(sketch: Sketch) -> None:
    assert svg.render(arranged(sketch)) == svg.render(arranged(sketch))


def test_text_of_the_specification_stays_text() -> None:
    title = "</text><script>alert('&')</script>"
    text = svg.render(arranged(Sketch((Spot("a", Shape.STATE, title),), ())))

    assert "<script" not in text
    assert [element.text for element in etree.fromstring(text.encode()).iter("{*}text")] == [title]


def test_a_png_has_the_size_of_the_picture(sketch: Sketch) -> None:
    text = svg.render(arranged(sketch))
    root = etree.fromstring(text.encode())

    image = png.render(text, scale=1.0)

    assert image.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", image[16:24])
    assert (width, height) == (int(str(root.get("width"))), int(str(root.get("height"))))
