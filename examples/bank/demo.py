"""Judge the bank, then plant a fault in a copy of it and show that it is found.

Run as `make demo` from the root of the repository. The exit code is 0 only if both banks are
judged as expected and the fault is found.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from adjudge.errors import SystemFailureError
from adjudge.system import faketime

BANK = Path(__file__).resolve().parent
FAULT = "python-acc-1"
BROKEN = {
    ("ACC-1", "python"): "violated",
    ("ACC-9", "python"): "violated",
    ("ACC-8", "python"): "inconclusive",
}
"""The diagram of ACC-9 covers every event, so the fault shows there too. What calls at the same
instant do is not asked of a bank that is wrong without them: ACC-8 is undecided then."""
UNDECIDED = {"ORD-1"}
"""Nothing executes their notations yet, so an honest verdict on them is `unverified`."""
TIMED = {"TOK-1", "TOK-9"}
"""What is judged with the bank's clock moved, and is `unverified` where that can't be done."""
EXIT_VIOLATED, EXIT_UNDECIDED = 1, 3

Verdicts = dict[tuple[str, str], str]
"""The verdict of each requirement in force, by requirement and system."""


def main() -> int:
    """Run the demonstration and return its exit code."""
    systems = ["python", "node"] if node_is_usable() else ["python"]
    undecided = UNDECIDED if clock_can_be_moved() else UNDECIDED | TIMED
    with tempfile.TemporaryDirectory(prefix="bank-") as folder:
        copy = Path(folder) / "bank"
        shutil.copytree(BANK, copy, ignore=shutil.ignore_patterns(".adjudge", "__pycache__"))
        say("Two implementations of one specification are judged.")
        code, good = verify(copy, systems)
        problems = differences(good, expected(good, undecided), code, EXIT_UNDECIDED)
        say(f"A fault is planted in a copy of the Python bank: faults/{FAULT}.patch")
        plant(copy)
        code, faulty = verify(copy, systems)
        problems += differences(faulty, good | BROKEN, code, EXIT_VIOLATED)
    for problem in problems:
        print(f"not as expected: {problem}")
    if not problems:
        say("As expected: both runs are right, and ACC-1 was found broken by the fault.")
    return 1 if problems else 0


def node_is_usable() -> bool:
    """Tell whether the Node bank can be judged; install its one package if it is missing."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            print(f"{program} is missing, so only the Python bank is judged.")
            print("To judge both: apt-get install nodejs npm")
            return False
    installed = subprocess.run(["node", "install.js"], cwd=BANK / "node", check=False)
    if installed.returncode != 0:
        print("The Node bank's package could not be installed, so only the Python bank is judged.")
        print(f"To judge both, once with a network: cd {BANK / 'node'} && npm ci")
        return False
    return True


def clock_can_be_moved() -> bool:
    """Tell whether the library is there that moves the clock of a running system."""
    try:
        faketime.library()
    except SystemFailureError as error:
        print(f"{error.message}, so {' and '.join(sorted(TIMED))} stay unverified.")
        print(f"To judge it too: {error.next_step}")
        return False
    return True


def verify(folder: Path, systems: list[str]) -> tuple[int, Verdicts]:
    """Judge the bank in `folder`, show the report, and return the exit code and the verdicts."""
    report = folder.with_name("result.json")
    report.unlink(missing_ok=True)
    chosen = [word for system in systems for word in ("--system", system)]
    print(f"$ adjudge verify {' '.join(chosen)}", flush=True)
    command = [sys.executable, "-m", "adjudge", "-C", str(folder), "verify", *chosen]
    code = subprocess.run([*command, "--report", f"json={report}"], check=False).returncode
    return code, verdicts(report)


def verdicts(report: Path) -> Verdicts:
    """Read a JSON report; none was written where Adjudge could not judge at all."""
    if not report.exists():
        return {}
    judgments = json.loads(report.read_text(encoding="utf-8"))["judgments"]
    return {(j["requirement"], j["system"]): j["verdict"] for j in judgments if j["in_force"]}


def expected(found: Verdicts, undecided: set[str]) -> Verdicts:
    """Return what the good banks' verdicts must be."""
    return {pair: "unverified" if pair[0] in undecided else "satisfied" for pair in found}


def differences(found: Verdicts, wanted: Verdicts, code: int, wanted_code: int) -> list[str]:
    """Say in words where a run is not as expected."""
    if not found:
        return ["there are no verdicts"]
    wrong = [
        f"{requirement} of {system} is {found.get((requirement, system))}, not {verdict}"
        for (requirement, system), verdict in wanted.items()
        if found.get((requirement, system)) != verdict
    ]
    return wrong if code == wanted_code else [*wrong, f"exit code {code}, not {wanted_code}"]


def plant(folder: Path) -> None:
    """Apply the fault's patch to the bank in `folder`."""
    patch = BANK / "faults" / f"{FAULT}.patch"
    print(patch.read_text(encoding="utf-8"))
    # A repository around the temporary folder must not decide which paths are patched.
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)}
    subprocess.run(["git", "apply", str(patch)], cwd=folder, check=True, env=environment)


def say(text: str) -> None:
    """Print a line that stands out from the reports."""
    print(f"\n{text}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
