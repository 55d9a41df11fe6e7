"""Codes of findings: tables of cases and their rows."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

CASES_FORM = Code(
    "ADJ140",
    "cases-form",
    Severity.ERROR,
    "A cases block has an unknown key, lacks one, or gives one a value that can't be used.",
    "The rows would be executed in another way than the writer meant, or not at all.",
    "```yaml cases\ncomand: fee {amount}\nfile: fees.csv\nexpect: {stdout: '{fee}'}\n```",
    "Write the block as the reference page of `cases` shows it.",
)

UNREADABLE_ROWS = Code(
    "ADJ141",
    "unreadable-rows",
    Severity.ERROR,
    "The rows of a cases block can't be read.",
    "None of them would be executed.",
    "amount,fee\n1,2,3",
    "Correct the file at the line that is named, or the name of the file in the block.",
)

UNKNOWN_COLUMN = Code(
    "ADJ142",
    "unknown-column",
    Severity.ERROR,
    "A placeholder of a cases block names a column that a row does not have.",
    "The row can't be executed as it is written.",
    "```yaml cases\ncommand: fee {amuont}\nrows: [{amount: 1, fee: 2}]\nexpect: {stdout: '{fee}'}\n```",
    "Use the name of a column; write {{name}} for braces that are meant as they stand.",
)

NO_ROWS = Code(
    "ADJ143",
    "no-rows",
    Severity.ERROR,
    "A cases block has no rows.",
    "A table without rows verifies nothing.",
    "```yaml cases\ncommand: fee {amount}\nrows: []\nexpect: {exit: 0}\n```",
    "Add rows, or correct the file or pattern that should yield them.",
)

ROW_REQUIREMENT = Code(
    "ADJ144",
    "row-requirement",
    Severity.ERROR,
    "The requirement that a row of a cases block should become has no ID that can be used.",
    "The row's verdict could not be named.",
    "requirement: 'fee {amount}'",
    "Let `requirement:` yield an ID such as FEE-7 that no other requirement has.",
)

EVERY_ROW_OPEN = Code(
    "ADJ145",
    "every-row-open",
    Severity.WARNING,
    "Every row of a cases block is left open.",
    "Whatever the system does fits, so the block decides nothing: it is inconclusive.",
    "```yaml cases\ncommand: parse {name}\neach: file in free/*.json\nexpect: {exit: 0}\nopen: true\n```",
    "Put rows that are decided into the table too, or give the requirement the level MAY.",
)

ALL: tuple[Code, ...] = (
    CASES_FORM,
    UNREADABLE_ROWS,
    UNKNOWN_COLUMN,
    NO_ROWS,
    ROW_REQUIREMENT,
    EVERY_ROW_OPEN,
)
