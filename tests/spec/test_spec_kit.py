from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.findings import Location
from adjudge.spec import spec_kit
from adjudge.spec.model import Dialect, Kind, Level, Status
from adjudge.spec.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.spec.model import Document

    ReadAs = Callable[[str, str], Document]

PATH = "specs/001-photo-albums/spec.md"


def _labels(document: Document) -> list[str]:
    return [requirement.label for requirement in document.requirements]


def test_a_bold_id_in_a_list_item_is_a_requirement_of_its_feature(read_as: ReadAs) -> None:
    document = read_as(
        PATH,
        """\
        # Feature Specification: Photo albums

        **Feature Branch**: `001-photo-albums`
        **Status**: Draft

        ## Requirements *(mandatory)*

        ### Functional Requirements

        - **FR-001**: Users MUST be able to group photos.
          An album holds any number of them.
        - **FR-002**: The page SHOULD remember the order.

        ## Success Criteria

        - **SC-001**: 90 % of users find an album in under 10 seconds.
        """,
    )

    first, second, third = document.requirements

    assert document.dialect is Dialect.SPEC_KIT
    assert document.title == "Feature Specification: Photo albums"
    assert document.front_matter["status"] == "Draft"
    assert (first.id, first.label) == ("001-photo-albums/FR-001", "FR-001")
    assert first.text == "Users MUST be able to group photos.\nAn album holds any number of them."
    assert first.title == "Users MUST be able to group photos."
    assert first.location == Location(PATH, 10, 5)
    assert (first.level, first.level_stated) == (Level.MUST, True)
    assert second.level is Level.SHOULD
    assert (third.kind, third.level_stated) == (Kind.NON_FUNCTIONAL, False)
    assert document.findings == ()


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("specs/007-x/spec.md", "007-x"),
        (".specify/specs/007-x/spec.md", "007-x"),
        ("apps/web/specs/007-x/spec.md", "apps/web/007-x"),
        ("docs/wishes.md", "docs/wishes"),
    ],
)
def test_ids_are_qualified_by_the_feature(read_as: ReadAs, path: str, scope: str) -> None:
    assert [r.id for r in read_as(path, "- **FR-001**: x").requirements] == [f"{scope}/FR-001"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("- **FR-001**: a\n  - **FR-001a**: b\n- **FR-002**: c\n", ["FR-001", "FR-001a", "FR-002"]),
        ("**FR-001**: a\n**FR-002**: b\n", ["FR-001", "FR-002"]),
        ("* FR-001: a\n* FR-002: b\n", ["FR-001", "FR-002"]),
        ("1. **NFR-001**: a\n2. **NFR-002**: b\n", ["NFR-001", "NFR-002"]),
        ("#### FR-001: Groups\n\nUsers MUST.\n\n#### FR-002 Order\n\nx\n", ["FR-001", "FR-002"]),
        (
            "| ID | Requirement |\n|--|--|\n| FR-001 | a |\n| **FR-002** | b |\n",
            ["FR-001", "FR-002"],
        ),
        ("- **FR-001**, **FR-002**: both\n", ["FR-001", "FR-002"]),
        ("- **FR-001 – FR-003**: all\n", ["FR-001", "FR-002", "FR-003"]),
        ("### 功能需求\n\n- **FR-001**：系统必须支持。\n", ["FR-001"]),
        ("-\t**FR-001**:\ttabs\n", ["FR-001"]),
        ("- **PAY-001**: any prefix with a padded number\n", ["PAY-001"]),
        ("- **FR-001**: a\n- **FR-001**: again\n", ["FR-001", "FR-001"]),
        ("Text\n- **FR-001**: no blank line above\n", ["FR-001"]),
    ],
)
def test_requirements_are_read_however_they_are_laid_out(
    read_as: ReadAs, text: str, labels: list[str]
) -> None:
    assert _labels(read_as(PATH, f"# Feature Specification: x\n\n{text}")) == labels


@pytest.mark.parametrize(
    "text",
    [
        "<!-- - **FR-002**: an example of the template -->\n",
        "<!--\n\n- **FR-002**: an example of the template\n\n-->\n",
        "```markdown\n- **FR-002**: a sample\n```\n",
        "- **A-001**: an assumption\n- **ADR-002**: a decision\n- **T-003**: a task\n",
        "- **SHA-256**: a hash\n- **ISO-8601**: a date\n",
        "- FR-001: covered by T018\n",
        "| FR | Task |\n|--|--|\n| FR-001 | T018 |\n",
        "As FR-001 says: see there.\n",
    ],
)
def test_what_defines_no_requirement_makes_none(read_as: ReadAs, text: str) -> None:
    assert _labels(read_as(PATH, f"- **FR-001**: Users MUST.\n\n## More\n\n{text}")) == ["FR-001"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("- **FR-001** [OUT OF SCOPE - MVP]: x", Status.PROPOSED),
        ("- **FR-001** (deferred): x", Status.PROPOSED),
        ("## Out of Scope\n\n- **FR-001**: x", Status.PROPOSED),
        ("- ~~**FR-001**: x~~", Status.ARCHIVED),
        ("- **FR-001** [REMOVED]: x", Status.ARCHIVED),
        ("- **FR-001** (P1): x", Status.ACCEPTED),
    ],
)
def test_only_what_is_neither_put_off_nor_struck_out_is_in_force(
    read_as: ReadAs, text: str, status: Status
) -> None:
    assert read_as(PATH, f"# Feature Specification: x\n\n{text}").requirements[0].status is status


