"""Codes of findings: structured lines under a requirement, and what names tests."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

MISSPELT_KEY = Code(
    "ADJ120",
    "misspelt-key",
    Severity.WARNING,
    "A line starts with something that is almost a known key.",
    "It is read as prose, so what it states (a relation, a status, a check) does not take effect.",
    "Refine: ACC-1",
    "Correct the key, or reword the line if it is prose.",
)
UNREADABLE_LINE = Code(
    "ADJ121",
    "unreadable-line",
    Severity.ERROR,
    "A structured line has a known key and a value that it can't have.",
    "What the line was meant to state does not take effect.",
    "Status: propsed",
    "Correct the value, or reword the line if it is prose.",
)
MALFORMED_WAIVER = Code(
    "ADJ123",
    "malformed-waiver",
    Severity.ERROR,
    "A waiver lacks its last day, its owner or its reason.",
    "A waiver that nobody answers for waives nothing.",
    "Waived: for now",
    "Write `Waived: until 2026-12-31 by Ada Lovelace: the reason`.",
)
MALFORMED_VERIFIED_BY = Code(
    "ADJ124",
    "malformed-verified-by",
    Severity.ERROR,
    "A line `Verified by:` names nothing that can verify.",
    "The requirement would look verified to its readers and is not.",
    "Verified by: the tests",
    'Write `tests marked ID`, `tests named "glob"`, `test FILE::NAME`, `card NAME`, `sign-off by NAME`, `module PATH` or `proof PATH`.',
)
MALFORMED_TESTS = Code(
    "ADJ125",
    "malformed-tests-block",
    Severity.ERROR,
    "A `yaml tests` block does not say which tests it means.",
    "No test can be found for it, so its requirement stays unverified.",
    "```yaml tests\nname: tests/test_x.py::*\n```",
    "Give one of `marked`, `named` or `mapping`, and `suite` if the project has several.",
)
UNKNOWN_IN_MAPPING = Code(
    "ADJ126",
    "unknown-requirement-in-mapping",
    Severity.ERROR,
    "A mapping of tests names a requirement that its document does not hold.",
    "The tests are evidence for nothing.",
    "```yaml tests\nmapping: {ACC-99: [tests/test_x.py::*]}\n```",
    "Correct the ID, or move the mapping to the document that holds the requirement.",
)

ALL = (
    MISSPELT_KEY,
    UNREADABLE_LINE,
    MALFORMED_WAIVER,
    MALFORMED_VERIFIED_BY,
    MALFORMED_TESTS,
    UNKNOWN_IN_MAPPING,
)
