"""Every planted fault is found, where it was planted and nowhere else."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.table import KINDS
from adjudge.errors import SystemFailureError
from adjudge.system import faketime

if TYPE_CHECKING:
    from collections.abc import Callable

BANK = Path(__file__).parents[2] / "examples" / "bank"
FAULTS = sorted((BANK / "faults").glob("*.patch"))
TIMED = {"TOK-1", "TOK-9"}
"""What is judged with the clock moved."""


def _library() -> str:
    try:
        return str(faketime.library())
    except SystemFailureError:
        return ""


UNDECIDED = {"ORD-1"} | (set() if _library() else TIMED)
"""What only a measured objective or a library that is missing could decide."""
RECOMMENDED = {"TOK-7"}
"""A SHOULD: its violation is reported, but is not what ends the run."""

SEARCH = "```yaml machine Account"
RACES = [patch for patch in FAULTS if "-acc-8" in patch.stem]
"""Only a search of full length can be expected to find them."""

Verdicts = dict[tuple[str, str], str]

whole_program = pytest.mark.skipif(
    not {"cases", "console", "hurl", "machine", "tests"} <= KINDS.keys(),
    reason="not every kind of check that the bank uses can be executed yet",
)
needs_node = pytest.mark.skipif(
    shutil.which("npm") is None, reason="node and npm are missing: apt-get install nodejs npm"
)


def header(patch: Path, name: str) -> str:
    found = re.search(rf"^# {name}: (.+)$", patch.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, f"{patch.name} does not say its {name.lower()}"
    return found[1]


def also(patch: Path) -> Verdicts:
    """Return what else a fault shows in: a diagram of all events covers what other checks do."""
    found = re.findall(r"^# Also: (\S+) (\w+)$", patch.read_text(encoding="utf-8"), re.MULTILINE)
    return {(requirement, header(patch, "System")): verdict for requirement, verdict in found}


@pytest.fixture(scope="module")
def judged(
    bank: Path,
    judge: Callable[..., tuple[int, Verdicts]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, int, Verdicts]:
    """Return the good bank, judged once; a copy of it brings its evidence along.

    Its longest search is cut down: two dozen faults are judged like this, and each is found early.
    """
    copy = tmp_path_factory.mktemp("quick") / "bank"
    shutil.copytree(bank, copy, symlinks=True)
    accounts = copy / "spec" / "accounts.md"
    text = accounts.read_text(encoding="utf-8")
    assert text.count(SEARCH) == 1
    accounts.write_text(text.replace(SEARCH, f"{SEARCH} {{calls: 120, concurrent: 10}}"))
    return copy, *judge(copy)


@pytest.mark.parametrize("patch", FAULTS, ids=lambda path: path.stem)
def test_a_fault_applies_in_the_bank_s_folder_and_names_what_it_breaks(
    patch: Path, bank: Path, tmp_path: Path, apply_fault: Callable[[Path, Path], None]
) -> None:
    copy = tmp_path / "bank"
    shutil.copytree(bank, copy, ignore=shutil.ignore_patterns("node_modules"))
    specification = "\n".join(path.read_text(encoding="utf-8") for path in BANK.glob("spec/*.md"))

    apply_fault(patch, copy)

    changed = [p for p in BANK.rglob("*.[pj][ys]") if "node_modules" not in p.parts]
    differing = {
        p.relative_to(BANK).parts[0]
        for p in changed
        if p.read_bytes() != (copy / p.relative_to(BANK)).read_bytes()
    }
    assert differing == {header(patch, "System")}
    assert f"\n## {header(patch, 'Requirement')}: " in specification
    assert patch.stem.startswith(
        f"{header(patch, 'System')}-{header(patch, 'Requirement').lower()}"
    )


def test_each_implementation_has_at_least_five_faults() -> None:
    assert min(Counter(header(patch, "System") for patch in FAULTS).values()) >= 5


@whole_program
@needs_node
def test_both_good_banks_satisfy_all_that_can_be_decided(
    judged: tuple[Path, int, Verdicts],
) -> None:
    _, code, verdicts = judged

    assert code == 3
    assert {system for _, system in verdicts} == {"python", "node"}
    assert verdicts == {
        pair: "unverified" if pair[0] in UNDECIDED else "satisfied" for pair in verdicts
    }


@whole_program
@needs_node
@pytest.mark.parametrize(
    "patch", [patch for patch in FAULTS if patch not in RACES], ids=lambda path: path.stem
)
def test_a_fault_turns_its_requirement_red_for_its_system_and_nothing_else(
    patch: Path,
    judged: tuple[Path, int, Verdicts],
    tmp_path: Path,
    judge: Callable[..., tuple[int, Verdicts]],
    apply_fault: Callable[[Path, Path], None],
) -> None:
    if header(patch, "Requirement") in TIMED and not _library():
        pytest.skip("libfaketime is missing: apt-get install faketime")
    bank, _, good = judged
    copy = tmp_path / "bank"
    shutil.copytree(bank, copy, symlinks=True)
    apply_fault(patch, copy)

    code, verdicts = judge(copy)

    broken = (header(patch, "Requirement"), header(patch, "System"))
    assert good[broken] == "satisfied"
    assert verdicts == good | {broken: "violated"} | also(patch)
    assert code == (3 if broken[0] in RECOMMENDED else 1)


@whole_program
@needs_node
@pytest.mark.parametrize("patch", RACES, ids=lambda path: path.stem)
def test_a_race_is_found(
    patch: Path,
    bank: Path,
    tmp_path: Path,
    judge: Callable[..., tuple[int, Verdicts]],
    apply_fault: Callable[[Path, Path], None],
) -> None:
    copy = tmp_path / "bank"
    shutil.copytree(bank, copy, symlinks=True)
    apply_fault(patch, copy)
    system = header(patch, "System")

    code, verdicts = judge(copy, "ACC-8", "--system", system)

    assert (code, verdicts) == (1, {("ACC-8", system): "violated"})
