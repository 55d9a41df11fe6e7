"""A `cases` block with its rows, checked against each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from adjudge.codes import rows as codes
from adjudge.findings import Finding
from adjudge.spec.case_form import GIVEN, CaseForm, Reading, read_form
from adjudge.spec.filling import names
from adjudge.spec.nearest import suggestion
from adjudge.spec.rows import Row, UnreadableRowsError, from_file, from_folder, parsed, typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from adjudge.spec.model import Check

_OF_FILES = ("content",)
_NUMBER = "number"


@dataclass(frozen=True, slots=True)
class CaseTable:
    """A block's form and rows; with errors among the findings neither must be used.

    `document` is the path of the document that holds the block.
    """

    document: str
    form: CaseForm
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()

    def is_open(self, row: Row) -> bool:
        """Tell whether the specification leaves open what comes of a row."""
        if isinstance(self.form.open, bool):
            return self.form.open
        return any(row.values.get(column) in values for column, values in self.form.open.items())


def read_table(check: Check, folder: Path) -> CaseTable:
    """Read a block and its rows; `folder` is that of the document."""
    reading = read_form(check)
    table = CaseTable(check.body.file, reading.form, findings=reading.findings)
    if reading.findings:
        return table
    try:
        rows = typed(_rows(check, reading, folder), reading.form.types)
    except UnreadableRowsError as error:
        finding = codes.UNREADABLE_ROWS.at(
            error.location, str(error), requirement=check.requirement
        )
        return replace(table, findings=(finding,))
    table = replace(table, rows=_numbered(reading.form, rows))
    return replace(table, findings=tuple(_problems(check, reading, table)))


def _numbered(form: CaseForm, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Give rows their number where the block asks for it: else a row moved is the same row."""
    if not any(_NUMBER in names(template) for template in _templates(form).values()):
        return rows
    return tuple(
        Row({_NUMBER: number, **row.values}, row.location) for number, row in enumerate(rows, 1)
    )


def _rows(check: Check, reading: Reading, folder: Path) -> tuple[Row, ...]:
    form = reading.form
    if GIVEN in check.options:  # a check for some rows stands at its first row
        return tuple(Row(values, check.location) for values in check.options[GIVEN])
    if form.file:
        return from_file(check.location, folder, form.file, form.format)
    if form.each:
        return from_folder(check.location, folder, form.each)
    if isinstance(form.rows, str):
        return parsed(form.rows, form.format or "csv", check.body)
    rows = enumerate(form.rows or ())
    return tuple(Row(values, reading.place("rows", index)) for index, values in rows)


def _problems(check: Check, reading: Reading, table: CaseTable) -> Iterator[Finding]:
    here = check.location
    if not table.rows:
        yield codes.NO_ROWS.at(here, "the block has no rows", requirement=check.requirement)
    for key, template in _templates(reading.form).items():
        yield from _unknown_columns(check, reading, table, key, template)
    if GIVEN not in check.options and table.rows and all(map(table.is_open, table.rows)):
        message = "every row is left open, so the check can't fail"
        yield codes.EVERY_ROW_OPEN.at(here, message, requirement=check.requirement)


def _templates(form: CaseForm) -> Mapping[str, Any]:
    return {
        "command": form.command,
        "arguments": form.arguments,
        "stdin": form.stdin,
        "environment": form.environment,
        "expect": form.expect,
        "name": form.name,
        "requirement": form.requirement,
    }


def _unknown_columns(
    check: Check, reading: Reading, table: CaseTable, key: str, template: Any
) -> Iterator[Finding]:
    """Report each placeholder once, at the first row that has no such column."""
    extra = _OF_FILES if reading.form.each else ()
    for name in dict.fromkeys(names(template)):
        lacking = (row for row in table.rows if name not in row.values and name not in extra)
        row = next(lacking, None)
        if row is not None:
            known = (*row.values, *extra)
            message = f"the row at {row.location} has no column “{name}”; {suggestion(name, known)}"
            place = reading.place(key)
            yield codes.UNKNOWN_COLUMN.at(place, message, requirement=check.requirement)
