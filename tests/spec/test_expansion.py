from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.findings import Location
from adjudge.spec.case_form import BATCH, GIVEN
from adjudge.spec.expansion import expand
from adjudge.spec.model import Document, Level, RelationKind
from adjudge.spec.project import parse

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """# Fees

## FEE-0: Every fee is right

A fee MUST be right.

```yaml cases
command: fee {amount}
file: fees.csv
expect: {stdout: "{fee}"}
open: {fee: any}
name: fee of {amount}
requirement: FEE-{group}
```

## FEE-9: Last

It MUST be last.
"""


def document(tmp_path: Path, rows: str, text: str = TEXT) -> Document:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "fees.csv").write_text(rows)
    read = parse("spec/fees.md", text.encode())
    assert isinstance(read, Document)
    return expand(read, tmp_path)


def test_rows_become_requirements_that_refine_the_one_with_the_block(tmp_path: Path) -> None:
    found = document(tmp_path, "amount,fee,group\n1,2,1\n3,4,2\n5,6,2\n").requirements

    assert [r.id for r in found] == ["FEE-0", "FEE-1", "FEE-2", "FEE-9"]
    row = found[2]
    assert (row.title, row.location) == ("fee of 3", Location("spec/fees.csv", 3))
    assert [(r.kind, r.target) for r in row.relations] == [(RelationKind.REFINES, "FEE-0")]
    assert row.level is Level.MUST
    (check,) = row.checks
    assert (check.id, check.options[BATCH]) == ("FEE-2#1", "FEE-0#1")
    assert [values["amount"] for values in check.options[GIVEN]] == ["3", "5"]


def test_a_row_that_is_left_open_obliges_nobody(tmp_path: Path) -> None:
    found = document(tmp_path, "amount,fee,group\n1,any,1\n3,4,2\n").requirements

    assert [r.level for r in found] == [Level.MUST, Level.MAY, Level.MUST, Level.MUST]


def test_a_row_whose_name_is_no_id_is_an_error_at_the_row(tmp_path: Path) -> None:
    found = document(tmp_path, "amount,fee,group\n1,2,a b\n")

    assert [(f.code, f.location.file, f.location.line) for f in found.findings] == [
        ("ADJ144", "spec/fees.csv", 2)
    ]


def test_an_unusable_block_is_left_for_its_diagnosis(tmp_path: Path) -> None:
    found = document(tmp_path, "amount,fee\n1,2\n")

    assert [r.id for r in found.requirements] == ["FEE-0", "FEE-9"]


def test_a_document_without_such_blocks_stays_as_it_is(tmp_path: Path) -> None:
    read = parse("spec/a.md", TEXT.replace("requirement: FEE-{group}\n", "").encode())
    assert isinstance(read, Document)

    assert expand(read, tmp_path) is read
