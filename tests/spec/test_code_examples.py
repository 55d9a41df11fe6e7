"""The examples that the catalogue gives are true."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from adjudge.codes import CODES, Code, blocks, documents, lines, relations
from adjudge.spec import native, project
from adjudge.spec.model import Dialect, Document
from adjudge.spec.relate import relate
from adjudge.spec.source import Source

ABOVE = "## ACC-10: Above\n\nIt MUST hold.\n\n"
# Those say in words what one document alone can't show.
IN_WORDS = {"ADJ101", "ADJ102", "ADJ103", "ADJ104", "ADJ105", "ADJ106", "ADJ107", "ADJ132"}
SHOWN = [
    code
    for code in (*documents.ALL, *blocks.ALL, *lines.ALL, *relations.ALL)
    if code.id not in IN_WORDS and code.id < "ADJ140"
]
PAGE = Path(__file__).parents[2] / "docs/reference/specification-format.md"


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.id)
def test_the_example_of_a_code_raises_it(code: Code) -> None:
    alone = code.example.startswith(("---", "# "))
    text = code.example if alone else ABOVE + code.example + "\n\nIt MUST.\n"
    levelless = text.removesuffix("\n\nIt MUST.\n") if code is documents.NO_LEVEL_WORD else text
    document = native.read(Source.decode("spec/a.md", levelless.encode()))

    found = relate([document], date(2026, 1, 1)).findings

    assert code.id in {finding.code for finding in found}
    assert CODES[code.id] is code


def test_the_example_of_the_format_s_page_is_a_specification_without_findings() -> None:
    example = PAGE.read_text(encoding="utf-8").split("````markdown\n")[1].split("````\n")[0]

    document = project.parse("spec/accounts.md", example.encode())

    assert isinstance(document, Document)
    specification = relate([document], date(2026, 1, 1))
    assert specification.findings == ()
    assert [r.id for r in specification.requirements] == ["ACC-1", "ACC-2", "ACC-3"]
    assert specification.documents[0].dialect is Dialect.NATIVE
    assert [len(r.checks) for r in specification.requirements] == [1, 1, 0]
