"""What Adjudge adds to the cost of cases, as ratios to the same cases through pytest in one run.

Run with: python benchmarks/cases.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

RUNS = 5
FUNCTION = "def double(n):\n    return n * 2\n"
PROGRAM = "import sys\nprint(int(sys.argv[1]) * 2)\n"
CALLS = """\
import pytest
from double import double

@pytest.mark.parametrize(("n", "expected"), [(n, n * 2) for n in range({rows})])
def test_double(n, expected):
    assert double(n) == expected
"""
COMMANDS = """\
import subprocess, sys
import pytest

@pytest.mark.parametrize(("n", "expected"), [(n, n * 2) for n in range({rows})])
def test_double(n, expected):
    done = subprocess.run([sys.executable, "program.py", str(n)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert done.stdout.strip() == str(expected)
"""
SPECIFICATION = """\
# Doubling

## DOUBLE-1: Numbers are doubled

A number MUST be doubled.

```yaml cases
{how}
file: rows.csv
types: {{n: integer, expected: integer}}
```
"""
HOW = {
    "calls": "call: double:double\narguments: ['{{n}}']\npython: {python}\nexpect: {{returns: '{{expected}}'}}",
    "commands": "command: {python} program.py {{n}}\nexpect: {{stdout: '{{expected}}'}}",
}


def project(folder: Path, kind: str, rows: int) -> None:
    product, spec = folder / "product", folder / "spec"
    product.mkdir()
    spec.mkdir()
    (product / "double.py").write_text(FUNCTION)
    (product / "program.py").write_text(PROGRAM)
    test = {"calls": CALLS, "commands": COMMANDS}[kind]
    (product / "test_double.py").write_text(test.format(rows=rows))
    how = HOW[kind].format(python=sys.executable)
    (spec / "doubling.md").write_text(SPECIFICATION.format(how=how))
    lines = [f"{n},{n * 2}" for n in range(rows)]
    (spec / "rows.csv").write_text("\n".join(["n,expected", *lines]))
    (folder / "adjudge.toml").write_text('[systems.product]\ndirectory = "product"\n')


def seconds(argv: Sequence[str], folder: Path) -> float:
    environment = {**os.environ, "ADJUDGE_CACHE": str(folder.parent / "cache")}
    started = time.perf_counter()
    subprocess.run(argv, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - started


def main() -> None:
    adjudge = [sys.executable, "-c", "from adjudge.commands.main import main; main()"]
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    print("rows   kind      pytest  adjudge  ratio")
    for kind, rows in (("commands", 200), ("calls", 10_000)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "project"
            folder.mkdir()
            project(folder, kind, rows)
            ours, theirs = [], []
            for _ in range(RUNS):
                theirs.append(seconds(pytest, folder / "product"))
                ours.append(seconds([*adjudge, "verify", "--all"], folder))
        a, b = statistics.median(theirs), statistics.median(ours)
        print(f"{rows:<6} {kind:<9} {a:5.2f} s  {b:5.2f} s   {b / a:.2f}")


if __name__ == "__main__":
    main()
