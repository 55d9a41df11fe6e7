"""Every machine that the reference shows is read, explored, and does what it demands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adjudge.machine.engine import Model
from adjudge.machine.explore import explore
from adjudge.machine.read import read
from adjudge.spec.model import Document
from adjudge.spec.project import parse

if TYPE_CHECKING:
    from adjudge.spec.model import Check

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "machines.md"
PAIR = re.compile(
    r"^```mermaid\n.*?^```\n\n```yaml machine \w+\n.*?^```$", re.MULTILINE | re.DOTALL
)


def checks() -> list[Check]:
    pairs = PAIR.findall(PAGE.read_text(encoding="utf-8"))
    text = "\n\n".join(f"## EX-{n}: T\n\nIt MUST.\n\n{pair}" for n, pair in enumerate(pairs, 1))
    document = parse("spec/examples.md", text.encode())
    assert isinstance(document, Document)
    return [check for each in document.requirements for check in each.checks]


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.name)
def test_an_example_of_the_reference_does_what_it_demands(check: Check) -> None:
    found = read(check)

    assert found.machine is not None, [each.explain() for each in found.findings]
    exploration = explore(Model(found.machine))
    assert exploration.violations == ()
    assert found.machine.properties
