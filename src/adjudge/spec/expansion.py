"""Rows of `cases` blocks as requirements of their own.

Where a block says `requirement: CM-{example}`, each row refines the requirement that holds the block
and has its own check, which runs together with the block's. Rows of one name are one requirement.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.codes import rows as codes
from adjudge.findings import Severity
from adjudge.spec.case_form import BATCH, GIVEN
from adjudge.spec.case_table import CaseTable, read_table
from adjudge.spec.filling import fill
from adjudge.spec.model import Document, Level, Relation, RelationKind, Requirement

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.findings import Finding
    from adjudge.spec.model import Check
    from adjudge.spec.rows import Row

_KIND = "cases"
_KEY = "requirement"
_ID = re.compile(r"[A-Za-z][\w.-]*(?:/[\w.-]+)*")


def expand(document: Document, project: Path) -> Document:
    """Return the document with a requirement for each row that is one.

    Args:
        document: as read; without such blocks it is returned as it is.
        project: the project's root, from which the files of rows are found.
    """
    blocks = {
        r.id: [check for check in r.checks if _names_rows(check)] for r in document.requirements
    }
    if not any(blocks.values()):
        return document
    folder = (project / document.path).parent
    requirements: list[Requirement] = []
    findings: list[Finding] = []
    for requirement in document.requirements:
        requirements.append(requirement)
        for check in blocks[requirement.id]:
            made, found = _made(requirement, check, folder)
            requirements += made
            findings += found
    return replace(
        document, requirements=tuple(requirements), findings=(*document.findings, *findings)
    )


def _made(
    parent: Requirement, block: Check, folder: Path
) -> tuple[list[Requirement], list[Finding]]:
    """Make the requirements of one block; what makes the block unusable is reported elsewhere."""
    table = read_table(block, folder)
    if any(finding.severity is Severity.ERROR for finding in table.findings):
        return [], []
    made, findings = [], []
    for name, rows in _groups(table).items():
        if _ID.fullmatch(name):
            made.append(_requirement(parent, block, table, name, rows))
        else:
            message = f"“{name}” can't be the ID of a requirement"
            where = rows[0].location
            findings.append(codes.ROW_REQUIREMENT.at(where, message, requirement=parent.id))
    return made, findings


def _names_rows(check: Check) -> bool:
    return check.kind == _KIND and (
        _KEY in check.options or f"{_KEY}:" in check.text or f'"{_KEY}"' in check.text
    )


def _groups(table: CaseTable) -> dict[str, list[Row]]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    if table.form.requirement:
        for row in table.rows:
            groups[fill(table.form.requirement, row.values)].append(row)
    return groups


def _requirement(
    parent: Requirement, block: Check, table: CaseTable, name: str, rows: list[Row]
) -> Requirement:
    first = rows[0]
    own = replace(
        block,
        id=f"{name}#1",
        requirement=name,
        location=first.location,
        options={**block.options, GIVEN: [dict(row.values) for row in rows], BATCH: block.id},
    )
    left_open = all(map(table.is_open, rows))
    return replace(
        parent,
        id=name,
        label=name,
        title=fill(table.form.name, first.values) if table.form.name else name,
        level=Level.MAY if left_open else parent.level,
        location=first.location,
        end_line=first.location.line,
        relations=(Relation(RelationKind.REFINES, parent.id, block.location),),
        checks=(own,),
    )
