from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.findings import Location
from adjudge.spec import kiro
from adjudge.spec.model import Dialect, Kind, Level
from adjudge.spec.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.spec.model import Document

    ReadAs = Callable[[str, str], Document]

PATH = ".kiro/specs/login/requirements.md"
BUGFIX = ".kiro/specs/login/bugfix.md"

SPEC = """\
# Requirements Document

## Glossary

- **Token**: What a client shows to be let in

## Requirements

### Requirement 1: Sign in

**User Story:** As a user, I want to sign in, so that my photos are mine.

#### Acceptance Criteria

1. WHEN a password is wrong, THE System SHALL refuse it:
   - with status 401
   - and a reason
2. THE System SHOULD remember the user

### Requirement 2

**User Story:** As a user, I want to sign out.

#### Acceptance Criteria

1. WHEN a user signs out THEN the system shall forget the token
"""


def _labels(document: Document) -> list[str]:
    return [requirement.label for requirement in document.requirements]


def test_each_criterion_is_a_requirement_of_its_feature(read_as: ReadAs) -> None:
    document = read_as(PATH, SPEC)

    first, second, third = document.requirements

    assert (document.dialect, document.title) == (Dialect.KIRO, "Requirements Document")
    assert [r.id for r in document.requirements] == ["login/1.1", "login/1.2", "login/2.1"]
    assert first.text == (
        "WHEN a password is wrong, THE System SHALL refuse it:\n- with status 401\n- and a reason"
    )
    assert (
        first.rationale == "User Story: As a user, I want to sign in, so that my photos are mine."
    )
    assert first.attributes["ears"] == "event-driven"
    assert first.attributes["requirement"] == "Sign in"
    assert first.location == Location(PATH, 15, 1)
    assert (second.level, third.level) == (Level.SHOULD, Level.MUST)
    assert [(t.name, t.meaning) for t in document.terms] == [
        ("Token", "What a client shows to be let in")
    ]
    assert document.findings == ()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "### Requirement 1: a\n#### Acceptance Criteria\n1. A SHALL b\n2. A SHALL c\n",
            ["1.1", "1.2"],
        ),
        (
            "### Requirement 1\n\n**Acceptance Criteria:**\n1. A SHALL b\n2. A SHALL c\n",
            ["1.1", "1.2"],
        ),
        (
            "### Requirement 1\n\n#### Acceptance Criteria\n\n1.1 A SHALL b\n1.2 A SHALL c\n",
            ["1.1", "1.2"],
        ),
        (
            "### Requirement 1\n#### Acceptance Criteria\n\n1.1. A shall b\n\n   - x\n\n1.2. A shall c\n",
            ["1.1", "1.2"],
        ),
        (
            "### Requirement 1\n#### Acceptance Criteria\n- [ ] 1.1 A SHALL b\n- **1.2** A SHALL c\n",
            ["1.1", "1.2"],
        ),
        ("### Requirement 2\n#### Acceptance Criteria\n- A SHALL b\n- A SHALL c\n", ["2.1", "2.2"]),
        ("### Requirement 2\n1. A SHALL b\n2. a note\n3. A SHALL c\n", ["2.1", "2.3"]),
        ("### 需求 3：登入\n#### 驗收條件\n1. THE System SHALL b\n", ["3.1"]),
        ("### 需求 A01：登入\n#### 驗收條件\n1. THE System SHALL b\n", ["A01.1"]),
        ("### Requisito 4: entrar\n#### Criterios de Aceptación\n1. EL sistema SHALL b\n", ["4.1"]),
        ("### 要件 5: x\n#### 受け入れ基準\n1. The App shall b\n", ["5.1"]),
        ("### 6. Sign in\n#### Acceptance Criteria\n1. A SHALL b\n", ["6.1"]),
        (
            "### US-001: x\n**Acceptance Criteria**:\n1. **WHEN** a, **THEN** b SHALL c\n",
            ["US-001.1"],
        ),
        ("### Story 2: x\n**Acceptance Criteria:**\n- [ ] b is shown\n", ["US2.1"]),
        ("### NFR 1: Speed\n#### Acceptance Criteria\n1. A SHALL b\n", ["NFR-1.1"]),
        ("## Non-Functional Requirements\n1. A SHALL b\n2. A SHALL c\n", ["NFR.1", "NFR.2"]),
        (
            "### FR-001 Groups\n\nThe app must group.\n\n### FR-002 Order\n\nIt should sort.\n",
            ["FR-001", "FR-002"],
        ),
        (
            (
                "### DEV-001 — x\n- **Requirement statement:** It shall b.\n"
                "- **Acceptance criteria:**\n  - WHEN a, THEN b.\n  - WHEN c, THEN d.\n"
                "- **Priority:** Must\n"
            ),
            ["DEV-001", "DEV-001.1", "DEV-001.2"],
        ),
        ("- **FR-001**: A SHALL b\n- **FR-002**: A SHALL c\n", ["FR-001", "FR-002"]),
        ("###\tRequirement 1: tabs\r\n#### Acceptance Criteria\r\n1.\tA SHALL b\r\n", ["1.1"]),
        ("\ufeff### Requirement 1: mark\n#### Acceptance Criteria\n1. A SHALL b\n", ["1.1"]),
    ],
)
def test_criteria_are_read_however_they_are_laid_out(
    read_as: ReadAs, text: str, labels: list[str]
) -> None:
    document = read_as(PATH, text)

    assert _labels(document) == labels
    assert document.findings == ()


