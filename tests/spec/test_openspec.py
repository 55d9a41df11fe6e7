from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.findings import Location
from adjudge.spec.model import Dialect, Level, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.spec.model import Document

    ReadAs = Callable[[str, str], Document]

PATH = "openspec/specs/login/spec.md"
CHANGE = "openspec/changes/add-tokens/specs/login/spec.md"
ARCHIVE = "openspec/changes/archive/2026-01-02-add-tokens/specs/login/spec.md"

SPEC = """\
# Login Specification

## Purpose

People sign in.

## Requirements

### Requirement: Wrong password `refused`
The system SHALL refuse a wrong password:
- always

#### Scenario: One wrong letter
- **WHEN** the password differs in one letter
- **THEN** the status is 401
  - and nothing else

#### Scenario: Empty

- **WHEN** it is empty
- **THEN** the status is 400

### Requirement: Slow down
Attempts should slow down.

#### Scenario: Ten times
- WHEN ten fail
- THEN the next waits
"""


def test_a_requirement_is_known_by_the_text_of_its_heading(read_as: ReadAs) -> None:
    document = read_as(PATH, SPEC)

    first, second = document.requirements

    assert (document.dialect, document.title) == (Dialect.OPENSPEC, "Login Specification")
    assert (first.id, first.label) == ("login/wrong-password-refused", "Wrong password refused")
    assert first.text == "The system SHALL refuse a wrong password:\n- always"
    assert first.location == Location(PATH, 9, 1)
    assert (first.level, second.level) == (Level.MUST, Level.SHOULD)
    assert first.status is Status.ACCEPTED
    assert document.findings == ()


def test_scenarios_are_checks_with_their_lines_exactly_as_written(read_as: ReadAs) -> None:
    first, second = read_as(PATH, SPEC).requirements[0].checks

    assert (first.id, first.kind) == ("login/wrong-password-refused#1", "scenario")
    assert (first.name, second.name) == ("One wrong letter", "Empty")
    assert first.location == Location(PATH, 13, 1)
    assert first.text == "\n".join(SPEC.splitlines()[12:16])
    assert second.text.splitlines()[-1] == "- **THEN** the status is 400"


def test_nested_capabilities_and_packages_qualify_the_ids(read_as: ReadAs) -> None:
    document = read_as("apps/a/openspec/specs/ui/login/spec.md", SPEC)

    assert document.requirements[1].id == "apps/a/ui/login/slow-down"


DELTA = """\
## ADDED Requirements

### Requirement: Tokens expire
A token SHALL expire after 15 minutes.

#### Scenario: Old token
- **WHEN** it is 16 minutes old
- **THEN** it is refused

## MODIFIED Requirements

### Requirement: Slow down
Attempts SHALL slow down.

#### Scenario: Ten times
- WHEN ten fail
- THEN the next waits

## REMOVED Requirements

### Requirement: Wrong password
**Reason**: There are no passwords any more.

## RENAMED Requirements

- FROM: `### Requirement: Login`
- TO: `### Requirement: Sign in`
- FROM: `### Requirement: Slow`
- TO: `### Requirement: Slow down`
"""


def test_a_change_is_pending_and_never_in_force(read_as: ReadAs) -> None:
    document = read_as(CHANGE, DELTA)

    assert [
        (r.id.removeprefix("changes/add-tokens/login/"), r.status) for r in document.requirements
    ] == [
        ("tokens-expire", Status.PROPOSED),
        ("slow-down", Status.PROPOSED),
        ("wrong-password", Status.SUPERSEDED),
        ("sign-in", Status.PROPOSED),
    ]
    assert [dict(r.attributes) for r in document.requirements] == [
        {"delta": "added"},
        {"delta": "modified", "renamed from": "Slow"},
        {"delta": "removed"},
        {"delta": "renamed", "renamed from": "Login"},
    ]
    assert document.findings == ()


