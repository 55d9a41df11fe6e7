"""Run every benchmark, one after the other; each prints its own figures, as ratios in one run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
APART = {"all.py", "hurl_corpus.py"}  # the latter needs a folder of files that are not ours


def main() -> int:
    failed = []
    for script in sorted(FOLDER.glob("*.py")):
        if script.name not in APART:
            print(f"== {script.name}", flush=True)
            if subprocess.run([sys.executable, script], check=False).returncode:
                failed.append(script.name)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
