"""What a private copy of 5,000 files costs, as ratios to `cp -a`, and what knowing the tree costs.

Run it with `python benchmarks/copies.py [FILES]`. `cp -a` and the first copy are measured by
turns, because the disk of a busy machine is quicker at some times than at others.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.system.configuration import System
from adjudge.system.copies import Copies
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5


def seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def lay(folder: Path, files: int) -> None:
    for number in range(files):
        path = folder / f"d{number % 50}" / f"e{number % 7}" / f"f{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {number}\n" * 100)


def damage(folder: Path) -> None:
    """What a check typically leaves: a few new files and a changed one."""
    for number in range(10):
        (folder / "d1" / f"new{number}").write_text("x")
    next(folder.glob("d2/e*/*.py")).write_text("changed")


def measure_copies(base: Path, project: Path) -> dict[str, float]:
    copies = Copies(project, base / "copies")
    figures: dict[str, list[float]] = {"cp -a": [], "first": [], "unchanged": [], "repaired": []}
    for number in range(ROUNDS):
        target = base / f"plain-{number}"
        command = ["cp", "-a", str(project), str(target)]
        figures["cp -a"].append(seconds(lambda c=command: subprocess.run(c, check=True)))
        figures["first"].append(seconds(copies.take))
    copy = copies.take()
    for _ in range(ROUNDS):
        copies.give(copy)
        figures["unchanged"].append(seconds(copies.take))
        damage(copy.folder)
        copies.give(copy)
        begun = time.perf_counter()
        copy = copies.take()
        figures["repaired"].append(time.perf_counter() - begun)
    return {name: statistics.median(values) for name, values in figures.items()}


def measure_digest(base: Path, files: int) -> tuple[float, float]:
    project = base / "versioned"
    lay(project, files)
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *arguments], cwd=project, check=True)
    system = System("s")

    def digest() -> str:
        return Snapshot.take(project, [system], place=base / "git").tree(system).digest

    first = seconds(digest)
    return first, statistics.median(seconds(digest) for _ in range(ROUNDS * 2))


def main(files: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        project = base / "project"
        lay(project, files)
        figures = measure_copies(base, project)
        plain = figures.pop("cp -a")
        print(f"cp -a of {files} files: {plain * 1000:.0f} ms")
        for name, value in figures.items():
            print(f"{name} copy: {value * 1000:.0f} ms, {value / plain:.2f} of cp -a")
        first, again = measure_digest(base, 2000)
        print(f"digest of 2000 files: first {first * 1000:.0f} ms, unchanged {again * 1000:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
