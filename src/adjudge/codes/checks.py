"""Codes of findings: checks."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

TESTS_UNREADABLE = Code(
    "ADJ350",
    "tests-unreadable",
    Severity.ERROR,
    "A `tests` check holds something else than `marked`, `named` and `suite`.",
    "A key that is not understood would be left out in silence, and other tests would decide.",
    "```yaml tests\nmarks: ACC-1\n```",
    "write `marked` (requirement IDs), `named` (globs of test names) and `suite` (its name)",
)
TESTS_SELECT_NOTHING = Code(
    "ADJ351",
    "tests-select-nothing",
    Severity.ERROR,
    "A `tests` check names no test and no mark.",
    "Without a selection no test is evidence for the requirement, so it stays unverified.",
    "```yaml tests\nsuite: unit\n```",
    "say which tests with `marked` or `named`",
)
TEST_MISSING = Code(
    "ADJ352",
    "linked-test-missing",
    Severity.ERROR,
    "No test of the suite has the name or mark that a requirement is linked to.",
    "The test was renamed, removed or never written; nothing verifies the requirement any more.",
    "Verified by: tests named `tests/test_transfer.py::test_overdarft`",
    "correct the link, or bring the test back",
)
SUITE_UNKNOWN = Code(
    "ADJ353",
    "suite-unknown",
    Severity.ERROR,
    "A `tests` check names a suite that the judged system does not have.",
    "No command is known that would run the tests, so nothing is evidence.",
    "Verified by: tests marked ACC-1 in unti",
    "name a suite of `adjudge.toml`, or add it there under `[suites.NAME]`",
)
SUITE_NONE = Code(
    "ADJ354",
    "suite-none",
    Severity.ERROR,
    "A requirement is linked to tests, and no suite is configured for the judged system.",
    "No command is known that would run the tests, so nothing is evidence.",
    "Verified by: tests marked ACC-1",
    "add `[suites.NAME]` with `command` and `format` to `adjudge.toml`",
)
SUITE_UNREADABLE = Code(
    "ADJ355",
    "suite-without-result",
    Severity.ERROR,
    "A suite did not come to an end, or left no complete report in its format.",
    "What a report that is missing or cut off does not say can't be told from a pass.",
    "a suite whose process is ended by its time limit",
    "run the suite's command by hand and see that it ends and writes its report",
)

ALL: tuple[Code, ...] = (
    TESTS_UNREADABLE,
    TESTS_SELECT_NOTHING,
    TEST_MISSING,
    SUITE_UNKNOWN,
    SUITE_NONE,
    SUITE_UNREADABLE,
)
