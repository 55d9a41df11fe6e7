"""Pin every dependency with its hashes; the result names no host."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Write requirements/dev.txt from pyproject.toml."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
        "editables",  # what hatchling needs to install the project in place
    ]
    source = ROOT / "requirements" / "dev.in"
    source.write_text("".join(f"{line}\n" for line in sorted(wanted)))
    options = [
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--no-emit-trusted-host",
        "--no-header",
        "--allow-unsafe",
        "--strip-extras",
        "--quiet",
        "--resolver=backtracking",
    ]
    target = "requirements/dev.txt"
    command = [
        sys.executable,
        "-m",
        "piptools",
        "compile",
        *options,
        "--output-file",
        target,
        "requirements/dev.in",
    ]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
