"""The examples of the page on proofs are what the page says of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adjudge.findings import Location
from adjudge.machine.analysis import analyse
from adjudge.machine.read import read
from adjudge.machine.verdicts import Standing
from adjudge.spec.model import Check

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "what-a-machine-check-proves.md"
EXAMPLE = re.compile(
    r"```mermaid\n(?P<diagram>.*?)```\s+```yaml machine \w+\n(?P<block>.*?)```(?P<rest>.*?)(?=```mermaid|\Z)",
    re.DOTALL,
)


@pytest.mark.parametrize(
    ("number", "proved", "codes"),
    [(0, [True, True], []), (1, [False], ["ADJ585"]), (2, [], ["ADJ580"])],
)
def test_an_example_is_proved_or_asked_about_as_the_page_says(
    number: int, proved: list[bool], codes: list[str]
) -> None:
    example = list(EXAMPLE.finditer(PAGE.read_text(encoding="utf-8")))[number]
    options = {"diagram": example["diagram"], "diagram_line": 1}
    place = Location("page.md")
    check = Check("X-1#1", "X-1", "machine", example["block"], place, place, "", "yaml", options)
    machine = read(check).machine
    assert machine

    known = analyse(machine, weaken=False)

    assert [each.proved for each in known.verdicts] == proved
    assert all(each.standing is Standing.HOLDS for each in known.verdicts)
    found = [each for each in known.findings(check) if each.code.startswith("ADJ58")]
    assert [each.code for each in found] == codes
    shown = re.search(r"```text\n(.*?)```", example["rest"], re.DOTALL)
    if found and shown:
        words = " ".join(shown[1].split())
        assert found[0].message.startswith(words.rstrip("?"))


def test_the_fact_that_the_page_adds_completes_the_proof() -> None:
    text = PAGE.read_text(encoding="utf-8")
    example = list(EXAMPLE.finditer(text))[1]
    fact = re.search(r"```yaml\n(always: .*?)```", text, re.DOTALL)
    assert fact
    options = {"diagram": example["diagram"], "diagram_line": 1}
    place, block = Location("page.md"), example["block"] + fact[1]
    check = Check("X-1#1", "X-1", "machine", block, place, place, "", "yaml", options)
    machine = read(check).machine
    assert machine

    assert [each.proved for each in analyse(machine, weaken=False).verdicts] == [True, True]
