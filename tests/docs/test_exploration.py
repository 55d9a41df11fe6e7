"""The examples of the page on exploring show what the page says that they show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adjudge.findings import Location
from adjudge.machine.analysis import analyse
from adjudge.machine.read import read
from adjudge.machine.remarks import findings
from adjudge.machine.search import Limits
from adjudge.spec.model import Check

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "exploration.md"
SECTIONS = [
    text
    for text in re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    if "```mermaid" in text
]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda text: text.partition(" (")[0])
def test_an_example_raises_what_its_heading_names(section: str) -> None:
    blocks = dict(re.findall(r"^```(\w+)[^\n]*\n(.*?)^```$", section, re.MULTILINE | re.DOTALL))
    options = {"diagram": blocks["mermaid"], "diagram_line": 1}
    place = Location("exploration.md")
    check = Check("X-1#1", "X-1", "machine", blocks["yaml"], place, place, "", "yaml", options)
    reading = read(check)
    assert reading.machine is not None, reading.findings

    found = findings(analyse(reading.machine, Limits(states=5_000)), "X-1")

    named = set(re.findall(r"ADJ\d+", section.partition("\n")[0]))
    assert named <= {each.code for each in found}
    for line in blocks.get("text", "").splitlines():
        assert line in [each.message for each in found]
