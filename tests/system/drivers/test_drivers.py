"""What holds for every driver, whatever it drives."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from adjudge.system.driver import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adjudge.system.driver import Driver

    LendOne = Callable[..., Driver]

HTTP = """
[machines.Counter.events]
act = {request = "POST /act", json = {how = "{how}", by = "{by}"}, accepted = [201], refused = [409]}
[machines.Counter.observe]
n = {request = "GET /n", value = "$.n"}
"""
COMMAND = """
[machines.Counter.events]
act = {command = "{python} command.py {how} {by}", refused = [1]}
[machines.Counter.observe]
n = {command = "{python} command.py show", matches = "n is (\\\\d+)"}
"""
PYTHON = """
[machines.Counter]
interpreter = "{python}"
[machines.Counter.reset]
python = "counter:Counter"
[machines.Counter.events]
act = {python = "counter:Counter.act", refused = ["Full"], accepted = [{returns = {n = 1}}, {returns = {n = 3}}, {returns = {n = 5}}]}
[machines.Counter.observe]
n = {python = "counter:Counter.n"}
"""
NODE = """
[machines.Counter.reset]
node = "./counter.mjs:Counter"
[machines.Counter.events]
act = {node = "./counter.mjs:Counter.act", refused = ["Full"], accepted = [{returns = {n = 1}}, {returns = {n = 3}}, {returns = {n = 5}}]}
[machines.Counter.observe]
n = {node = "./counter.mjs:Counter.n"}
"""
STARTED = {"http", "bindings"}
WAYS = {"http": HTTP, "command": COMMAND, "python": PYTHON, "node": NODE, "bindings": ""}
CALL = {"how": "add", "by": 1}


@pytest.fixture(params=WAYS)
def driver(
    request: pytest.FixtureRequest, lend_one: LendOne, bindings: Mapping[str, str]
) -> Driver:
    if request.param == "node" and not shutil.which("node"):
        pytest.skip("no node: apt-get install nodejs")
    files = bindings if request.param == "bindings" else {}
    start = {} if request.param in STARTED else {"start": ""}
    return lend_one(WAYS[request.param], files=files, timeout="1 s", **start)


@pytest.fixture
def reset(driver: Driver) -> Driver:
    driver.reset()
    return driver


def test_a_binding_says_what_it_can_do(driver: Driver) -> None:
    assert driver.capabilities.events == {"act"}
    assert driver.capabilities.variables == {"n"}


def test_a_call_is_accepted_or_refused_and_its_effect_is_observed(reset: Driver) -> None:
    replies = [reset.call("act", {"how": "add", "by": by}) for by in (3, 2, 1)]

    assert [reply.answer for reply in replies] == ["accepted", "accepted", "refused"]
    assert reset.observe() == {"n": 5}
    assert all(0 < reply.begun < reply.ended for reply in replies)
    assert all(len(reply.actions) == 1 for reply in replies)


def test_a_reset_brings_the_system_back_to_how_it_starts(reset: Driver) -> None:
    reset.call("act", CALL)
    reset.reset()

    assert reset.observe() == {"n": 0}


@pytest.mark.requirement("MACH-11")
@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("undeclared", "declares neither accepted nor refused"),
        ("crash", ""),
        ("hang", "1 s|time"),
        ("huge", "100000 bytes|output"),
    ],
)
def test_what_the_binding_does_not_declare_is_an_error_and_the_next_reset_mends_it(
    reset: Driver, how: str, said: str
) -> None:
    reply = reset.call("act", {"how": how, "by": 1})

    assert reply.answer is Answer.ERROR
    assert any(part in reply.detail for part in said.split("|"))
    reset.reset()
    assert reset.call("act", CALL).answer is Answer.ACCEPTED
    assert reset.observe() == {"n": 1}
