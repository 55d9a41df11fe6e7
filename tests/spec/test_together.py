from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.spec.model import Document
from adjudge.spec.project import parse

if TYPE_CHECKING:
    from adjudge.spec.model import Check


def machines(*blocks: tuple[str, str]) -> dict[str, Check]:
    text = "\n".join(
        f"## ACC-{number}: T\n\nIt MUST.\n\n```yaml machine {name}\n{block}\n```\n"
        for number, (name, block) in enumerate(blocks, 1)
    )
    document = parse("spec/a.md", text.encode())
    assert isinstance(document, Document)
    return {check.name: check for each in document.requirements for check in each.checks}


def test_a_machine_holds_those_that_run_together_with_it() -> None:
    found = machines(("A", "together with: [B]"), ("B", "together_with: C"), ("C", "clock: 1 s"))

    assert found["A"].options["together"] == {
        "B": ["together_with: C\n", ""],
        "C": ["clock: 1 s\n", ""],
    }
    assert found["A"].options["together_places"] == {"B": [14, 1, 1, 1], "C": [22, 1, 1, 1]}
    assert found["A"].options["machines"] == ["A", "B", "C"]
    assert found["C"].options == {}


def test_machines_that_name_each_other_hold_each_other_once() -> None:
    found = machines(("A", "together with: [B, A]"), ("B", "together with: [A]"))

    assert list(found["A"].options["together"]) == ["B"]
    assert list(found["B"].options["together"]) == ["A"]


def test_names_that_are_no_names_are_left_to_the_reader_of_machines() -> None:
    found = machines(("A", "together with: [1, [B], {C: 1}, D]"), ("B", "clock: [together with"))

    assert found["A"].options["together"] == {}
