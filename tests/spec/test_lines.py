from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.spec.lines import Entry, NearMiss, split_lines


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("Refines: ACC-1", "refines", "ACC-1"),
        ("refines:ACC-1", "refines", "ACC-1"),
        ("**Depends on**: ACC-1", "depends on", "ACC-1"),
        ("**Depends  On:** ACC-1", "depends on", "ACC-1"),
        ("_Owner_: Ada", "owner", "Ada"),
        ("Status: no such status", "status", "no such status"),
        ("Verified by:", "verified by", ""),
    ],
)
def test_a_paragraph_that_starts_with_a_key_is_structured(text: str, key: str, value: str) -> None:
    lines = split_lines(text, 5)

    assert lines.entries == (Entry(key, value, 5, 5),)
    assert lines.prose == ""


def test_a_structured_line_goes_on_until_the_next() -> None:
    lines = split_lines("Waived: until 2026-12-31 by Ada:\n  a long\nreason\nOwner: Ada", 3)

    assert lines.entries == (
        Entry("waived", "until 2026-12-31 by Ada: a long reason", 3, 5),
        Entry("owner", "Ada", 6, 6),
    )


@pytest.mark.parametrize(
    ("line", "structured"),
    [
        ("Refines: ACC-1", True),
        ("Verified by: nothing that exists", True),
        ("Status: proposed", True),
        ("Status: 404", False),
        ("Since: forever", False),
        ("Owner: Ada", False),
    ],
)
def test_inside_prose_only_a_line_that_can_not_be_meant_otherwise_counts(
    line: str,
    structured: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    lines = split_lines(f"The answer MUST be\n{line}\nand more.", 1)

    assert bool(lines.entries) is structured
    assert lines.prose == "\n".join(
        ["The answer MUST be", *([] if structured else [line]), "and more."]
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Refine: ACC-1", "refines"),
        ("Depend on: ACC-1", "depends on"),
        ("Depends: ACC-1", "depends on"),
        ("Supercedes: ACC-1", "supersedes"),
        ("Superseded by: ACC-1", "supersedes"),
        ("Verified-by: card x", "verified by"),
        ("Waiver: until", "waived"),
        ("Waived until 2026-12-31 by Ada", "waived"),
        ("Statuss: proposed", "status"),
    ],
)
def test_almost_a_key_is_a_near_miss_and_stays_prose(text: str, meant: str) -> None:
    lines = split_lines(text, 2)

    assert [(miss.meant, miss.line) for miss in lines.near_misses] == [(meant, 2)]
    assert lines.prose == text
    assert lines.entries == ()


@pytest.mark.parametrize(
    "text",
    ["Note: this is prose.", "See https://example.org: it is", "Std::fmt is", "at 12:30: lunch"],
)
def test_other_lines_with_a_colon_are_prose(text: str) -> None:
    lines = split_lines(text, 1)

    assert (lines.entries, lines.near_misses, lines.prose) == ((), (), text)


def test_a_near_miss_among_structured_lines_is_not_part_of_the_line_above() -> None:
    lines = split_lines("Refines: ACC-1\nDepend on: ACC-2", 1)

    assert lines.entries == (Entry("refines", "ACC-1", 1, 1),)
    assert lines.near_misses == (NearMiss("depend on", "depends on", 2),)


@pytest.mark.parametrize("other", ["**Date**: 2026-01-01", "Team: payments", "*Date:* today"])
def test_a_line_with_an_unknown_key_does_not_go_on_with_the_line_above(other: str) -> None:
    lines = split_lines(f"Status: accepted\n{other}\nprose\nRefines: A-1", 1)

    assert [(e.key, e.value, e.line) for e in lines.entries] == [
        ("status", "accepted", 1),
        ("refines", "A-1", 4),
    ]
    assert lines.prose == f"{other}\nprose"


def test_a_document_can_name_attributes_of_its_own() -> None:
    assert split_lines("Colour: red", 1, ["colour"]).entries == (Entry("colour", "red", 1, 1),)


@given(st.text(), st.integers(1, 9))
def test_every_line_of_any_text_is_an_entry_or_prose(text: str, first: int) -> None:
    lines = split_lines(text, first)

    counted = sum(entry.end_line - entry.line + 1 for entry in lines.entries)
    prose = lines.prose.count("\n") + 1 if counted <= text.count("\n") else 0
    assert counted + prose == text.count("\n") + 1
