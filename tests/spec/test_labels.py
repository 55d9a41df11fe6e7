from __future__ import annotations

import pytest

from adjudge.spec.labels import Labelled, read_labels


@pytest.mark.parametrize(
    ("line", "labels", "rest"),
    [
        ("**FR-001**: System MUST x", ("FR-001",), "System MUST x"),
        ("**FR-001:** x", ("FR-001",), "x"),
        ("FR-001: x", ("FR-001",), "x"),
        ("**FR-001** x", ("FR-001",), "x"),
        ("__FR-001__: x", ("FR-001",), "x"),
        ("`FR-002` — x", ("FR-002",), "x"),
        ("**`FR-002`**: x", ("FR-002",), "x"),
        ("**[FR-002]**: x", ("FR-002",), "x"),
        ("**FR-001**：系统必须", ("FR-001",), "系统必须"),
        ("[x] **FR-009**: x", ("FR-009",), "x"),
        ("**FR-001a**: x", ("FR-001a",), "x"),
        ("**FR-1.2**: x", ("FR-1.2",), "x"),
        ("**FR-AUTH-001**: x", ("FR-AUTH-001",), "x"),
        ("**FR-001**:\tx", ("FR-001",), "x"),
        ("**FR-001**, **FR-002**: x", ("FR-001", "FR-002"), "x"),
        ("**FR-001/002**: x", ("FR-001", "FR-002"), "x"),
        ("**FR-001 and FR-002**: x", ("FR-001", "FR-002"), "x"),
        ("**FR-008 – FR-010**: x", ("FR-008", "FR-009", "FR-010"), "x"),
        ("**FR-1..FR-3**: x", ("FR-1", "FR-2", "FR-3"), "x"),
        ("**FR-9–11**: x", ("FR-9", "FR-10", "FR-11"), "x"),
        ("**FR-001: all of it is bold**", ("FR-001",), "all of it is bold"),
    ],
)
def test_ids_are_read_in_every_form_in_which_they_are_written(
    line: str, labels: tuple[str, ...], rest: str
) -> None:
    labelled = read_labels(line)

    assert labelled is not None
    assert (labelled.labels, labelled.rest, labelled.problem) == (labels, rest, "")


@pytest.mark.parametrize(
    "line",
    ["FR-001 is covered by T018", "see FR-001: x", "FR-001", "UTF-8-BOM: x", "T001: x", "", "**"],
)
def test_a_line_that_only_mentions_an_id_defines_none(line: str) -> None:
    assert read_labels(line) is None


def test_in_a_heading_the_id_alone_defines() -> None:
    assert read_labels("FR-001 Product surfaces", heading=True) == Labelled(
        ("FR-001",), "Product surfaces", strong=True
    )


@pytest.mark.parametrize(
    ("line", "note", "title"),
    [
        ("**FR-001 (Single sign-on)**: x", "Single sign-on", ""),
        ("**FR-001** [OUT OF SCOPE]: x", "OUT OF SCOPE", ""),
        ("**FR-001** *(deferred)*: x", "deferred", ""),
        ("**FR-001: Login** x", "", "Login"),
        ("**FR-001 - Login**: x", "", "Login"),
        ("**FR-001** [a link](https://example.org): x", "", ""),
    ],
)
def test_what_stands_beside_the_id_is_its_note_or_its_title(
    line: str, note: str, title: str
) -> None:
    labelled = read_labels(line)

    assert labelled is not None
    assert (labelled.note, labelled.title) == (note, title)


@pytest.mark.parametrize(
    "line", ["**FR-009 – FR-003**: x", "**FR-001 – SC-003**: x", "**FR-1 – FR-9999**: x"]
)
def test_a_range_that_cant_be_counted_keeps_its_ends_and_says_so(line: str) -> None:
    labelled = read_labels(line)

    assert labelled is not None
    assert len(labelled.labels) == 2
    assert labelled.problem