def test_an_archived_change_is_history_without_findings(read_as: ReadAs) -> None:
    document = read_as(ARCHIVE, DELTA + "\n## Other\n\n### Requirement: No scenario\n")

    assert {r.status for r in document.requirements} == {Status.ARCHIVED}
    assert document.findings == ()


@pytest.mark.parametrize(
    ("path", "text", "code", "line"),
    [
        (PATH, "### Requirement: A\nIt SHALL.\n", "ADJ152", 1),
        (PATH, "# Only prose\n", "ADJ153", 1),
        (PATH, "### Requirement: A\nx\n\n### Scenario: B\n- WHEN c\n", "ADJ157", 4),
        (PATH, "### Requirement: A\nx\n\n**Scenario: B**\n- WHEN c\n", "ADJ157", 4),
        (
            CHANGE,
            "## Requirements\n### Requirement: A\nx\n#### Scenario: B\n- WHEN c\n",
            "ADJ155",
            2,
        ),
        (CHANGE, f"{DELTA}- FROM: `### Requirement: Z`\n", "ADJ156", 30),
        (CHANGE, f"{DELTA}- TO: `### Requirement: Z`\n", "ADJ156", 30),
    ],
)
def test_what_openspec_would_overlook_is_a_finding(
    read_as: ReadAs, path: str, text: str, code: str, line: int
) -> None:
    assert [(f.code, f.location.line) for f in read_as(path, text).findings] == [(code, line)]


@pytest.mark.parametrize(
    "text",
    [
        "### Requirement: A\nx\n\n### Scenario: B\n- WHEN c\n",
        "### Requirement: A\nx\n\n**Scenario: B**\n- WHEN c\n",
        "### Requirement: A\nx\n\n- **Scenario: B**\n  - WHEN c\n",
        "#### Requirement: A\nx\n\n##### Scenario: B\n- WHEN c\n",
    ],
)
def test_a_misplaced_scenario_is_read_nevertheless(read_as: ReadAs, text: str) -> None:
    (requirement,) = read_as(PATH, text).requirements

    (check,) = requirement.checks

    assert (check.name, check.text.splitlines()[-1].strip()) == ("B", "- WHEN c")


def test_a_scenario_under_no_requirement_is_a_finding(read_as: ReadAs) -> None:
    document = read_as(PATH, f"{SPEC}\n## More\n\n#### Scenario: Lost\n- WHEN x\n")

    assert [(f.code, f.location.line) for f in document.findings] == [("ADJ157", 32)]


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("Grüße & Küsse!", "login/grüße-küsse"),
        ("等待元素", "login/等待元素"),
        ("`--date` flag_x", "login/date-flag-x"),
        ("***", "login/requirement"),
    ],
)
def test_headings_of_any_script_make_ids(read_as: ReadAs, name: str, identity: str) -> None:
    assert read_as(PATH, f"### Requirement: {name}\n").requirements[0].id == identity


def test_examples_in_blocks_and_comments_are_no_requirements(read_as: ReadAs) -> None:
    text = "```markdown\n### Requirement: A\n```\n\n<!--\n### Requirement: B\n-->\n"

    assert [r.label for r in read_as(PATH, SPEC + text).requirements] == [
        "Wrong password refused",
        "Slow down",
    ]


def test_blocks_below_a_requirement_become_checks_beside_its_scenarios(read_as: ReadAs) -> None:
    text = "### Requirement: A\nIt SHALL.\n\n```console\n$ a\n```\n\n#### Scenario: B\n- WHEN c\n\nVerified by: tests marked A-1\n"

    (requirement,) = read_as(PATH, text).requirements

    assert [(c.id, c.kind) for c in requirement.checks] == [
        ("login/a#1", "console"),
        ("login/a#2", "scenario"),
        ("login/a#3", "tests"),
    ]


@pytest.mark.parametrize("name", ["openspec/project.md", "openspec/changes/x/proposal.md"])
def test_proposals_and_notes_hold_no_requirements(read_as: ReadAs, name: str) -> None:
    document = read_as(name, SPEC)

    assert (document.dialect, document.requirements) == (Dialect.OPENSPEC, ())