STORY = """\
# Feature Specification: x

### User Story 1 - Group photos (Priority: P1)

A user groups photos into an album.

**Why this priority**: Nothing works without it.

**Independent Test**: Make an album:
- open the page
- press the button

**Acceptance Scenarios**:

1. **Given** two photos, **When** both are grouped,
   **Then** one album is shown
2. **Given** an album, **When** it is emptied, **Then** it is gone

---

### Edge Cases

- What happens to a photo in two albums?
"""


def test_a_user_story_is_a_requirement_and_its_scenarios_are_checks(read_as: ReadAs) -> None:
    document = read_as(PATH, STORY)

    (story,) = document.requirements
    first, second = story.checks

    assert (story.id, story.title) == ("001-photo-albums/US1", "Group photos")
    assert story.text == "A user groups photos into an album."
    assert story.rationale == "Nothing works without it."
    assert story.attributes == {
        "priority": "P1",
        "independent test": "Make an album:\n- open the page\n- press the button",
    }
    assert (first.id, first.kind) == ("001-photo-albums/US1#1", "scenario")
    assert first.location == Location(PATH, 15, 1)
    assert first.text.splitlines()[1] == "   **Then** one album is shown"
    assert second.location.line == 17
    assert document.front_matter["edge cases"] == "What happens to a photo in two albums?"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (
            "### 用户故事 1 - 分组（优先级：P1）\n\n**验收场景**:\n\n1. **假如** a，**当** b，**那么** c\n",
            1,
        ),
        (
            "### Historia de usuario 1 (Prioridad: P2)\n\n1. **Dado** a, **Cuando** b, **Entonces** c\n",
            1,
        ),
        ("### User Story 1\n\n- Given a\n- When b\n- Then c\n- Given d\n- When e\n", 2),
        (
            "### Primary User Story\n\nA user.\n\n### Acceptance Scenarios\n\n1. **Given** a\n2. b\n",
            2,
        ),
        (
            "### US1: x\n\n#### Scenario 1: first\n\nGiven a\n\n#### Scenario 2: second\n\nGiven b\n",
            2,
        ),
        (
            (
                "### User Story 1\n\nShe does:\n\n1. one\n2. two\n\n**Acceptance Scenarios**:\n\n"
                "**Scenario 1: first**\n- **Given** a\n- **When** b\n\n**Scenario 2: second**\n"
                "- **Given** c\n- **Then** d\n"
            ),
            2,
        ),
    ],
)
def test_stories_are_read_in_other_languages_and_layouts(
    read_as: ReadAs, text: str, count: int
) -> None:
    (story,) = read_as(PATH, f"# Feature Specification: x\n\n{text}").requirements

    assert (story.label, len(story.checks)) == ("US1", count)


def test_a_story_without_scenarios_is_a_finding(read_as: ReadAs) -> None:
    document = read_as(PATH, "### User Story 1 - Group photos\n\nA user groups photos.\n")

    (finding,) = document.findings

    assert (finding.code, finding.requirement) == ("ADJ152", "001-photo-albums/US1")
    assert finding.location.line == 1


def test_an_open_question_is_a_finding_at_its_marker(read_as: ReadAs) -> None:
    document = read_as(PATH, "- **FR-001**: Sign in with [NEEDS CLARIFICATION: which way?]\n")

    (finding,) = document.findings

    assert (finding.code, finding.requirement) == ("ADJ150", "001-photo-albums/FR-001")
    assert finding.location == Location(PATH, 1, 28)
    assert finding.message == "left open: which way?"


def test_placeholders_of_the_template_are_findings_each_once(read_as: ReadAs) -> None:
    text = '# Feature Specification: [FEATURE NAME]\n\n- **FR-001**: MUST [capability, e.g., "x"] [FEATURE NAME]\n'

    document = read_as(PATH, text)

    assert [f.code for f in document.findings] == ["ADJ151", "ADJ151"]
    assert document.findings[0].location == Location(PATH, 1, 26)


@pytest.mark.parametrize("text", ["[P1]", "[x] done", "[US1]", "`[FEATURE NAME]`", "[LINK_A](x)"])
def test_other_brackets_are_no_placeholders(read_as: ReadAs, text: str) -> None:
    assert read_as(PATH, f"- **FR-001**: a {text}\n").findings == ()


