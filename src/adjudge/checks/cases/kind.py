"""`cases`: a table of inputs and expected results, executed row by row."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from adjudge.checks.cases.calls import Calls
from adjudge.checks.cases.commands import Commands
from adjudge.checks.cases.equality import NAMES, equality
from adjudge.checks.cases.judging import judge
from adjudge.checks.cases.observed import Observed
from adjudge.checks.kind import CheckInputs
from adjudge.checks.model import CaseResult, CheckResult, Fault, Method, Outcome, not_run
from adjudge.codes import rows as codes
from adjudge.errors import SystemFailureError
from adjudge.findings import Severity
from adjudge.spec.case_form import BATCH, GIVEN, read_form
from adjudge.spec.case_table import CaseTable, read_table
from adjudge.spec.files import FileNameError, beside, inside
from adjudge.spec.filling import fill
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adjudge.findings import Finding
    from adjudge.spec.case_form import CaseForm
    from adjudge.spec.model import Check
    from adjudge.spec.rows import Row
    from adjudge.system.stage import Stage

EMPTY = "empty"
_EVERY = 100
_SHOWN = 200


class Cases:
    """Executes tables of cases; see `docs/reference/cases.md`."""

    name = "cases"
    method = Method.TEST

    def diagnose(self, check: Check, folder: Path) -> Sequence[Finding]:
        """Report what in the block or its rows can't be read."""
        return _diagnosed(check, read_table(check, folder))

    def inputs(self, check: Check, folder: Path) -> CheckInputs:
        """Name the files that hold the rows; a check for some rows holds them itself."""
        form = read_form(check).form
        names = [form.file] if form.file and GIVEN not in check.options else []
        if form.each:
            names += [row.values["path"] for row in read_table(check, folder).rows]
        with contextlib.suppress(FileNameError):
            return CheckInputs(tuple(beside(check.body.file, folder, n) for n in names))
        return CheckInputs()

    def batch(self, check: Check) -> str:
        """Run the checks for single rows of a block together with the block's own."""
        return str(check.options.get(BATCH, check.id))

    def run(self, checks: Sequence[Check], stage: Stage) -> Sequence[CheckResult]:
        """Execute each row once, whichever of the checks it belongs to; every row is a case."""
        tables = [(check, read_table(check, stage.folder)) for check in checks]
        unusable = {check.id: _unusable(check, table) for check, table in tables}
        usable = [(check, table) for check, table in tables if unusable[check.id] is None]
        executed = _executed([table for _, table in usable], stage) if usable else _Executed()
        return [
            unusable[check.id] or executed.result(check, table, stage) for check, table in tables
        ]


def _diagnosed(check: Check, table: CaseTable) -> list[Finding]:
    found = list(table.findings)
    for name in table.form.equal.values():
        if equality(name) is None:
            message = f"“{name}” is no equality; {suggestion(name, NAMES)}"
            place = read_form(check).place("equal")
            found.append(codes.CASES_FORM.at(place, message, requirement=check.requirement))
    return found


def _unusable(check: Check, table: CaseTable) -> CheckResult | None:
    errors = [f for f in _diagnosed(check, table) if f.severity is Severity.ERROR]
    if not errors:
        return None
    name = check.name or check.id
    return not_run(name, check.location, errors[0].explain(), Fault.SPECIFICATION)


@dataclass(slots=True)
class _Executed:
    """What came of the rows of a batch, by their values; or why none was executed."""

    observed: dict[str, Observed] = field(default_factory=dict)
    values: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    failure: SystemFailureError | None = None

    def result(self, check: Check, table: CaseTable, stage: Stage) -> CheckResult:
        if self.failure is not None:
            result = not_run(check.name or check.id, check.location, self.failure.message)
            return replace(result, transcript=stage.redact(self.failure.transcript))
        cases = tuple(self._case(table, row, stage) for row in table.rows)
        if GIVEN not in check.options and all(map(table.is_open, table.rows)):
            cases = tuple(map(_undecided, cases))
        transcript = stage.redact(_transcript(cases))
        return CheckResult(cases, transcript, seconds=sum(case.seconds for case in cases))

    def _case(self, table: CaseTable, row: Row, stage: Stage) -> CaseResult:
        values = self.values[_key(row)]
        case = judge(
            table.form,
            values,
            self.observed[_key(row)],
            name=fill(table.form.name, values) if table.form.name else _named(row),
            location=row.location,
            left_open=table.is_open(row),
        )
        redact = stage.redact
        return replace(
            case, actual=redact(case.actual), reason=redact(case.reason), cause=redact(case.cause)
        )


def _undecided(case: CaseResult) -> CaseResult:
    """Let no table pass that could not have failed."""
    if case.outcome is not Outcome.PASSED:
        return case
    return replace(case, outcome=Outcome.INCONCLUSIVE, fault=Fault.SPECIFICATION)


def _transcript(cases: Sequence[CaseResult]) -> str:
    """Tell of the rows that did not pass, and of how many did."""
    others = [case for case in cases if case.outcome is not Outcome.PASSED]
    lines = [f"{case.outcome}: {case.name}: {case.reason}" for case in others[:_SHOWN]]
    lines += [f"… {len(others) - _SHOWN} more"] if len(others) > _SHOWN else []
    return "\n".join([*lines, f"{len(cases) - len(others)} of {len(cases)} rows passed"])


def _named(row: Row) -> str:
    """Name a row after its first values."""
    texts = [str(value) for value in row.values.values()]
    return ", ".join(texts)[:80].replace("\n", " ")


def _key(row: Row) -> str:
    return json.dumps(row.values, sort_keys=True, default=str)


def _executed(tables: Sequence[CaseTable], stage: Stage) -> _Executed:
    """Execute the rows of tables that share one form."""
    form = tables[0].form
    rows = {_key(row): row for table in tables for row in table.rows}
    executed = _Executed()
    try:
        with _runner(form, stage) as runner:
            for number, (key, row) in enumerate(rows.items(), 1):
                values = _file_values(tables[0], row, stage) if form.each else row.values
                executed.values[key] = values
                executed.observed[key] = runner.observe(values)
                if number % _EVERY == 0:
                    stage.report(f"row {number} of {len(rows)}")
    except SystemFailureError as error:
        executed.failure = error
    except (FileNameError, OSError) as error:
        executed.failure = SystemFailureError(str(error))
    return executed


@contextlib.contextmanager
def _runner(form: CaseForm, stage: Stage) -> Iterator[Calls | Commands]:
    bound = min(form.seconds or stage.limits.seconds, stage.limits.seconds)
    limits = replace(stage.limits, seconds=bound)
    empty = form.cwd == EMPTY
    with stage.directory(empty=empty) as directory:
        folder = directory if empty else inside(directory, form.cwd)
        if not folder.is_dir():
            raise FileNameError(f"the system has no folder “{form.cwd}”")
        if form.call:
            with Calls(form, stage, folder, limits) as calls:
                yield calls
        else:
            yield Commands(form, stage, folder, limits)


def _file_values(table: CaseTable, row: Row, stage: Stage) -> Mapping[str, Any]:
    """Copy a row's file to where the system may have it, and add its content to the values."""
    source = beside(table.document, stage.folder, row.values["path"])
    target = stage.scratch / "files" / row.values["path"]
    target.parent.mkdir(parents=True, exist_ok=True)
    data = source.read_bytes()
    target.write_bytes(data)
    content = data.decode("utf-8", "surrogateescape")
    return {**row.values, "path": str(target), "content": content}
