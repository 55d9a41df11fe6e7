from __future__ import annotations

import shutil
import subprocess
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from adjudge.checks.machine import weave_words
from adjudge.checks.machine.weaving import Weaving, weave
from adjudge.checks.model import Outcome
from adjudge.checks.table import KINDS
from adjudge.machine.engine import Model
from adjudge.machine.read import read
from adjudge.spec import project as documents
from adjudge.system import toml
from adjudge.system.drivers import lend
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.checks.machine.weaving import WeavingDriver
    from adjudge.spec.model import Specification
    from adjudge.system.stages import LocalStage

SPECIFICATION = """\
# Box

## BOX-1: Nobody takes what is not there

The box MUST NOT be overdrawn.

## BOX-2: Calls at once

Calls at the same instant MUST do what some order of them does.

## BOX-9: The box does what the diagram says

The box MUST do what this diagram allows and refuse everything else.

```mermaid
stateDiagram-v2
    [*] --> Open
    Open : Open
    Open : take(amount) [coins >= amount] / coins -= amount
```

```yaml machine Box {calls: 30}
types:      {some: 1..3}
parameters: {amount: some}
variables:  {coins: {type: int, starts: 3}}
always:     {BOX-1: coins >= 0}
at once:    BOX-2
```
"""
CONFIGURATION = """\
[systems.box]

[machines.Box]
reset = {python = "box:Box"}

[machines.Box.events.take]
python = "box:Box.take"
refused = ["Empty"]

[machines.Box.observe.coins]
python = "box:Box.coins"
"""
HEAD = """\
import threading

class Empty(Exception):
    pass

class Box:
    def __init__(self):
        self.coins = 3
        self.lock = threading.Lock()
        self.other = threading.Lock()
        self.turn = 0
"""
RACING = f"""{HEAD}
    def take(self, amount):
        if self.coins < amount:
            raise Empty
        self.coins -= amount
"""
LOST = f"""{HEAD}
    def take(self, amount):
        left = self.coins - amount
        if left < 0:
            raise Empty
        self.coins = left
"""
LOCKED = f"""{HEAD}
    def take(self, amount):
        with self.lock:
            if self.coins < amount:
                raise Empty
            self.coins -= amount
"""
DEADLOCK = f"""{HEAD}
    def take(self, amount):
        self.turn += 1
        one, two = (self.lock, self.other) if self.turn % 2 else (self.other, self.lock)
        with one:
            with two:
                if self.coins < amount:
                    raise Empty
                self.coins -= amount
"""