def test_a_range_that_cant_be_counted_is_an_error(read_as: ReadAs) -> None:
    document = read_as(PATH, "- **FR-009 – FR-003**: x\n")

    assert [f.code for f in document.findings] == ["ADJ154"]
    assert _labels(document) == ["FR-009", "FR-003"]


def test_a_specification_without_any_requirement_is_a_finding(read_as: ReadAs) -> None:
    document = read_as(PATH, "# Feature Specification: x\n\nText.\n")

    assert [f.code for f in document.findings] == ["ADJ153"]


def test_blocks_and_lines_below_a_requirement_become_its_checks(read_as: ReadAs) -> None:
    document = read_as(
        PATH,
        """\
        - **FR-001**: Users MUST list albums.
          Verified by: tests marked FR-001

        ```console
        $ albums
        none
        ```

        - **FR-002**: Users MUST add one.

          ```hurl
          POST {{base}}/albums
          HTTP 201
          ```
        """,
    )

    first, second = document.requirements

    assert [(c.id, c.kind) for c in first.checks] == [
        ("001-photo-albums/FR-001#1", "tests"),
        ("001-photo-albums/FR-001#2", "console"),
    ]
    assert first.text == "Users MUST list albums."
    assert first.checks[1].body == Location(PATH, 5, 1)
    assert [(c.kind, c.location.line) for c in second.checks] == [("hurl", 11)]
    assert document.findings == ()


def test_an_executable_block_under_no_requirement_is_an_error(read_as: ReadAs) -> None:
    document = read_as(PATH, "- **FR-001**: x\n\n## Other\n\n```console\n$ true\n```\n")

    assert [f.code for f in document.findings] == ["ADJ114"]


CONSTITUTION = """\
# Albums Constitution

## Core Principles

### I. Library first (NON-NEGOTIABLE)

Every feature MUST start as a library.

- It should be small.

**Rationale**: Libraries can be tested.

### II. Simplicity

Start simple.

## Quality gates

- Every change MUST be reviewed.
- We like short functions.
- Coverage SHOULD rise.

**Version**: 1.2.0 | **Ratified**: 2026-01-02
"""


def test_principles_and_obligations_of_the_constitution_are_constraints(read_as: ReadAs) -> None:
    document = read_as(".specify/memory/constitution.md", CONSTITUTION)

    first, second, third, fourth = document.requirements

    assert [r.id for r in document.requirements] == [
        "constitution/I",
        "constitution/II",
        "constitution/quality-gates.1",
        "constitution/quality-gates.2",
    ]
    assert (first.title, first.level) == ("Library first (NON-NEGOTIABLE)", Level.MUST)
    assert first.text == "Every feature MUST start as a library.\n- It should be small."
    assert first.rationale == "Libraries can be tested."
    assert (second.level, second.level_stated) == (Level.MUST, False)
    assert third.location == Location(".specify/memory/constitution.md", 19, 1)
    assert fourth.level is Level.SHOULD
    assert {r.kind for r in document.requirements} == {Kind.CONSTRAINT}
    assert document.front_matter == {"version": "1.2.0", "ratified": "2026-01-02"}


def test_a_constitution_that_is_still_the_template_binds_nobody_and_says_so(
    read_as: ReadAs,
) -> None:
    text = "# [PROJECT_NAME] Constitution\n\n## Core Principles\n\n### [PRINCIPLE_1_NAME]\n\n[PRINCIPLE_1_DESCRIPTION]\n"

    document = read_as(".specify/memory/constitution.md", text)

    assert document.requirements == ()
    assert {f.code for f in document.findings} == {"ADJ151", "ADJ153"}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("specs/001-x/spec.md", "# Feature Specification: x", True),
        ("specs/001-x/spec.md", "# x\n\n## ACC-1: Native\n", False),
        ("specs/001-x/plan.md", "# Implementation Plan", True),
        ("specs/001-x/checklists/requirements.md", "# Checklist", True),
        ("spec/accounts.md", "# Accounts", False),
        ("docs/x.md", "- **FR-001**: x", True),
        ("openspec/specs/x/spec.md", "- **FR-001**: x", False),
        (".kiro/specs/x/requirements.md", "- **FR-001**: x", False),
    ],
)
def test_a_file_is_recognised_by_its_path_and_text(path: str, text: str, expected: bool) -> None:  # noqa: FBT001 - the column of a table
    assert spec_kit.recognises(Source.decode(path, text.encode())) is expected


def test_plans_and_tasks_hold_no_requirements(read_as: ReadAs) -> None:
    document = read_as("specs/001-x/tasks.md", "- [ ] T001 [US1] x\n- **FR-001**: x\n")

    assert (document.dialect, document.requirements, document.findings) == (
        Dialect.SPEC_KIT,
        (),
        (),
    )
