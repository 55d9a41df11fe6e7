from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adjudge.codes import CODES, Code

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
USED = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "src" / "adjudge").rglob("*.py")
    if path.parent.name != "codes"
)
TESTED = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_generated_page_says_what_the_code_says() -> None:
    for path, text in _generator().pages().items():
        assert path.read_text(encoding="utf-8") == text, f"run `make docs`: {path.name} is old"


def test_no_page_is_left_of_a_code_that_is_gone() -> None:
    generator = _generator()

    assert set(generator.FOLDER.glob("*.md")) <= set(generator.pages())


def test_names_of_codes_are_unique() -> None:
    assert len({code.name for code in CODES.values()}) == len(CODES)


@pytest.mark.requirement("READ-21")
@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
def test_each_code_says_everything_that_its_page_needs(code: Code) -> None:
    assert re.fullmatch(r"ADJ[1-5]\d\d", code.id)
    for text in (code.name, code.what, code.why, code.example, code.mend):
        assert text.strip()


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
def test_each_code_is_used_and_tested(code: Code) -> None:
    constants = {
        name
        for module_name, module in sys.modules.items()
        if module_name.startswith("adjudge.codes.")
        for name, value in vars(module).items()
        if value is code
    }

    assert any(re.search(rf"\b{name}\b", USED) for name in constants)
    assert any(re.search(rf"\b{name}\b", TESTED) for name in {*constants, code.id, code.name})
