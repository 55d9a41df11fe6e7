"""Machines made by hand, as the reader makes them, and machines that are read."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.proof.tla.engine import Job, Ran
from adjudge.checks.proof.tla.model import Claim, ClaimKind
from adjudge.checks.proof.tla.tla_checker import TlaChecker, WasmChecker
from adjudge.findings import Location
from adjudge.machine.engine import Model
from adjudge.machine.ground import Call, State
from adjudge.machine.model import (
    INTEGER,
    Always,
    Effect,
    Event,
    Machine,
    Transition,
    Type,
    Variable,
)
from adjudge.machine.read import read
from adjudge.machine.terms import (
    TRUE,
    Cell,
    Gathering,
    Literal,
    Named,
    Operation,
    Operator,
    Quantified,
    Term,
    conjunction,
    equal,
)
from adjudge.spec.model import Check, Document
from adjudge.spec.project import parse
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adjudge.machine.read import Reading
    from adjudge.machine.tla import Module

HERE = Location("machine.md", 1, 1)


def _in(state: str) -> Term:
    return equal(Cell("state"), Literal(state))


def _to(state: str) -> Effect:
    return Effect("state", (), Literal(state), "", HERE)


def _moved(account: str, operator: Operator) -> Effect:
    cell = Cell("balance", (Named(account),))
    value = Operation(operator, (cell, Named("amount")))
    return Effect("balance", (Named(account),), value, "", HERE)


def bank(*, most: int = 3) -> Machine:
    """The bank's accounts, of `most` coins each and transfers of up to as many."""
    enough = Operation(Operator.AT_LEAST, (Cell("balance", (Named("src"),)), Named("amount")))
    other = Operation(Operator.DIFFERENT, (Named("src"), Named("dst")))
    balance = Cell("balance", (Named("a"),))
    positive = Operation(Operator.AT_LEAST, (balance, Literal(0)))
    total = Quantified(Gathering.SUM, "a", "account", balance)
    names = ("ada", "bob", "cy")
    return Machine(
        "Account",
        HERE,
        types={
            "account": Type("account", names, HERE),
            "money": Type("money", range(1, most + 1), HERE),
            "state": Type("state", ("Open", "Frozen"), HERE),
        },
        parameters={"src": "account", "dst": "account", "amount": "money"},
        variables=(
            Variable("state", "state", {(): ("Open",)}, HERE, control=True),
            Variable("balance", INTEGER, {(n,): (most,) for n in names}, HERE, ("account",)),
        ),
        events=(
            Event("transfer", ("src", "dst", "amount"), HERE),
            Event("freeze", (), HERE),
            Event("unfreeze", (), HERE),
        ),
        transitions=(
            Transition(
                "transfer",
                _in("Open"),
                conjunction(other, enough),
                (_moved("src", Operator.SUBTRACT), _moved("dst", Operator.ADD)),
                "Open",
                "Open",
                "transfer(src, dst, amount) […]",
                HERE,
            ),
            Transition(
                "freeze", _in("Open"), TRUE, (_to("Frozen"),), "Open", "Frozen", "freeze()", HERE
            ),
            Transition(
                "unfreeze",
                _in("Frozen"),
                TRUE,
                (_to("Open"),),
                "Frozen",
                "Open",
                "unfreeze()",
                HERE,
            ),
        ),
        properties=(
            Always("ACC-1", Quantified(Gathering.ALL, "a", "account", positive), "", HERE),
            Always("ACC-2", equal(total, Literal(3 * most)), "", HERE),
        ),
    )


@pytest.fixture
def account() -> Model:
    return Model(bank())


@pytest.fixture(scope="session")
def bank_model() -> Model:
    return Model(bank())


@pytest.fixture(scope="session")
def reading() -> Callable[[str, str], Reading]:
    """Read a diagram (its body begins at line 10) and a block (at line 30), indented as in a test.

    The line `stateDiagram-v2` is put before the diagram, on line 9.
    """

    def read_machine(diagram: str, block: str = "") -> Reading:
        text = "stateDiagram-v2\n" + dedent(diagram).strip("\n")
        options = {"diagram": text, "diagram_line": 9}
        place, body = Location("spec/a.md", 29), Location("spec/a.md", 30)
        block = dedent(block).strip("\n") + "\n"
        return read(
            Check("ACC-1#1", "ACC-1", "machine", block, place, body, "Account", "yaml", options)
        )

    return read_machine


@pytest.fixture
def modelled(reading: Callable[..., Reading]) -> Callable[..., Model]:
    """Read a diagram and a block without any mistake, and make it ready to run."""

    def read_model(diagram: str, block: str = "") -> Model:
        found = reading(diagram, block)
        assert found.machine is not None, found.findings
        return Model(found.machine)

    return read_model


@pytest.fixture(scope="session")
def corpus() -> dict[str, Machine]:
    """The machines of `corpus/`, by the names of their documents."""
    found = {}
    for path in sorted((Path(__file__).parent / "corpus").glob("[a-z]*.md")):
        document = parse(path.name, path.read_bytes())
        assert isinstance(document, Document), document
        (check,) = (check for each in document.requirements for check in each.checks)
        machine = read(check).machine
        assert machine, path
        found[path.stem] = machine
    return found


@pytest.fixture(scope="session")
def play() -> Callable[..., list[str]]:
    """Make calls, written as a person would, and tell after each what the state is.

    A call that is refused is told as `refused`, several possible results are joined with `or`.
    """

    def played(found: Reading, *calls: str, show: str = "") -> list[str]:
        assert found.machine is not None, [each.explain() for each in found.findings]
        model = Model(found.machine)
        (state,) = model.initial
        told = []
        for written in calls:
            event, _, rest = written.partition("(")
            words = [word.strip() for word in rest.strip(" )").split(",") if word.strip()]
            arguments = tuple(int(word) if word.isdigit() else word for word in words)
            results = [after for _, after in model.react(state, Call(event, arguments))]
            told.append(" or ".join(_told(model, after, show) for after in results) or "refused")
            state = results[0] if results else state
        return told

    return played


def _told(model: Model, state: State, show: str) -> str:
    """Write the cells of a state whose names begin with one of the words; without any, all."""
    words = tuple(show.split())
    shown = model.layout.show(state)
    kept = {name: each for name, each in shown.items() if not words or name.startswith(words)}
    return " ".join(
        f"{each}" if name == "state" else f"{name}={each}" for name, each in kept.items()
    )


@pytest.fixture(scope="module")
def ask_tla_checker(
    node_modules: Path, compiled: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Module, str, bool], Ran]]:
    """Asks tla-checker about a module with a configuration, deadlocks or not; one process for all."""
    tool = TlaChecker(node_modules / "tla-checker" / "tla_checker_bg.wasm")
    folder = tmp_path_factory.mktemp("tla-checker")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ADJUDGE_CACHE", str(compiled))
        with WasmChecker(tool, folder, Limits(seconds=120)) as checker:

            def ask(module: Module, configuration: str, deadlock: bool) -> Ran:  # noqa: FBT001 - as a job has it
                names = [line.split()[1] for line in configuration.splitlines() if "INVARI" in line]
                claims = tuple(Claim(ClaimKind.INVARIANT, name) for name in names)
                files = {module.name: module.text}
                return checker.check(
                    Job(files, module.name, configuration, claims, deadlock, seconds=120)
                )

            yield ask
