"""The examples of the reference are run, against the bank and the code that the page shows."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adjudge.system import toml
from adjudge.system.drivers import lend
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adjudge.system.driver import Driver

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "bindings.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SYSTEM = """
[systems.bank]
start = "{python} serve.py --port {port} --database {scratch}/bank.db"
ready = {url = "/health"}
commands = {bank = "{python} {directory}/desk.py"}
"""
TRANSFER = ("src", "dst", "amount")
BALANCE = {"balance": (("ada", "bob"),)}


def block(language: str, holding: str) -> str:
    (found,) = [text for kind, text in BLOCKS if kind == language and holding in text]
    return found


@pytest.fixture
def bank(project: Path) -> Path:
    shutil.copytree(ROOT / "examples" / "bank" / "python", project, dirs_exist_ok=True)
    return project


@contextmanager
def driven(
    root: Path,
    machine: str,
    tables: str,
    parameters: Mapping[str, Sequence[str]],
    indices: Mapping[str, Sequence[Sequence[str]]],
) -> Iterator[Driver]:
    (root / "adjudge.toml").write_text(SYSTEM + tables)
    configuration = toml.read(root)
    system = configuration.systems["bank"]
    tree = Snapshot.take(root, [system]).tree(system)
    with (
        Stages(configuration, system, tree) as stages,
        stages.stage(root) as stage,
        lend(stage.bindings.of(machine), stage, parameters=parameters, indices=indices) as driver,
    ):
        driver.reset()
        yield driver


def test_the_example_of_requests(bank: Path) -> None:
    tables = block("toml", "[machines.Account]")
    with driven(bank, "Account", tables, {"transfer": TRANSFER, "freeze": ()}, BALANCE) as driver:
        answers = [
            driver.call("transfer", {"src": "ada", "dst": "bob", "amount": 2}).answer,
            driver.call("freeze", {}).answer,
            driver.call("transfer", {"src": "bob", "dst": "ada", "amount": 1}).answer,
        ]

        assert answers == ["accepted", "accepted", "refused"]
        assert driver.observe() == {"balance": {"ada": 1, "bob": 5}}


def test_the_example_of_commands(bank: Path) -> None:
    tables = block("toml", "[machines.Desk]")
    with driven(bank, "Desk", tables, {"transfer": TRANSFER}, BALANCE) as driver:
        answers = [
            driver.call("transfer", {"src": "ada", "dst": "bob", "amount": amount}).answer
            for amount in (2, 2)
        ]

        assert answers == ["accepted", "refused"]
        assert driver.observe() == {"balance": {"ada": 1, "bob": 5}}
        driver.reset()
        assert driver.observe() == {"balance": {"ada": 3, "bob": 3}}


def test_the_example_of_functions(project: Path) -> None:
    (project / "shop").mkdir()
    (project / "shop" / "cart.py").write_text(block("python", "class Cart"))
    tables = block("toml", "[machines.Cart]")
    events = {"add": ("pieces",), "remove": ("pieces",)}
    with driven(project, "Cart", tables, events, {"count": ()}) as driver:
        answers = [
            driver.call(event, {"pieces": pieces}).answer
            for event, pieces in (("add", 2), ("add", 2), ("remove", 1), ("remove", 2))
        ]

        assert answers == ["accepted", "refused", "accepted", "refused"]
        assert driver.observe() == {"count": 1}


def test_the_example_of_an_openapi_document(bank: Path) -> None:
    (bank / "api.yaml").write_text(block("yaml", "operationId: login"))
    tables = '[machines.Session]\nopenapi = "api.yaml"'
    with driven(bank, "Session", tables, {"login": ("account", "pin")}, {}) as driver:
        answers = [
            driver.call("login", {"account": "ada", "pin": pin}).answer for pin in ("1815", "1816")
        ]

        assert answers == ["accepted", "refused"]


def test_the_example_of_python(bank: Path) -> None:
    (bank / "spec").mkdir()
    (bank / "spec" / "bindings.py").write_text(block("python", "from adjudge.bindings"))
    with driven(bank, "Books", "", {"freeze": (), "pay": TRANSFER}, BALANCE) as driver:
        answers = [
            driver.call("freeze", {}).answer,
            driver.call("pay", {"src": "ada", "dst": "bob", "amount": 2}).answer,
            driver.call("pay", {"src": "ada", "dst": "bob", "amount": 2}).answer,
        ]

        assert answers == ["accepted", "accepted", "refused"]
        assert driver.observe() == {"balance": {"ada": 1, "bob": 5}}
