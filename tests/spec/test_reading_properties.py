"""What holds of reading whatever the text is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adjudge.findings import Finding, Location
from adjudge.spec import native, project
from adjudge.spec.model import PLACES, Document, Requirement
from adjudge.spec.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES = (
    "# ACC-1: A title",
    "## ACC-2: Another",
    "### **B-1**: bold",
    "ACC-9: setext\n===",
    "A-1: setext\n---",
    "## Terms",
    "## ACC-3 no colon",
    "- **peak**: much",
    "It MUST hold.",
    "Refines: ACC-1, ACC-2",
    "Refine: ACC-1",
    "Verified by: tests marked ACC-1, card x",
    "Verified by:",
    '- tests named "a*"',
    "Waived: until 2026-12-31 by Ada: reason",
    "Waived: 2026",
    "Status: proposed",
    "Since: 2026-02-30",
    "Owner: Ada",
    "> Why: because",
    "> ",
    "```console",
    "```console {cwd: empty, x: [1, 2]}",
    "```console {cwd",
    "~~~ hurl",
    "```",
    "~~~",
    "    ```console",
    "```yaml machine X",
    "```yaml objectve",
    "```yaml tests",
    "marked: ACC-1",
    "mapping: {ACC-1: [a], B-7: b}",
    "a: 1",
    "a: [",
    "```mermaid",
    "stateDiagram-v2",
    "<details>",
    "<!-- comment",
    "-->",
    "| a | b |\n|---|---|\n| c | d |",
    "---",
    "title: x",
    "\tindented",
    "1. one",
    "",
    " ",
    "é\u2028\x0c\x00",
)
PREFIXES = ("", "", "", "- ", "  ", "    ", "> ", "1. ", ">> ", "\t", "- - ")
LINES = st.builds(str.__add__, st.sampled_from(PREFIXES), st.sampled_from(PIECES))
TEXTS = st.lists(LINES | st.text(max_size=20), max_size=25).map("\n".join)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def read(text: str) -> tuple[Source, Document]:
    source = Source.decode("spec/a.md", text.encode(errors="replace"))
    return source, native.read(source)


def places(document: Document) -> Iterator[Location]:
    for requirement in document.requirements:
        yield requirement.location
        yield from (check.location for check in requirement.checks)
        yield from (check.body for check in requirement.checks)
        yield from (relation.location for relation in requirement.relations)
        yield from (waiver.location for waiver in requirement.waivers)
    yield from (term.location for term in document.terms)
    yield from (finding.location for finding in document.findings)


@pytest.mark.requirement("READ-4", "READ-5")
@given(st.text() | TEXTS)
def test_any_text_is_read_and_every_place_exists(text: str) -> None:
    source, document = read(text)

    for place in places(document):
        assert place.file == "spec/a.md"
        assert 1 <= place.line <= len(source.lines)
        assert 1 <= place.column <= len(source.lines[place.line - 1]) + 1


@pytest.mark.requirement("READ-4")
@given(st.binary())
def test_any_bytes_are_a_document_or_a_finding(data: bytes) -> None:
    assert isinstance(project.parse("spec/a.md", data), Document | Finding)


@pytest.mark.requirement("READ-5")
@given(TEXTS)
def test_a_requirement_stands_where_it_says(text: str) -> None:
    source, document = read(text)

    for requirement in document.requirements:
        place = requirement.location
        line = source.lines[place.line - 1]
        assert line[place.column - 1 :].startswith(requirement.label)
        assert place.line <= requirement.end_line <= len(source.lines)


@given(TEXTS)
def test_sections_of_requirements_do_not_overlap(text: str) -> None:
    _, document = read(text)

    for before, after in zip(document.requirements, document.requirements[1:], strict=False):
        assert before.end_line < after.location.line


@pytest.mark.requirement("READ-5")
@given(TEXTS)
def test_a_check_stands_where_it_says(text: str) -> None:
    source, document = read(text)

    for requirement in document.requirements:
        for check in requirement.checks:
            assert check.requirement == requirement.id
            if check.language:
                fence = source.lines[check.location.line - 1][check.location.column - 1 :]
                assert re.match(r"`{3,}|~{3,}", fence)
                assert check.body.line == check.location.line + 1
                first = check.text.split("\n", 1)[0].replace("\ufffd", "\x00")
                shown = source.lines[check.body.line - 1][check.body.column - 1 :]
                assert shown.expandtabs(4).strip() == first.expandtabs(4).strip()


@given(TEXTS)
def test_ids_of_checks_are_unique(text: str) -> None:
    _, document = read(text)

    for requirement in document.requirements:
        names = [check.id for check in requirement.checks]
        assert len(names) == len(set(names))
        assert all(name.startswith(f"{requirement.id}#") for name in names)


def meaning(document: Document) -> list[Requirement]:
    """What a document says, without where."""
    nowhere = Location("")
    return [
        replace(
            requirement,
            location=nowhere,
            end_line=0,
            relations=tuple(replace(r, location=nowhere) for r in requirement.relations),
            waivers=tuple(replace(w, location=nowhere) for w in requirement.waivers),
            checks=tuple(
                replace(check, location=nowhere, body=nowhere, options=_unplaced(check.options))
                for check in requirement.checks
            ),
        )
        for requirement in document.requirements
    ]


def _unplaced(options: object) -> dict[str, object]:
    assert isinstance(options, dict)
    return {key: value for key, value in options.items() if key not in PLACES}


@pytest.mark.requirement("READ-6")
@given(TEXTS, ENDS, st.booleans())
def test_line_ends_and_a_byte_order_mark_change_nothing(text: str, end: str, mark: bool) -> None:  # noqa: FBT001 -- drawn by Hypothesis
    assume("\r" not in text)
    _, plain = read(text)
    other = text.replace("\n", end)
    _, document = read("\ufeff" + other if mark else other)

    assert document.requirements == plain.requirements
    assert document.terms == plain.terms
    assert document.findings == plain.findings


BLOCKS = (
    ("## ACC-1: One", "ACC-1: One\n---", "## ACC-1: One ##", "##   ACC-1: One  "),
    ("# Part", "Part\n===", "#  Part #"),
    ("It MUST hold\nand hold.", "It MUST hold  \nand hold.", " It MUST hold\n  and hold. "),
    ("- one\n- two", "* one\n* two", "+ one\n+ two", "- one\n\n- two", "-  one\n-  two"),
    ("1. one\n2. two", "1) one\n2) two", "1. one\n1. two", "1. one\n\n2. two"),
    (
        "```console {cwd: empty}\n$ a\n\nb\n```",
        "~~~console {cwd: empty}\n$ a\n\nb\n~~~",
        "````  console  { cwd: empty }\n$ a\n\nb\n````",
        "  ```console {cwd: empty}\n  $ a\n\n  b\n  ```",
    ),
    ("Refines: A-1, B-2", "refines: A-1,B-2", "**Refines:** A-1, B-2", "- Refines: A-1, B-2"),
    ("Status: proposed", "STATUS: proposed", "* **Status**: Proposed"),
    ("> Why: x\n> y", ">Why: x\ny", "> **Why:** x\n> y"),
    ("Verified by: card a, card b", "Verified by:\n\n- card a\n- card b"),
    ("| a | b |\n|---|---|\n| c | d |", "|a|b|\n|:--|--:|\n| c|d |", "a | b\n--- | ---\nc | d"),
)


@pytest.mark.requirement("READ-6")
@given(st.data())
def test_the_layout_of_the_markdown_changes_nothing(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(BLOCKS), max_size=8))
    separators = st.sampled_from(["\n\n", "\n\n\n", "\n \n", "\n<!-- x -->\n\n"])
    plain, other = "## ACC-7: First", "## ACC-7: First"
    for forms in chosen:
        # Markers of neighbouring lists of one kind would make them one list.
        plain += "\n\n<!-- -->\n\n" + forms[0]
        other += f"\n\n<!-- -->{data.draw(separators)}" + data.draw(st.sampled_from(forms))
    _, expected = read(plain + "\n")
    _, document = read(other + data.draw(st.sampled_from(["", "\n", "\n\n  \n"])))

    assert meaning(document) == meaning(expected)
    assert [f.code for f in document.findings] == [f.code for f in expected.findings]