def test_non_functional_requirements_are_told_by_their_heading(read_as: ReadAs) -> None:
    text = "### NFR 1: Speed\n#### Acceptance Criteria\n1. A SHALL b\n"

    assert read_as(PATH, text).requirements[0].kind is Kind.NON_FUNCTIONAL


@pytest.mark.parametrize(
    "text",
    [
        "## Overview\n\n1. a first thing\n2. a second\n",
        "<!--\n### Requirement 2\n#### Acceptance Criteria\n1. A SHALL b\n-->\n",
        "## 9. Open questions\n\n1. Should it b?\n",
        "```markdown\n### Requirement 2\n1. A SHALL b\n```\n",
    ],
)
def test_what_is_no_criterion_makes_no_requirement(read_as: ReadAs, text: str) -> None:
    assert _labels(read_as(PATH, SPEC + "\n" + text)) == ["1.1", "1.2", "2.1"]


def test_a_requirement_without_criteria_stands_for_itself_and_is_a_finding(read_as: ReadAs) -> None:
    document = read_as(
        PATH, "### Requirement 1: Sign in\n\n**User Story:** As a user, I want it.\n"
    )

    assert _labels(document) == ["1"]
    assert document.requirements[0].title == "Sign in"
    assert [(f.code, f.requirement) for f in document.findings] == [("ADJ152", "login/1")]


def test_of_a_bug_fix_the_current_behaviour_obliges_nobody(read_as: ReadAs) -> None:
    document = read_as(
        BUGFIX,
        """\
        # Bugfix Requirements Document

        ### Current Behavior (Defect)

        1.1 WHEN a password is wrong THEN the system lets the user in

        ### Expected Behavior (Correct)

        2.1 WHEN a password is wrong THEN the system SHALL refuse it
        2.2 WHEN it is empty THEN the system SHALL refuse it

        ### Unchanged Behavior (Regression Prevention)

        3.1 WHEN a password is right THEN the system SHALL CONTINUE TO accept it
        """,
    )

    assert [r.id for r in document.requirements] == ["login/2.1", "login/2.2", "login/3.1"]
    assert document.requirements[2].attributes["response"] == "CONTINUE TO accept it"
    assert document.requirements[0].location == Location(BUGFIX, 9, 1)
    assert document.findings == ()


def test_criteria_of_a_bug_fix_without_numbers_are_numbered_as_kiro_does(read_as: ReadAs) -> None:
    text = (
        "## Expected Behavior\n\n- A SHALL b\n\n## Unchanged Behavior\n\n1. A SHALL CONTINUE TO c\n"
    )

    assert _labels(read_as(BUGFIX, text)) == ["2.1", "3.1"]


def test_blocks_and_lines_below_a_criterion_become_its_checks(read_as: ReadAs) -> None:
    text = """\
    ### Requirement 1

    #### Acceptance Criteria

    1. THE App SHALL list
       Verified by: tests marked 1.1

       ```console
       $ app list
       ```
    2. THE App SHALL add

    ```hurl
    POST {{base}}/photos
    HTTP 201
    ```
    """

    first, second = read_as(PATH, text).requirements

    assert first.text == "THE App SHALL list"
    assert [(c.id, c.kind) for c in first.checks] == [
        ("login/1.1#1", "tests"),
        ("login/1.1#2", "console"),
    ]
    assert [(c.id, c.kind) for c in second.checks] == [("login/1.2#1", "hurl")]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (PATH, "", True),
        ("apps/a/.kiro/specs/x/design.md", "", True),
        ("docs/requirements.md", SPEC, True),
        ("docs/requirements.md", "# Requirements\n", False),
        ("spec/a.md", SPEC, False),
    ],
)
def test_a_file_is_recognised_by_its_path_or_headings(
    path: str,
    text: str,
    expected: bool,  # noqa: FBT001 - the column of a table
) -> None:
    assert kiro.recognises(Source.decode(path, text.encode())) is expected


def test_designs_and_tasks_hold_no_requirements(read_as: ReadAs) -> None:
    document = read_as(".kiro/specs/login/design.md", SPEC)

    assert (document.dialect, document.requirements) == (Dialect.KIRO, ())
