"""Codes of findings: specifications written for Spec Kit, Kiro and OpenSpec."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

OPEN_QUESTION = Code(
    "ADJ150",
    "open-question",
    Severity.WARNING,
    "The text holds a `[NEEDS CLARIFICATION: …]` marker.",
    "Nobody has decided what the requirement demands there, so no check of that part means "
    "anything, and whoever builds it will guess.",
    "- **FR-006**: Users MUST sign in with [NEEDS CLARIFICATION: password or single sign-on?]",
    "decide, and write the decision in the place of the marker",
)
PLACEHOLDER = Code(
    "ADJ151",
    "unfilled-placeholder",
    Severity.WARNING,
    "A placeholder of the template was never filled in.",
    "The document looks complete and says nothing in that place. A constitution that is still "
    "the template binds nobody.",
    "### [PRINCIPLE_1_NAME]",
    "fill it in, or delete the part of the template that this project does not need",
)
NO_CRITERIA = Code(
    "ADJ152",
    "no-acceptance-criteria",
    Severity.WARNING,
    "A Kiro requirement has no acceptance criteria, or an OpenSpec requirement or a Spec Kit user "
    "story has no scenario.",
    "Without them the text leaves open when the requirement is met.",
    "### Requirement 3: Export",
    "add criteria (Kiro: a numbered list under `#### Acceptance Criteria`) or scenarios "
    "(OpenSpec: `#### Scenario: …`; Spec Kit: a numbered list of Given, When, Then)",
)
NOTHING_READ = Code(
    "ADJ153",
    "no-requirement-read",
    Severity.WARNING,
    "A file in the place of a specification holds nothing that its dialect calls a requirement.",
    "What the file demands is demanded of nobody: no verdict will ever mention it.",
    "`specs/001-photos/spec.md` without any `**FR-001**: …`",
    "write the requirements in the form of the dialect (docs/reference/dialects.md)",
)
UNCOUNTABLE_RANGE = Code(
    "ADJ154",
    "uncountable-range",
    Severity.ERROR,
    "A range of IDs has no order, two different prefixes, or more members than anybody means.",
    "Only its two ends became requirements.",
    "- **FR-009 – FR-003**: …",
    "write the IDs in rising order, or name each",
)
UNKNOWN_DELTA = Code(
    "ADJ155",
    "unknown-delta",
    Severity.WARNING,
    "A requirement of an OpenSpec change stands under no heading that says what becomes of it.",
    "OpenSpec will not apply it when the change is archived.",
    "## Requirements\n\n### Requirement: Export\n",
    "put it under `## ADDED Requirements`, `## MODIFIED Requirements`, `## REMOVED Requirements` "
    "or `## RENAMED Requirements`",
)
INCOMPLETE_RENAME = Code(
    "ADJ156",
    "incomplete-rename",
    Severity.WARNING,
    "A line `FROM:` without its `TO:`, or the other way round, in an OpenSpec change.",
    "The requirement keeps its old name, or appears twice, when the change is archived.",
    "## RENAMED Requirements\n- FROM: `### Requirement: Login`",
    "write both lines, each with the heading `### Requirement: …` in backticks",
)
MISPLACED_SCENARIO = Code(
    "ADJ157",
    "misplaced-scenario",
    Severity.WARNING,
    "An OpenSpec scenario stands under no requirement, or its heading has the wrong depth.",
    "OpenSpec itself overlooks it.",
    "### Scenario: Wrong password",
    "write `#### Scenario: …`, with four signs, below its `### Requirement: …`",
)

ALL: tuple[Code, ...] = (
    OPEN_QUESTION,
    PLACEHOLDER,
    NO_CRITERIA,
    NOTHING_READ,
    UNCOUNTABLE_RANGE,
    UNKNOWN_DELTA,
    INCOMPLETE_RENAME,
    MISPLACED_SCENARIO,
)