class Project:
    """A project with one box, and a stage on it."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        (root / "spec").mkdir()
        (root / "spec" / "box.md").write_text(SPECIFICATION)
        (root / "adjudge.toml").write_text(CONFIGURATION)
        self.root = root
        self.stack = stack
        self.specification: Specification = documents.read(root, ["spec/box.md"])

    def stage(self, code: str) -> LocalStage:
        (self.root / "box.py").write_text(code)
        configuration = toml.read(self.root)
        system = configuration.systems["box"]
        tree = Snapshot.take(self.root, [system]).tree(system)
        stages = self.stack.enter_context(Stages(configuration, system, tree))
        return self.stack.enter_context(stages.stage(self.root))

    def model(self) -> Model:
        machine = read(self.specification.by_id["BOX-9"].checks[0]).machine
        assert machine is not None
        return Model(machine)

    def woven(self, code: str, *, pairs: int = 2, seconds: float = 30.0) -> Weaving:
        stage = self.stage(code)
        driver = self.stack.enter_context(
            lend(
                stage.bindings.of("Box"),
                stage,
                parameters={"take": ("amount",)},
                indices={"coins": ()},
            )
        )
        return weave(self.model(), cast("WeavingDriver", driver), 1, pairs, seconds)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Project]:
    root = tmp_path / "box"
    root.mkdir()
    with ExitStack() as stack:
        yield Project(root, stack)


def test_a_race_of_microseconds_is_found_with_one_preemption_and_runs_again(box: Project) -> None:
    weaving = box.woven(RACING)

    assert weaving.failure is not None
    assert len(weaving.failure.schedule.switches) == 1
    assert weaving.again == 2
    assert weaving.schedules <= 20
    told = weave_words.case(box.model(), weaving, box.specification.by_id["BOX-9"].location)
    assert told.outcome is Outcome.FAILED
    assert told.actual.startswith("BOX-1: take(")
    assert "stopped before box.py:16" in told.actual
    assert "no sequential order explains it" in told.actual
    assert "stopped before box.py:16" in weave_words.transcript(box.model(), weaving)


def test_a_lost_update_is_found_by_what_is_observed(box: Project) -> None:
    weaving = box.woven(LOST, pairs=9)

    assert weaving.failure is not None
    assert "coins=" in weave_words.transcript(box.model(), weaving)


def test_a_system_that_locks_passes_under_every_schedule(box: Project) -> None:
    weaving = box.woven(LOCKED, pairs=1)

    assert weaving.failure is None
    assert (weaving.pairs, weaving.chosen) == (1, 1)
    told = weave_words.case(box.model(), weaving, box.specification.by_id["BOX-9"].location)
    assert told.outcome is Outcome.PASSED
    assert "at most 2 preemptions of 1 of 1 pair" in told.reason


def test_threads_that_wait_for_each_other_for_ever_are_a_failure(box: Project) -> None:
    weaving = box.woven(DEADLOCK, pairs=1)

    assert weaving.failure is not None
    assert weaving.failure.interleaved.stuck
    told = weave_words.case(box.model(), weaving, box.specification.by_id["BOX-9"].location)
    assert told.outcome is Outcome.FAILED
    assert "as in a deadlock" in told.actual
    assert "did not go on after" in told.actual


def test_schedules_that_the_time_cuts_short_decide_nothing(box: Project) -> None:
    weaving = box.woven(LOCKED, seconds=0.0)

    told = weave_words.case(box.model(), weaving, box.specification.by_id["BOX-9"].location)
    assert told.outcome is Outcome.INCONCLUSIVE
    assert told.reason.startswith("the time was over after 1 schedule")


def test_a_failure_that_does_not_show_again_is_flaky(box: Project) -> None:
    weaving = replace(box.woven(RACING), again=0)

    told = weave_words.case(box.model(), weaving, box.specification.by_id["BOX-9"].location)
    assert told.outcome is Outcome.INCONCLUSIVE
    assert told.reason.startswith("flaky: ")


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(RACING, Outcome.FAILED), (LOCKED, Outcome.PASSED)],
    ids=["racing", "locked"],
)
def test_the_requirement_of_calls_at_once_gets_the_case_of_the_schedules(
    code: str, outcome: Outcome, box: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adjudge.checks.machine.racing.PAIRS", 1)
    checks = [box.specification.by_id[name].checks[0] for name in ("BOX-9", "BOX-2")]

    block, at_once = KINDS["machine"].run(checks, box.stage(code))

    assert at_once.outcome is outcome
    assert [case.name for case in at_once.cases] == [weave_words.NAME]
    assert weave_words.NAME in {case.name for case in block.cases}


BANK = Path(__file__).parents[3] / "examples" / "bank"
VAULT = '''\
"""The bank's own transfers, as functions."""

from pathlib import Path

from bank import ledger, store
from bank.refusal import Refusal

PATH = Path("vault.db").resolve()


class Vault:
    def __init__(self):
        if not PATH.exists():
            store.prepare(PATH)
        with store.opened(PATH) as books:
            books.execute("UPDATE accounts SET balance = 3")

    def take(self, amount):
        with store.opened(PATH) as books:
            return ledger.transfer(books, "ada", "bob", amount)

    def coins(self):
        with store.opened(PATH) as books:
            return ledger.balance(books, "ada")
'''


def test_the_bank_s_race_over_a_real_database_is_found_without_luck(box: Project) -> None:
    shutil.copytree(BANK / "python", box.root / "python")
    patch = BANK / "faults" / "python-acc-8.patch"
    subprocess.run(["git", "init", "-q"], cwd=box.root, check=True)
    subprocess.run(["git", "apply", str(patch)], cwd=box.root, check=True)
    configuration = CONFIGURATION.replace("box:Box", "vault:Vault").replace("Empty", "Refusal")
    (box.root / "adjudge.toml").write_text(
        configuration.replace("[systems.box]", '[systems.box]\ndirectory = "python"')
    )
    (box.root / "python" / "vault.py").write_text(VAULT)

    weaving = box.woven("", pairs=1)

    assert weaving.failure is not None
    assert weaving.again == 2
    assert "bank/ledger.py" in weave_words.transcript(box.model(), weaving)
