"""The public surface: complete, importable, documented, and light to import."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import adjudge

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference" / "python.md"


@pytest.mark.parametrize("name", adjudge.__all__)
def test_each_public_name_exists_and_says_what_it_is_for(name: str) -> None:
    value = getattr(adjudge, name)

    assert inspect.getdoc(value)


@pytest.mark.parametrize("name", adjudge.__all__)
def test_each_public_name_is_in_the_reference(name: str) -> None:
    assert re.search(rf"`{name}`", REFERENCE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", adjudge.__all__)
def test_each_public_method_says_what_it_is_for(name: str) -> None:
    value = getattr(adjudge, name)
    if not inspect.isclass(value):
        return
    undocumented = [
        attribute
        for attribute, member in vars(value).items()
        if not attribute.startswith("_")
        and (inspect.isfunction(member) or isinstance(member, property))
        and not inspect.getdoc(member)
    ]

    assert undocumented == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'verdict'"):
        _ = adjudge.verdict


def test_importing_adjudge_imports_no_engine() -> None:
    program = (
        "import sys, adjudge\n"
        "heavy = {'sqlalchemy', 'httpx', 'lxml', 'markdown_it', 'rich', 'alembic', 'msgspec'}\n"
        "print(*sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src")},
    )

    assert done.stdout.strip() == ""
