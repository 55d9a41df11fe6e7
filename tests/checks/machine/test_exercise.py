"""Silence of a search counts only where it made the system show what the machine speaks of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.machine.driving import drive
from adjudge.checks.machine.options import Options
from adjudge.checks.machine.outcomes import driven_cases
from adjudge.checks.model import Outcome
from adjudge.machine.engine import Model
from adjudge.system.driver import Answer, Capabilities, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from adjudge.checks.model import CaseResult
    from adjudge.machine.model import Machine
    from adjudge.spec.model import Check
    from adjudge.system.driver import Observed

SWITCH = """\
# Switch

## SW-1: It counts

The switch MUST count.

## SW-9: It does what the diagram says

The switch MUST do what this diagram allows.

```mermaid
stateDiagram-v2
    [*] --> Off
    Off --> On : on() GUARD / n = min(n + 1, 3)
    On --> Off : off()
```

```yaml machine Switch
variables: {n: {type: 0..3, starts: 0}}
PROPERTY
```
"""


class Switch:
    """A switch that shows what `shown` says of it."""

    def __init__(self, shown: frozenset[str], *, stuck: bool = False) -> None:
        self.capabilities = Capabilities(frozenset({"on", "off"}), shown)
        self.stuck = stuck

    def reset(self) -> None:
        self.is_on, self.n = False, 0

    def call(self, event: str, arguments: Mapping[str, object]) -> Reply:
        del arguments
        if self.stuck or (event == "on") is self.is_on:
            return Reply(Answer.REFUSED, "no")
        self.is_on = event == "on"
        self.n = min(self.n + self.is_on, 3)
        return Reply(Answer.ACCEPTED, "yes")

    def observe(self) -> Observed:
        return {"n": self.n} if self.capabilities.variables else {}

    def advance(self, seconds: float) -> Reply:
        raise NotImplementedError


Judged = tuple["Check", "Machine"]
SEEN = frozenset({"n"})


def _cases(
    judged: Judged, system: Switch, options: Options | None = None
) -> tuple[CaseResult, ...]:
    check, machine = judged
    driven = drive(Model(machine), system, options or Options(calls=60), lambda _: None)
    assert driven.failures == ()
    return driven_cases(check, machine, driven, system.capabilities)


@pytest.fixture
def switch(
    machine_in: Callable[[str, Path], Judged], tmp_path: Path
) -> Callable[[str, str], Judged]:
    def read(property_: str, guard: str = "") -> Judged:
        text = SWITCH.replace("PROPERTY", property_).replace(" GUARD", guard)
        return machine_in(text, tmp_path)

    return read


def test_a_search_that_exercised_all_of_a_machine_passes(
    switch: Callable[..., Judged],
) -> None:
    cases = _cases(switch("always: {SW-1: n <= 3}"), Switch(SEEN))

    assert [case.outcome for case in cases] == [Outcome.PASSED] * 2


@pytest.mark.parametrize(
    ("property_", "guard", "shown", "calls", "words"),
    [
        ("always: {SW-1: n <= 3}", " [n > 1]", SEEN, 60, "no call was ever accepted"),
        ("always: {SW-1: n <= 3}", "", frozenset(), 60, "nothing shows n of the system"),
        ("always after: {SW-1: {on: n < 9}}", " [n > 1]", SEEN, 60, "no call was ever accepted"),
        ("always after: {SW-1: {off: n < 9}}", "", SEEN, 1, "no call was ever accepted"),
        ("always after: {SW-1: {off: n < 9}}", "", SEEN, 2, "off was never accepted"),
    ],
)
def test_a_property_of_which_the_system_showed_nothing_is_inconclusive(
    property_: str,
    guard: str,
    shown: frozenset[str],
    calls: int,
    words: str,
    switch: Callable[..., Judged],
) -> None:
    system = Switch(shown, stuck=bool(guard))

    (case,) = _cases(switch(property_, guard), system, Options(calls=calls))[1:]

    assert case.outcome is Outcome.INCONCLUSIVE
    assert words in case.reason


@pytest.mark.parametrize(
    ("calls", "words"), [(1, "on was never called"), (2, "off was called and never accepted")]
)
def test_calls_that_were_not_made_or_never_accepted_leave_the_diagram_inconclusive(
    calls: int, words: str, switch: Callable[..., Judged]
) -> None:
    cases = _cases(switch("always: {SW-1: n <= 3}"), Switch(SEEN), Options(calls=calls))

    assert cases[0].outcome is Outcome.INCONCLUSIVE
    assert words in cases[0].reason


def test_time_that_did_not_pass_leaves_a_demand_on_time_inconclusive(
    machine_in: Callable[[str, Path], Judged], tmp_path: Path
) -> None:
    text = SWITCH.replace(" GUARD", "").replace("off()", "off()\n    On --> Off : after(5 min)")
    demand = "clock: 1 min\nleads to: {SW-1: {from: state == On, to: state == Off, within: 5 min}}"
    check, machine = machine_in(text.replace("PROPERTY", demand), tmp_path)
    system = Switch(SEEN)
    driven = drive(Model(machine), system, Options(calls=60), lambda _: None)

    able = replace(system.capabilities, clock=True)
    cases = driven_cases(check, machine, driven, able)

    assert "no time passed while the system was driven" in cases[-1].reason
    assert cases[-1].outcome is Outcome.INCONCLUSIVE
