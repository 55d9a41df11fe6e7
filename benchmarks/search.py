"""How many calls it takes to find faults that hide: the walk beside Hypothesis' rule-based search.

Run with: python benchmarks/search.py

The systems are those of the tests, in memory. Both searches hold every answer and every observed
cell against the same machine; Hypothesis chooses rules and values as it does by default (100
examples of up to 50 steps), and its calls until the first disagreement are counted.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from adjudge.checks.machine.driving import drive
from adjudge.checks.machine.options import Options
from adjudge.machine.engine import Model
from adjudge.machine.ground import Call
from adjudge.machine.read import read
from adjudge.spec import project
from adjudge.system.driver import Answer, flat

if TYPE_CHECKING:
    from types import ModuleType

    from adjudge.machine.model import Machine

SYSTEMS = Path(__file__).parents[1] / "tests" / "checks" / "machine" / "conftest.py"
WALKS, SEARCHES, BAR = 10, 3, 300
STEPS = 50


class FoundError(Exception):
    """A disagreement; not a failed assertion, so that Hypothesis does not shrink it."""


def systems() -> ModuleType:
    specification = importlib.util.spec_from_file_location("systems", SYSTEMS)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules["systems"] = module
    specification.loader.exec_module(module)
    return module


def machine(text: str) -> Machine:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "spec.md").write_text(text, encoding="utf-8")
        requirements = project.read(Path(folder), ["spec.md"]).requirements
    checks = [c for r in requirements for c in r.checks if "block" not in c.options]
    found = read(checks[0]).machine
    assert found
    return found


def walk(model: Model, system: object, number: int) -> int | None:
    driven = drive(model, system, Options(calls=BAR, seed=number), lambda _: None)  # type: ignore[arg-type]
    return len(driven.failures[0].found) if driven.failures else None


def rules(model: Model, system: object, number: int) -> int | None:
    """Search with a rule for each event; return the calls until something disagreed."""
    before = system.calls  # type: ignore[attr-defined]
    first: list[int] = []

    class Searching(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            system.reset()  # type: ignore[attr-defined]
            self.state = model.initial[0]

        def step(self, event: str, arguments: tuple[object, ...]) -> None:
            names = model.machine.event(event).parameters
            reply = system.call(event, dict(zip(names, arguments, strict=True)))  # type: ignore[attr-defined]
            made = model.react(self.state, Call(event, arguments))  # type: ignore[arg-type]
            self.state = made[0][1] if made else self.state
            shown = model.layout.show(self.state)
            seen = dict(flat(system.observe()))  # type: ignore[attr-defined]
            if (reply.answer is Answer.ACCEPTED) != bool(made) or seen.items() - shown.items():
                first.append(system.calls - before)  # type: ignore[attr-defined]
                raise FoundError

    for event in model.machine.events:
        domains = [
            st.sampled_from(model.types[model.machine.parameters[p]].values)
            for p in event.parameters
        ]
        act = _rule(event.name)
        setattr(Searching, event.name, rule(arguments=st.tuples(*domains))(act))
    limits = settings(
        max_examples=100,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    Searching.TestCase.settings = limits
    with suppress(BaseExceptionGroup):
        try:
            run_state_machine_as_test(seed(number)(Searching), settings=limits)
        except FoundError:
            return first[0]
    return None


def _rule(name: str) -> object:
    def act(self: object, arguments: tuple[object, ...]) -> None:
        self.step(name, arguments)  # type: ignore[attr-defined]

    act.__name__ = name
    return act


def told(counts: list[int | None]) -> str:
    found = [count for count in counts if count is not None]
    if not found:
        return f"0/{len(counts)}"
    return f"{len(found)}/{len(counts)} ({min(found)}–{max(found)}, median {median(found):.0f})"


def main() -> int:
    """Print the table; fail where the walk misses a fault or needs more calls than the bar."""
    module = systems()
    account, token = Model(machine(module.ACCOUNT)), Model(machine(module.TOKEN))
    wide = Model(account.machine, account.machine.drive)
    faults = [
        ("sliding expiry", token, module.Tokens),
        ("off by one", token, module.Tokens),
        ("overdraft after unfreeze", wide, module.Bank),
    ]
    print(f"{'fault':26} {'the walk':34} Hypothesis, 100 examples of {STEPS} steps")
    good = True
    for fault, model, system in faults:
        walked = [walk(model, system(fault), number) for number in range(WALKS)]
        searched = [rules(model, system(fault), number) for number in range(SEARCHES)]
        good &= all(count is not None and count <= BAR for count in walked)
        print(f"{fault:26} {told(walked):34} {told(searched)}", flush=True)
    print(f"found by every walk within {BAR} calls: {'yes' if good else 'no'}")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
