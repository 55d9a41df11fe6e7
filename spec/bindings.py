"""How Adjudge itself is driven by the machine of `evidence.md`: a small project, changed and judged."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adjudge.bindings import Refused, event, fixture, observe

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = {"good": "hot", "broken": "cold"}
SPECIFICATION = """\
# Tea

## TEA-1: Hot

Tea MUST be hot.

```console
$ cat tea.txt
hot
```
"""


@fixture
def project() -> Iterator[Path]:
    """Lend a project of one requirement, which its program satisfies."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "spec").mkdir()
        (folder / "spec" / "tea.md").write_text(SPECIFICATION, encoding="utf-8")
        (folder / "tea.txt").write_text("hot\n", encoding="utf-8")
        yield folder


@event("change")
def change(project: Path, version: str) -> None:
    """Write another version of the program."""
    if version not in WORDS:
        raise Refused(version)
    (project / "tea.txt").write_text(f"{WORDS[version]}\n", encoding="utf-8")


@event("verify", accepted=[0, 1])
def verify(cli: Any, project: Path) -> Any:
    """Judge it."""
    return cli(["adjudge", "--project", str(project), "verify"])


@observe("verdict")
def verdict(cli: Any, project: Path) -> str:
    """Ask for the verdict without running anything."""
    shown = cli(["adjudge", "--project", str(project), "status", "--json"])
    (judgment,) = json.loads(shown.stdout)["judgments"]
    return str(judgment["verdict"])
