"""What holds of the readers of Spec Kit, Kiro and OpenSpec for any text at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adjudge.spec import kiro, openspec, spec_kit
from adjudge.spec.source import Source

if TYPE_CHECKING:
    from adjudge.spec.dialects import Reader
    from adjudge.spec.model import Document

PLACES: list[tuple[str, Reader]] = [
    ("specs/001-x/spec.md", spec_kit),
    (".specify/memory/constitution.md", spec_kit),
    (".kiro/specs/x/requirements.md", kiro),
    (".kiro/specs/x/bugfix.md", kiro),
    ("openspec/specs/x/spec.md", openspec),
    ("openspec/changes/y/specs/x/spec.md", openspec),
    ("notes.md", spec_kit),
    ("requirements.md", kiro),
]
FRAGMENTS = st.sampled_from(
    [
        "**FR-001**: System MUST a",
        "- **FR-001**: System MUST a",
        "  - **FR-002**, **FR-003**: b",
        "- **SC-001 – SC-004**: c",
        "- ~~**FR-005**: gone~~",
        "| FR-001 | a |",
        "| ID | Text |",
        "|--|--|",
        "### User Story 1 - x (Priority: P1)",
        "**Acceptance Scenarios**:",
        "1. **Given** a, **When** b, **Then** c",
        "- When b",
        "### I. Library first",
        "## Core Principles",
        "### Requirement 1: x",
        "#### Acceptance Criteria",
        "1. WHEN a THEN b SHALL c",
        "   - nested",
        "1.1 WHEN a THEN b SHALL c",
        "## Expected Behavior",
        "## Unchanged Behavior",
        "### Requirement: x",
        "#### Scenario: y",
        "### Scenario: z",
        "## ADDED Requirements",
        "## RENAMED Requirements",
        "- FROM: `### Requirement: x`",
        "- TO: `### Requirement: y`",
        "Verified by: tests marked FR-001",
        "```console",
        "```",
        "$ true",
        "<!--",
        "-->",
        "> quoted",
        "[NEEDS CLARIFICATION: what?]",
        "[FEATURE NAME]",
        "Text",
        "",
        "---",
        "\t- tab",
        "**用户故事** 1：x",
    ]
)
TEXTS = st.one_of(
    st.text(),
    st.lists(st.one_of(FRAGMENTS, st.text(max_size=20)), max_size=30).map("\n".join),
)


def _check(source: Source, document: Document) -> None:
    last = len(source.lines)
    for requirement in document.requirements:
        assert 1 <= requirement.location.line <= requirement.end_line <= last
        assert requirement.id
        assert [check.id for check in requirement.checks] == sorted(
            (check.id for check in requirement.checks),
            key=lambda name: int(name.rpartition("#")[2]),
        )
        for check in requirement.checks:
            assert requirement.location.line <= check.location.line <= requirement.end_line
            if check.kind == "scenario":
                lines = check.text.split("\n")
                start = check.body.line - 1
                assert list(source.lines[start : start + len(lines)]) == lines
    for finding in document.findings:
        assert 1 <= finding.location.line <= last


@pytest.mark.parametrize(("path", "reader"), PLACES, ids=[path for path, _ in PLACES])
@given(text=TEXTS)
@example(text="**D0-000\n- **D0-000\nVerified by:test markedD")
@settings(max_examples=60)
def test_any_text_is_read_and_every_place_exists(path: str, reader: Reader, text: str) -> None:
    source = Source.decode(
        path, text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()
    )

    _check(source, reader.read(source))


@pytest.mark.parametrize(("path", "reader"), PLACES, ids=[path for path, _ in PLACES])
@given(text=TEXTS)
@settings(max_examples=40)
def test_line_ends_and_the_byte_order_mark_change_nothing(
    path: str, reader: Reader, text: str
) -> None:
    data = text.encode("utf-8", "replace").replace(b"\r", b"")
    plain = reader.read(Source.decode(path, data))

    windows = reader.read(Source.decode(path, b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")))

    assert windows.requirements == plain.requirements
    assert windows.findings == plain.findings


@given(label=st.from_regex(r"\A(?:FR|NFR|SC)-[0-9]{3}[a-z]?\Z"), before=st.integers(0, 5))
@settings(max_examples=40)
def test_the_location_of_an_id_points_at_it(label: str, before: int) -> None:
    source = Source.decode("specs/1/spec.md", ("\n" * before + f"- **{label}**: x\n").encode())

    (requirement,) = spec_kit.read(source).requirements

    line = source.lines[requirement.location.line - 1]
    assert line[requirement.location.column - 1 :].startswith(label)


@pytest.mark.parametrize(("path", "reader"), PLACES, ids=[path for path, _ in PLACES])
@pytest.mark.parametrize(
    "line",
    [
        "### Requirement: x 1\n",
        "- **FR-001 – FR-150**: Given\n",
        "**FR-001**: a\n",
        "### User Story 1\n",
        "1. **Given** a\n",
        "<!-- ",
        "# I. a\n## II. b\n",
        "**Scenario: a**\n\n",
        "[[[[****~~~~",
    ],
)
def test_a_long_document_is_read_in_bounded_time(path: str, reader: Reader, line: str) -> None:
    source = Source.decode(path, (line * 3_000).encode())

    assert reader.read(source).path == path
