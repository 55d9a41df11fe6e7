"""How long it takes to read a specification, as ratios to bare markdown-it-py in the same run.

Run with: python benchmarks/reading.py
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

DOCUMENT = """\
---
title: Area {area}
level: anchored
---

# Area {area}

What people do here.

"""
REQUIREMENT = """\
## AREA{area}-{number}: A balance never drops below zero

The balance of any account MUST NOT drop below zero, in whatever order transfers arrive,
see [the rules](rules.md) and `balance()`.

> Why: we sell no overdraft.

{line}

```console {{cwd: empty, timeout: 5 s}}
$ bank balance ada
3
```

- a transfer of nothing changes nothing
- a transfer to oneself changes nothing

"""
OBJECTIVE = """\
```yaml objective
request: GET /orders/{order_id}/status
must: p99 < 250 ms
```

"""


def write(folder: Path, requirements: int, files: int) -> None:
    """Write a specification with relations, one executable block each, every tenth in YAML."""
    each = requirements // files
    for area in range(files):
        parts = [DOCUMENT.format(area=area)]
        for number in range(1, each + 1):
            line = f"Refines: AREA{area}-{number - 1}" if number > 1 else "Owner: Ada"
            parts.append(REQUIREMENT.format(area=area, number=number, line=line))
            if number % 10 == 0:
                parts.append(OBJECTIVE)
        (folder / f"{area:03}.md").write_text("".join(parts), encoding="utf-8")


def timed(repeats: int, action: Callable[[], object]) -> float:
    """Return the median of the seconds of processor time that an action takes."""
    seconds = []
    for _ in range(repeats):
        gc.collect()
        start = time.process_time()
        action()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def bare(folder: Path) -> None:
    """Parse every file as Markdown, as the readers do, and nothing else."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark").disable("inline").enable("table").use(front_matter_plugin)
    for file in sorted(folder.glob("*.md")):
        parser.parse(file.read_text(encoding="utf-8"))


def measure(root: Path) -> None:
    """Print the figures of one project."""
    from adjudge.spec import project

    cache = root / "cache"
    found = project.read(root)
    count = len(found.requirements)
    assert not found.findings, found.findings[0].explain()
    repeats = 3 if count > 2000 else 7
    markdown = timed(repeats, lambda: bare(root / "spec"))
    cold = timed(repeats, lambda: project.read(root))
    project.read(root, cache=cache)
    warm = timed(repeats, lambda: project.read(root, cache=cache))
    print(f"{count} requirements in {len(found.documents)} files, seconds of processor time:")
    print(f"  markdown-it-py alone   {markdown:8.3f}   1.00")
    print(f"  read and relate        {cold:8.3f}   {cold / markdown:.2f}")
    print(f"  nothing has changed    {warm:8.3f}   {warm / markdown:.2f}")


def peak(root: Path) -> None:
    """Print the peak of memory of reading once; this needs a process of its own."""
    from adjudge.spec import project

    project.read(root)
    mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak of memory         {mebibytes:8.0f} MiB")


ACTIONS = {"measure": measure, "peak": peak}


def main() -> None:
    """Measure a large specification and an ordinary one."""
    if len(sys.argv) == 3 and sys.argv[1] in ACTIONS:
        ACTIONS[sys.argv[1]](Path(sys.argv[2]))
        return
    for requirements, files in ((10_000, 200), (1_000, 20)):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "spec").mkdir()
            write(Path(folder) / "spec", requirements, files)
            for action in ACTIONS:
                subprocess.run([sys.executable, __file__, action, folder], check=True)


if __name__ == "__main__":
    main()
