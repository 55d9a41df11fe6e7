"""What a search makes of systems that act by themselves, show little, fail once, or need time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.machine.coverage import as_json
from adjudge.checks.machine.driving import Driven, drive
from adjudge.checks.machine.options import Options
from adjudge.checks.machine.outcomes import driven_cases
from adjudge.checks.machine.repertoire import Repertoire
from adjudge.checks.machine.transcript import transcript
from adjudge.checks.model import Outcome
from adjudge.errors import ObservationError
from adjudge.machine.engine import Model
from adjudge.system.driver import Answer, Capabilities, ClockAction, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adjudge.machine.model import Machine
    from adjudge.spec.model import Check
    from adjudge.system.driver import Driver, Observed

    Reader = Callable[[str, Path], tuple[Check, Machine]]

HEAD = "# Jobs\n\n## JOB-1: A job\n\nIt MUST do what this diagram allows and refuse all else.\n\n"
JOB = f"""{HEAD}
```mermaid
stateDiagram-v2
    [*] --> Idle
    Idle --> Running : start()
    Running --> Done : finish()
    Done --> Idle : take()
```

```yaml machine Job
internal: [finish]
never: {{JOB-1: false}}
```
"""
LEASE = f"""{HEAD}
```mermaid
stateDiagram-v2
    [*] --> Free
    Free --> Held : hold()
    Held --> Free : after(2 min)
```

