"""How many events of a log are followed in a second, and in how much memory.

Run with: python benchmarks/logs.py
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

EVENTS = 200_000
BAR = 20_000
BANK = Path(__file__).parents[1] / "examples" / "bank"
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"


def written(path: Path, events: int, most: int) -> None:
    """Log a random walk of transfers between accounts, with the sender's balance after each."""
    random = Random(1)
    balance = dict.fromkeys(("ada", "bob", "cy"), 3)
    with path.open("w", encoding="utf-8") as file:
        for _ in range(events):
            source, target = random.choices(list(balance), k=2)
            amount = random.randint(1, most)
            accepted = source != target and balance[source] >= amount
            if accepted:
                balance[source] -= amount
                balance[target] += amount
            line = {
                "event": "transfer",
                "arguments": {"src": source, "dst": target, "amount": amount},
                "outcome": "accepted" if accepted else "refused",
                "observed": {"balance": {source: balance[source]}},
            }
            file.write(f"{json.dumps(line)}\n")


def followed(path: Path) -> tuple[float, int]:
    """Check a log; return the seconds that following took, and the peak memory in MiB."""
    command = [
        sys.executable,
        "-m",
        "adjudge",
        "-C",
        str(BANK),
        "check-log",
        str(path),
        "--machine",
        "Account",
    ]
    code = f"import subprocess, sys; sys.stdout.buffer.write(subprocess.check_output({[*command, '--json']!r})); sys.stdout.flush(); {PEAK}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    report, peak = done.stdout.rstrip().rsplit(b"\n", 1)
    read = json.loads(report)
    assert read["standing"] == "allowed", read
    return read["seconds"], int(peak)


def main() -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.jsonl", Path(folder) / "many.jsonl"
        written(few, EVENTS // 10, 3)
        written(many, EVENTS, 3)
        _, small = followed(few)
        seconds, large = followed(many)
    rate = EVENTS / seconds
    print(f"{EVENTS:,} events in {seconds:.2f} s: {rate:,.0f} events/s (bar: {BAR:,})")
    print(f"peak memory: {small} MiB for {EVENTS // 10:,} events, {large} MiB for {EVENTS:,}")
    print(f"all of it took {time.monotonic() - began:.1f} s")
    return 0 if rate >= BAR and large <= small * 1.2 else 1


if __name__ == "__main__":
    raise SystemExit(main())
