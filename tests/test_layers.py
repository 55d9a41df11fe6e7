"""The order of the layers (DESIGN, `ARCHITECTURE.md`): a layer imports only from those above it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "adjudge"
FOUNDATION = ("errors", "findings", "codes", "quantities", "version", "words", "bindings")
LAYERS = (
    "spec",
    "machine",
    "system",
    "checks",
    "evidence",
    "run",
    "challenge",
    "constitution",
    "agents",
    "build",
    "kitchen",
    "report",
    "serve",
    "commands",
)
MODULES = sorted(SOURCE.rglob("*.py"))


def _imported(path: Path) -> set[str]:
    """Every module of adjudge that the file imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return {name.split(".")[1] for name in names if name.startswith("adjudge.")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_layer_imports_only_from_those_above_it(path: Path) -> None:
    layer = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if layer in {"__init__", "__main__"}:
        pytest.skip("the entrances name every layer")
    above = (
        set(FOUNDATION)
        if layer in FOUNDATION
        else {*FOUNDATION, *LAYERS[: LAYERS.index(layer) + 1]}
    )

    assert _imported(path) <= above


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_outgrows_five_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_prints_below_the_commands(path: Path) -> None:
    if path.relative_to(SOURCE).parts[0] == "commands":
        return
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]

    assert calls == []
