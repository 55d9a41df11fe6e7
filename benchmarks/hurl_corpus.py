"""Counts how much of a folder of `.hurl` files the reader understands, and runs them if asked to.

    python benchmarks/hurl_corpus.py FOLDER [--run http://localhost:8000] [--list]

With `--run`, every supported file is executed against servers that are already running.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from adjudge.checks.hurl import survey
from adjudge.checks.hurl.cases import Place
from adjudge.checks.hurl.client import Client
from adjudge.checks.hurl.errors import HurlSyntaxError
from adjudge.checks.hurl.evaluation import Scope
from adjudge.checks.hurl.files import Files
from adjudge.checks.hurl.filters import refine
from adjudge.checks.hurl.hosts import Hosts
from adjudge.checks.hurl.parser import parse
from adjudge.checks.hurl.printer import print_file
from adjudge.checks.hurl.runner import Runner
from adjudge.checks.hurl.transcript import Transcript
from adjudge.checks.model import fold
from adjudge.findings import Location

SECONDS = 30
LARGEST = 64 * 1024**2


def classify(path: Path) -> tuple[str, str]:
    """Say what becomes of a file: a word to count by, and the first reason."""
    try:
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
        file = parse(text)
    except UnicodeDecodeError as error:
        return "not UTF-8", str(error)
    except HurlSyntaxError as error:
        where = f"{error.position.line}:{error.position.column}"
        return "not read", f"{where}: {error.message}"
    if parse(print_file(file)) != file:
        return "read, printed otherwise", ""
    remarks = [*survey.mistakes(file), *survey.unsupported(file, text)]
    return ("refused", remarks[0].message) if remarks else ("supported", "")


def run(path: Path, base: str, root: Path) -> tuple[str, str]:
    """Execute a file; say its outcome and the first case that is not a pass."""
    file = parse(path.read_bytes().decode("utf-8").removeprefix("\ufeff"))
    transcript = Transcript(lambda text: text)
    hosts = Hosts.of(base, ("localhost", "127.0.0.1"))
    with Client(hosts, transcript, largest=LARGEST) as client:
        deadline = time.monotonic() + SECONDS
        place = Place(Location(str(path)))
        scope = Scope(Files(root), refine, {"base": base})
        runner = Runner(
            client, scope, transcript, place, base, deadline, lambda _: None, lambda: ""
        )
        cases = runner.run(file)
    bad = next((c for c in cases if c.outcome != "passed"), None)
    reason = (
        f"{bad.location.line}: {bad.name}: {bad.expected} / {bad.actual} {bad.reason}"
        if bad
        else ""
    )
    return str(fold(case.outcome for case in cases)), reason


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--run", metavar="BASE", default="")
    parser.add_argument("--list", action="store_true", help="name every file that is not supported")
    options = parser.parse_args()
    files = sorted(options.folder.rglob("*.hurl"))
    counts: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for path in files:
        word, reason = classify(path)
        counts[word] += 1
        if options.list and word != "supported":
            print(f"{path}: {word}: {reason}")
        if options.run and word == "supported":
            outcome, reason = run(path, options.run, path.parent)
            outcomes[outcome] += 1
            if options.list and outcome != "passed":
                print(f"{path}: {outcome}: {reason[:300]}")
    for title, found in (("files", counts), ("outcomes", outcomes)):
        for word, count in found.most_common():
            print(f"{title}: {count:5} {word}")


if __name__ == "__main__":
    main()
