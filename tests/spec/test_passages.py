from __future__ import annotations

from adjudge.spec.passages import Form, enclosing, headings, passages_of, within
from adjudge.spec.source import Source

TEXT = """\
# Title

Text <!-- a
comment --> more

## Part

3. first
   goes on
   - nested
4. second

| a | b |
|---|---|
| c | d |

## Next
"""


def _passages(text: str = TEXT) -> list[tuple[Form, str, int, int]]:
    passages = passages_of(Source.decode("a.md", text.encode()))
    return [(p.form, p.text, p.line, p.end_line) for p in passages]


def test_every_passage_knows_its_lines_and_what_belongs_to_it() -> None:
    assert _passages() == [
        (Form.HEADING, "Title", 1, 17),
        (Form.PARAGRAPH, "Text \n more", 3, 4),
        (Form.HEADING, "Part", 6, 16),
        (Form.ITEM, "first\ngoes on", 8, 10),
        (Form.ITEM, "nested", 10, 10),
        (Form.ITEM, "second", 11, 12),
        (Form.ROW, "a | b", 13, 13),
        (Form.ROW, "c | d", 15, 15),
        (Form.HEADING, "Next", 17, 17),
    ]


def test_items_know_their_depth_and_the_number_that_is_shown() -> None:
    items = [p for p in passages_of(Source.decode("a.md", TEXT.encode())) if p.form is Form.ITEM]

    assert [(item.depth, item.number) for item in items] == [(1, 3), (2, 0), (1, 4)]


def test_passages_are_found_by_line_and_headings_by_what_encloses_them() -> None:
    passages = passages_of(Source.decode("a.md", TEXT.encode()))

    assert [p.text for p in within(passages, 6, 10)] == ["Part", "first\ngoes on", "nested"]
    assert {line: above.text for line, above in enclosing(headings(passages)).items()} == {
        6: "Title",
        17: "Title",
    }


def test_a_comment_that_never_ends_is_text() -> None:
    assert _passages("Text <!-- a\n")[0][1] == "Text <!-- a"
