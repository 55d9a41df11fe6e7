"""The start of the program, and a run in which nothing changed, beside what Python itself takes.

Prints seconds (the best of several runs, each a process of its own) and their ratio to an empty
Python process in the same minute.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
RUNS = 7
DOCUMENTS, REQUIREMENTS = 20, 50


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="adjudge-start-") as name:
        folder = Path(name)
        environment = _environment(folder)
        project = _project(folder / "project")
        adjudge = [sys.executable, "-m", "adjudge"]
        subprocess.run(
            [*adjudge, "-C", str(project), "verify"],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        rows = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "import adjudge": [sys.executable, "-c", "import adjudge"],
            "adjudge --help": [*adjudge, "--help"],
            "import sqlalchemy (for scale)": [sys.executable, "-c", "import sqlalchemy"],
            f"adjudge verify, {DOCUMENTS * REQUIREMENTS} requirements, nothing changed": [
                *adjudge,
                "-C",
                str(project),
                "verify",
            ],
        }
        best = {name: _best(command, environment) for name, command in rows.items()}
    base = best["python -c pass"]
    for title, seconds in best.items():
        print(f"{title:60} {seconds:7.3f} s   {seconds / base:6.1f} times an empty Python")


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own = {
        "PYTHONPATH": str(SOURCE),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),  # as an installed package has it
        "ADJUDGE_CACHE": str(folder / "cache"),
    }
    return kept | own


def _project(root: Path) -> Path:
    (root / "spec").mkdir(parents=True)
    (root / "adjudge.toml").write_text("[systems.echo]\n")
    for area in range(DOCUMENTS):
        sections = [_requirement(area, number) for number in range(REQUIREMENTS)]
        (root / "spec" / f"area-{area}.md").write_text(f"# Area {area}\n\n" + "\n".join(sections))
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    return root


def _requirement(area: int, number: int) -> str:
    return (
        f"## A{area}-{number}: Number {number}\n\nThe shell MUST say {number}.\n\n"
        f"> Why: it was asked.\n\n```console\n$ echo {number}\n{number}\n```\n"
    )


def _best(command: list[str], environment: dict[str, str]) -> float:
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begun)
    return min(times)


if __name__ == "__main__":
    main()
