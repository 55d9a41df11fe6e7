"""The bank's machines are bound to both systems: every event can be called, every variable read."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from adjudge.errors import SystemFailureError
from adjudge.system import faketime, toml
from adjudge.system.drivers import lend
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from adjudge.system.driver import Driver

ACCOUNTS = ("ada", "bob", "cy")
MACHINES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "Account": {"transfer": ("src", "dst", "amount"), "freeze": (), "unfreeze": ()},
    "Session": {"login": (), "use": ()},
}
INDICES: Mapping[str, Mapping[str, Sequence[Sequence[str]]]] = {
    "Account": {"balance": (ACCOUNTS,)},
    "Session": {},
}
needs_node = pytest.mark.skipif(
    shutil.which("npm") is None, reason="node and npm are missing: apt-get install nodejs npm"
)
both_systems = pytest.mark.parametrize("system", ["python", pytest.param("node", marks=needs_node)])


@contextmanager
def driven(bank: Path, system: str, machine: str, *, clock: bool = False) -> Iterator[Driver]:
    configuration = toml.read(bank)
    own = configuration.systems[system]
    tree = Snapshot.take(bank, [own]).tree(own)
    with (
        Stages(configuration, own, tree) as stages,
        stages.stage(bank / "spec") as stage,
        lend(
            stage.bindings.of(machine),
            stage,
            parameters=MACHINES[machine],
            indices=INDICES[machine],
            clock=clock,
        ) as driver,
    ):
        yield driver


@both_systems
def test_accounts_are_driven_and_read(bank: Path, system: str) -> None:
    with driven(bank, system, "Account") as driver:
        driver.reset()
        events: list[tuple[str, dict[str, object]]] = [
            ("transfer", {"src": "ada", "dst": "bob", "amount": 2}),
            ("transfer", {"src": "ada", "dst": "bob", "amount": 2}),
            ("transfer", {"src": "eve", "dst": "bob", "amount": 1}),
            ("transfer", {"src": "bob", "dst": "eve", "amount": 1}),
            ("transfer", {"src": "bob", "dst": "ada", "amount": "\u0000"}),
            ("transfer", {"src": "bob", "dst": "ada"}),
            ("freeze", {}),
            ("transfer", {"src": "bob", "dst": "ada", "amount": 1}),
        ]

        answers = [driver.call(event, arguments).answer for event, arguments in events]

        assert answers == ["accepted", *["refused"] * 5, "accepted", "refused"]
        assert driver.observe() == {"balance": {"ada": 1, "bob": 5, "cy": 3}}
        driver.reset()
        assert driver.observe() == {"balance": {"ada": 3, "bob": 3, "cy": 3}}
        assert driver.call(*events[-1]).answer == "accepted", "the books are open again"
        assert driver.call("unfreeze", {}).answer == "refused"


def _no_clock() -> str:
    try:
        faketime.library()
    except SystemFailureError as error:
        return f"{error.message}: {error.next_step}"
    return ""


@pytest.mark.skipif(bool(_no_clock()), reason=_no_clock() or "there is a clock")
@both_systems
def test_a_session_ends_after_exactly_15_minutes(bank: Path, system: str) -> None:
    with driven(bank, system, "Session", clock=True) as driver:
        for _ in range(2):
            driver.reset()
            assert driver.call("use", {}).answer == "refused"
            assert driver.call("login", {}).answer == "accepted"
            driver.advance(899)
            assert driver.call("use", {}).answer == "accepted"
            driver.advance(1)
            assert driver.call("use", {}).answer == "refused"
