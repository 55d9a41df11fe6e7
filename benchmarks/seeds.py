"""False alarms on the correct banks: both machines, both systems, one search for each of 50 seeds.

Prints for each the alarms, the calls made and the calls in a second; fails if there is an alarm.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from adjudge.checks.machine import binding
from adjudge.checks.machine.driving import drive
from adjudge.checks.machine.options import Options
from adjudge.machine.engine import Model
from adjudge.machine.model import EventKind
from adjudge.run.machines import find
from adjudge.run.project import load
from adjudge.system.drivers import lend
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

BANK = Path(__file__).parents[1] / "examples" / "bank"
SEEDS = range(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
CALLS = {"Account": 150, "Session": 60}


def searched(system: str, name: str) -> tuple[int, int, float]:
    """Search with every seed; return the alarms, the calls and the seconds."""
    project = load(BANK, date.min.replace(year=2026))
    own = project.configuration.systems[system]
    machine = find(project.specification, name).machine
    timed = any(event.kind is EventKind.WAIT for event in machine.events)
    alarms = calls = 0
    with (
        Stages(project.configuration, own, Snapshot.take(BANK, [own]).tree(own)) as stages,
        stages.stage(BANK / "spec") as stage,
        lend(
            stage.bindings.of(name),
            stage,
            parameters=binding.parameters(machine),
            indices=binding.indices(machine),
            clock=timed,
        ) as driver,
    ):
        begun = time.monotonic()
        options = Options(calls=CALLS[name], seconds=60.0)
        for seed in SEEDS:
            driven = drive(
                Model(machine, machine.drive), driver, replace(options, seed=seed), _say_nothing
            )
            alarms += len(driven.failures)
            calls += driven.calls
            for failure in driven.failures:
                print(failure.disagreement.message(name))
        return alarms, calls, time.monotonic() - begun


def _say_nothing(_: str) -> None:
    pass


def main() -> int:
    found = 0
    for name in CALLS:
        for system in ("python", "node"):
            alarms, calls, seconds = searched(system, name)
            found += alarms
            print(
                f"{name:<8} {system:<7} {len(SEEDS)} seeds  {alarms} alarms"
                f"  {calls:>6,} calls  {calls / seconds:>5.0f} calls/s",
                flush=True,
            )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