```yaml machine Lease
clock: 1 min
```
"""


@dataclass
class Fake:
    """A system of one state whose answers a function gives; `None` is an error."""

    act: Callable[[Fake, str, tuple[object, ...]], bool | None]
    events: frozenset[str]
    shown: tuple[str, ...] = ()
    clock: bool = False
    state: str = ""
    time: float = 0.0
    calls: int = 0
    resets: int = 0
    capabilities: Capabilities = field(init=False)

    def __post_init__(self) -> None:
        self.capabilities = Capabilities(self.events, frozenset(self.shown), self.clock)

    def reset(self) -> None:
        self.resets += 1
        self.state, self.time = "", 0.0

    def call(self, event: str, arguments: Mapping[str, object]) -> Reply:
        self.calls += 1
        said = self.act(self, event, tuple(arguments.values()))
        answer = {True: Answer.ACCEPTED, False: Answer.REFUSED, None: Answer.ERROR}[said]
        return Reply(answer, f"{event} → {answer}")

    def observe(self) -> Observed:
        return {}

    def advance(self, seconds: float) -> Reply:
        self.time += seconds
        return Reply(Answer.ACCEPTED, "moved", (ClockAction(seconds),))


def _drive(machine: Machine, driver: Driver, **options: int) -> Driven:
    settings = Options(**{"calls": 120, "seed": 3, **options})
    return drive(Model(machine, machine.drive), driver, settings, lambda _: None)


def _job(self: Fake, event: str, _: tuple[object, ...]) -> bool:
    """A job that is done after a call or two, by itself."""
    if self.state == "Running" and self.calls % 2:
        self.state = "Done"
    if event == "start":
        accepted, self.state = not self.state, self.state or "Running"
        return accepted
    accepted = self.state == "Done"
    self.state = "" if accepted else self.state
    return accepted


def _eager(self: Fake, event: str, _: tuple[object, ...]) -> bool:
    return event == "take" or _job(self, event, _)


def test_what_a_system_does_by_itself_is_kept_in_mind(machine_in: Reader, tmp_path: Path) -> None:
    _, machine = machine_in(JOB.replace("never: {JOB-1: false}\n", ""), tmp_path)

    assert _drive(machine, Fake(_job, frozenset({"start", "take"}))).failures == ()

    failure = _drive(machine, Fake(_eager, frozenset({"start", "take"}))).failures[0]
    assert [str(played.attempt) for played in failure.log] == ["take()"]


def test_time_passes_on_the_system_s_own_clock(machine_in: Reader, tmp_path: Path) -> None:
    def lease(minutes: float) -> Callable[[Fake, str, tuple[object, ...]], bool]:
        def act(self: Fake, event: str, _: tuple[object, ...]) -> bool:
            held = bool(self.state) and self.time - float(self.state) < minutes * 60
            self.state = self.state if held else str(self.time)
            return not held

        return act

    _, machine = machine_in(LEASE, tmp_path)

    assert _drive(machine, Fake(lease(2), frozenset({"hold"}), clock=True)).failures == ()

    (failure,) = _drive(machine, Fake(lease(3), frozenset({"hold"}), clock=True)).failures
    made = [str(played.attempt) for played in failure.log]
    assert made[0] == made[-1] == "hold()"
    assert sum(int(call[5:-1]) for call in made if call.startswith("wait")) == 2


def test_without_a_clock_no_time_passes(machine_in: Reader, tmp_path: Path) -> None:
    def never_again(self: Fake, _event: str, _: tuple[object, ...]) -> bool:
        free, self.state = not self.state, "held"
        return free

    check, machine = machine_in(LEASE, tmp_path)
    fake = Fake(never_again, frozenset({"hold"}))

    driven = _drive(machine, fake)
    cases = driven_cases(check, machine, driven, fake.capabilities)

    assert driven.failures == ()
    assert [case.outcome for case in cases] == [Outcome.PASSED, Outcome.NOT_RUN]


def test_a_failure_that_does_not_show_again_is_flaky_with_both_runs(
    machine_in: Reader, tmp_path: Path
) -> None:
    def once(self: Fake, event: str, _: tuple[object, ...]) -> bool:
        return self.calls == 7 or _job(self, event, _)

    text = JOB.replace("never: {JOB-1: false}\n", "")
    check, machine = machine_in(text, tmp_path)
    fake = Fake(once, frozenset({"start", "take"}))

    driven = _drive(machine, fake)
    case = driven_cases(check, machine, driven, fake.capabilities)[0]

    assert case.outcome is Outcome.INCONCLUSIVE
    assert case.reason.startswith("flaky: seen once and not again")
    told = transcript("JOB-1", driven, Options())
    assert "it did not show again; the run in which it was seen:" in told
    assert "the same calls again:" in told


def test_an_observation_that_can_t_be_read_is_the_binding_s_fault(
    machine_in: Reader, tmp_path: Path
) -> None:
    class Blind(Fake):
        def observe(self) -> Observed:
            if self.calls > 3:
                raise ObservationError("state holds nothing")
            return {}

    check, machine = machine_in(JOB.replace("never: {JOB-1: false}\n", ""), tmp_path)
    fake = Blind(_job, frozenset({"start", "take"}))

    case = driven_cases(check, machine, _drive(machine, fake), fake.capabilities)[0]

    assert case.fault == "binding"
    assert "but state holds nothing" in case.reason


def test_a_property_that_the_diagram_breaks_too_is_the_specification_s_fault(
    machine_in: Reader, tmp_path: Path
) -> None:
    text = JOB.replace("never: {JOB-1: false}", "never: {JOB-1: state == Running}")
    check, machine = machine_in(text.replace("internal: [finish]\n", ""), tmp_path)

    def plain(self: Fake, event: str, _: tuple[object, ...]) -> bool:
        order = ["start", "finish", "take"]
        accepted = order[len(self.state)] == event
        self.state = (self.state + "x")[: 2 * (event != "take")] if accepted else self.state
        return accepted

    fake = Fake(plain, frozenset({"start", "take", "finish"}))
    cases = driven_cases(check, machine, _drive(machine, fake), fake.capabilities)

    failed = [case for case in cases if case.outcome is Outcome.FAILED]
    assert {case.fault for case in failed} == {"specification"}
    assert "and so does the specification's own diagram" in failed[0].reason


def test_numbers_are_tried_where_guards_change_their_mind(account: Machine) -> None:
    model = Model(account, account.drive)
    (state,) = model.initial
    calls = Repertoire(model, frozenset({"transfer", "freeze"}), seed=1).at(state)

    amounts = {c.arguments[2] for c in calls if c.event == "transfer"}
    assert {1, 2, 3, 4, 20} <= amounts
    assert len(calls) < 60
    assert calls == Repertoire(model, frozenset({"transfer", "freeze"}), seed=1).at(state)
    assert calls != Repertoire(model, frozenset({"transfer", "freeze"}), seed=2).at(state)


@pytest.mark.parametrize(("calls", "most"), [(1, 1), (10, 10)])
def test_a_search_makes_no_more_calls_than_it_may(
    calls: int, most: int, account: Machine, faulty_bank: Callable[[str], Driver]
) -> None:
    driven = _drive(account, faulty_bank(""), calls=calls, values=0)

    assert (driven.calls, driven.bad_inputs, driven.failures) == (most, 0, ())


def test_coverage_is_told_to_programs_as_numbers(
    account: Machine, faulty_bank: Callable[[str], Driver]
) -> None:
    driven = _drive(account, faulty_bank(""), calls=1, values=0)

    told = as_json("Account", driven.coverage)

    assert told.startswith('{"machine": "Account", "exercised": 1, "reachable": 20020, ')
    assert '"refused": [' in told
