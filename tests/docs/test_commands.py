"""Every command line that the documentation shows runs, and prints what the page shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.model import Outcome
from adjudge.checks.table import KINDS
from adjudge.spec.fences import read_fence
from adjudge.spec.model import Check
from adjudge.spec.source import Source
from adjudge.system.configuration import Configuration, System
from adjudge.system.stage import Limits
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "ARCHITECTURE.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").glob("*/README.md")),
)
ADJUDGE = System(
    name="documentation",
    commands={"adjudge": ("{python}", "-m", "adjudge")},
    environment={"PYTHONPATH": "{project}/src", "ADJUDGE_CACHE": "{scratch}/cache"},
    limits=Limits(seconds=300.0),
)


def _blocks(page: Path) -> Iterator[Check]:
    source = Source.decode(page.relative_to(ROOT).as_posix(), page.read_bytes())
    for token in source.tokens:
        if token.type != "fence":
            continue
        fence = read_fence(source, token)
        if fence.info.notation and fence.info.notation.kind == "console":
            assert not fence.findings(), fence.findings()
            name, options = str(fence.location), fence.info.options
            yield Check(
                name, "", "console", fence.text, fence.location, fence.body, options=options
            )


BLOCKS = [block for page in PAGES for block in _blocks(page)]


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    cache = tmp_path_factory.mktemp("cache")
    snapshot = Snapshot.take(ROOT, [ADJUDGE], place=cache / "git")
    configuration = Configuration(systems={ADJUDGE.name: ADJUDGE})
    with Stages(configuration, ADJUDGE, snapshot.tree(ADJUDGE), cache_folder=cache) as made:
        yield made


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.id)
def test_a_documented_command_prints_what_its_page_shows(block: Check, stages: Stages) -> None:
    with stages.stage((ROOT / block.location.file).parent) as stage:
        (result,) = KINDS["console"].run([block], stage)

    wrong = [case for case in result.cases if case.outcome is not Outcome.PASSED]
    shown = [f"{c.name}: {c.reason}\nexpected:\n{c.expected}\ngot:\n{c.actual}" for c in wrong]
    assert result.outcome is Outcome.PASSED, "\n".join(shown) or result.reason


def test_the_documentation_shows_commands() -> None:
    assert len(BLOCKS) >= 10
