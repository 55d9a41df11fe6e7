"""Codes of findings: checks."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

CONSOLE_WITHOUT_COMMAND = Code(
    "ADJ310",
    "console-without-command",
    Severity.ERROR,
    "A console block, or a `$` in it, has no command.",
    "The block looks like a check and would verify nothing.",
    "```console\nhello\n```",
    "Write each command on a line that begins with `$ `; "
    "mark a block that only illustrates with {illustration: true}.",
)

OUTPUT_BEFORE_COMMAND = Code(
    "ADJ311",
    "output-before-command",
    Severity.ERROR,
    "A console block has text before its first command.",
    "The text belongs to no command, so nothing would ever be compared with it.",
    "```console\nhello\n$ echo hello\n```",
    "Begin the block with a `$ ` line; put remarks into the prose around the block.",
)

UNCLEAR_MARK = Code(
    "ADJ312",
    "unclear-mark",
    Severity.ERROR,
    "A line of a console block in brackets is no mark, or stands where a mark has no meaning.",
    "What was meant as an exit code or as standard error would be compared as output.",
    "```console\n$ false\n[exit 1]\n```",
    "Write an exit code as [2] on the command's last line and standard error as `[stderr] text`; "
    "put a backslash before a bracket that is output.",
)

CONSOLE_OPTION = Code(
    "ADJ313",
    "console-option",
    Severity.ERROR,
    "An option in the braces of a console block is unknown or has a value that can't be used.",
    "The session would run under other conditions than its writer asked for.",
    "```console {cwd: ../elsewhere}\n$ ls\n```",
    "Use cwd, timeout, files, fixtures, stdin or environment as the reference page shows them.",
)

MISSING_FIXTURE = Code(
    "ADJ314",
    "missing-fixture",
    Severity.ERROR,
    "A file that a check names is missing, or does not belong to the project.",
    "The check can't run without it, or would depend on something outside the project.",
    "```console {fixtures: [no-such-file.csv]}\n$ wc -l no-such-file.csv\n```",
    "Give the path from the folder of the document to a regular file or folder of the project.",
)

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

HURL_SYNTAX = Code(
    "ADJ330",
    "hurl-syntax",
    Severity.ERROR,
    "A hurl block is not Hurl.",
    "Nothing of the block is sent, so its requirement stays unverified.",
    '```hurl\nGET {{base}}/\nHTTP 200\n[Asserts]\njsnpath "$.id" exists\n```',
    "Correct the line; the words of Hurl are listed at https://hurl.dev/docs/grammar.html.",
)
HURL_UNSUPPORTED = Code(
    "ADJ331",
    "hurl-unsupported",
    Severity.WARNING,
    "A hurl block asks for something that only the program `hurl` can do, or that no check may do.",
    "The block is not run where that program is missing, or never, so its requirement stays "
    "unverified.",
    "```hurl\nGET {{base}}/\n[Options]\nhttp2: true\n```",
    "Say it without that construct, or install the program `hurl`.",
)
HURL_EXPRESSION = Code(
    "ADJ332",
    "hurl-expression",
    Severity.ERROR,
    "A regular expression, JSONPath, XPath or date format in a hurl block can't be read.",
    "It would fail whatever the system answers.",
    '```hurl\nGET {{base}}/\nHTTP 200\n[Asserts]\njsonpath "$.[" exists\n```',
    "Correct the expression.",
)
HURL_FILE = Code(
    "ADJ333",
    "hurl-file",
    Severity.ERROR,
    "A file that a hurl block names is missing, or stands outside the folder of its document.",
    "The request can't be sent, or would send a file that is not part of the specification.",
    "```hurl\nPOST {{base}}/\nfile,../secret.txt;\n```",
    "Put the file into the folder of the document, or below it.",
)
HURL_EMPTY = Code(
    "ADJ334",
    "hurl-empty",
    Severity.ERROR,
    "A hurl block has no request.",
    "The block looks like a check and would verify nothing.",
    "```hurl\n# later\n```",
    "Write a request such as `GET {{base}}/` and the response that it must have.",
)
HURL_OPTION = Code(
    "ADJ335",
    "hurl-option",
    Severity.ERROR,
    "An option in the braces of a hurl block is unknown or has a value that it can't have.",
    "What was meant would be ignored.",
    "```hurl {engin: adjudge}\nGET {{base}}/\n```",
    "Use `engine`, `variables`, `hosts` or `clock`; see the page on hurl blocks.",
)
HURL_EXPECTS_NOTHING = Code(
    "ADJ336",
    "hurl-expects-nothing",
    Severity.WARNING,
    "No request of a hurl block has an expectation that a response could miss.",
    "Whatever the system answers fits, so the block decides nothing: it is inconclusive.",
    "```hurl\nGET {{base}}/health\n```",
    "Write the status, a header, a body or an assert below a request, such as `HTTP 200`.",
)

ALL: tuple[Code, ...] = (
    HURL_SYNTAX,
    HURL_UNSUPPORTED,
    HURL_EXPRESSION,
    HURL_FILE,
    HURL_EMPTY,
    HURL_OPTION,
    HURL_EXPECTS_NOTHING,
    CONSOLE_WITHOUT_COMMAND,
    OUTPUT_BEFORE_COMMAND,
    UNCLEAR_MARK,
    CONSOLE_OPTION,
    MISSING_FIXTURE,
    TESTS_UNREADABLE,
    TESTS_SELECT_NOTHING,
    TEST_MISSING,
    SUITE_UNKNOWN,
    SUITE_NONE,
    SUITE_UNREADABLE,
)
