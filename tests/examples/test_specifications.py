"""The specifications of `examples/` are read, and every check in them is understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from adjudge.checks.table import KINDS
from adjudge.spec import project
from adjudge.system import toml

EXAMPLES = Path(__file__).parents[2] / "examples"
OURS = ("bank", "realworld")


@pytest.mark.parametrize("name", OURS)
def test_an_example_s_specification_is_read_without_findings(name: str) -> None:
    specification = project.read(EXAMPLES / name, ["spec"], cache=None)

    assert specification.findings == ()
    assert specification.requirements


@pytest.mark.parametrize("name", OURS)
def test_every_check_of_an_example_is_understood_by_its_kind(name: str) -> None:
    root = EXAMPLES / name
    specification = project.read(root, ["spec"], cache=None)
    checks = [check for requirement in specification.requirements for check in requirement.checks]

    findings = [
        finding
        for check in checks
        if check.kind in KINDS
        for finding in KINDS[check.kind].diagnose(check, root / "spec")
    ]

    assert findings == []


@pytest.mark.parametrize("name", OURS)
def test_an_example_s_configuration_names_two_systems(name: str) -> None:
    assert len(toml.read(EXAMPLES / name).systems) == 2
