from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from adjudge.errors import SystemFailureError, UnsendableError
from adjudge.system.driver import Answer, FunctionAction

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.system.driver import Driver

    LendOne = Callable[..., Driver]

needs_node = pytest.mark.skipif(not shutil.which("node"), reason="apt-get install nodejs")
PYTHON = '[machines.Counter]\ninterpreter = "{python}"\n'
EVENTS = "[machines.Counter.events]\n"
MODULE = """
import asyncio, datetime, time
n = 0
seen = []
class Odd(ValueError):
    pass
def add(by, times=1):
    global n
    n += by * times
def odd():
    raise Odd("odd")
async def slow(by):
    await asyncio.sleep(0)
    return by
def told():
    return [round(time.time()), datetime.datetime.now().minute]
def parts():
    return {"a": n, "b": {1, 2}.__len__(), "when": datetime.date(2026, 1, 2)}
def leave():
    raise SystemExit(3)
def chatty():
    print("hello")
    import os, sys
    os.write(0, b'{"returned": 1}\\n') if False else None
    return sys.stdin.read()
"""


def lent(lend_one: LendOne, tables: str, **more: object) -> Driver:
    parameters = more.pop("parameters", {"add": ("by", "times")})
    driver = lend_one(tables, start="", files={"shop.py": MODULE}, parameters=parameters, **more)
    driver.reset()
    return driver


def test_a_function_of_python_is_given_the_parameters_by_name(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        f'{PYTHON}{EVENTS}add = {{python = "shop:add"}}\n[machines.Counter.observe]\nn = {{python = "shop:n"}}',
    )

    reply = driver.call("add", {"times": 2, "by": 4})
    driver.call("add", {"by": 1})

    assert reply.answer is Answer.ACCEPTED
    assert reply.detail == "shop:add(by=4, times=2) → null"
    assert reply.actions == (
        FunctionAction("python", "shop:add", json.dumps({"by": 4, "times": 2}), "null"),
    )
    assert driver.observe() == {"n": 9}
    driver.reset()
    assert driver.observe() == {"n": 0}


def test_arguments_may_be_listed(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        f'{PYTHON}{EVENTS}add = {{python = "shop:add", arguments = ["{{times}}", 3]}}\n[machines.Counter.observe]\nn = {{python = "shop:n"}}',
    )

    driver.call("add", {"times": 2})

    assert driver.observe() == {"n": 6}


EXCEPTIONS = [
    ('"Odd"', Answer.REFUSED),
    ('"ValueError"', Answer.REFUSED),
    ('"shop:Odd"', Answer.REFUSED),
    ('"shop.Odd"', Answer.REFUSED),
    ('"Od"', Answer.ERROR),
    ('"other:Odd"', Answer.ERROR),
    ("{returns = 1}", Answer.ERROR),
]
RETURNED = [
    ("refused = [{returns = false}]", False, Answer.REFUSED),
    ("refused = [{returns = false}]", 0, Answer.ACCEPTED),
    ("refused = [{returns = {a = [1]}}]", {"a": [1]}, Answer.REFUSED),
    ("accepted = [{returns = 1}]", 1, Answer.ACCEPTED),
    ("accepted = [{returns = 1}]", True, Answer.ERROR),
    ("accepted = [{returns = 1}]", "1", Answer.ERROR),
]


def test_an_exception_is_refused_by_its_name_or_that_of_a_base(lend_one: LendOne) -> None:
    entries = [
        f'odd{n} = {{python = "shop:odd", arguments = [], refused = [{refused}]}}'
        for n, (refused, _) in enumerate(EXCEPTIONS)
    ]
    events: dict[str, tuple[str, ...]] = {f"odd{n}": () for n in range(len(EXCEPTIONS))}
    driver = lent(lend_one, PYTHON + EVENTS + "\n".join(entries), parameters=events)

    answers = [driver.call(event, {}).answer for event in events]

    assert answers == [expected for _, expected in EXCEPTIONS]


def test_a_returned_value_means_what_the_binding_says(lend_one: LendOne) -> None:
    entries = [
        f'slow{n} = {{python = "shop:slow", {lists}}}' for n, (lists, _, _) in enumerate(RETURNED)
    ]
    events = {f"slow{n}": ("by",) for n in range(len(RETURNED))}
    driver = lent(lend_one, PYTHON + EVENTS + "\n".join(entries), parameters=events)

    for event, (_, value, expected) in zip(events, RETURNED, strict=True):
        assert driver.call(event, {"by": value}).answer is expected, (event, value)


def test_what_has_no_form_in_json_is_a_text(lend_one: LendOne) -> None:
    driver = lent(
        lend_one, f'{PYTHON}{EVENTS}parts = {{python = "shop:parts"}}', parameters={"parts": ()}
    )

    assert "datetime.date(2026, 1, 2)" in driver.call("parts", {}).detail


def test_a_function_may_print_and_finds_nothing_to_read(lend_one: LendOne) -> None:
    driver = lent(
        lend_one, f'{PYTHON}{EVENTS}chatty = {{python = "shop:chatty"}}', parameters={"chatty": ()}
    )

    assert [driver.call("chatty", {}).detail for _ in range(2)] == ['shop:chatty() → ""'] * 2


def test_leaving_is_an_exception_like_others(lend_one: LendOne) -> None:
    driver = lent(
        lend_one, f'{PYTHON}{EVENTS}leave = {{python = "shop:leave"}}', parameters={"leave": ()}
    )

    assert driver.call("leave", {}).answer is Answer.ERROR
    assert "SystemExit: 3" in driver.call("leave", {}).detail


@pytest.mark.parametrize("target", ["shop:none", "shop:add.x", "nothing:add", "shop:Odd.x.y"])
def test_a_function_that_does_not_exist_is_no_answer(lend_one: LendOne, target: str) -> None:
    driver = lent(lend_one, f'{PYTHON}{EVENTS}add = {{python = "{target}"}}')

    with pytest.raises(SystemFailureError, match=f"{target} can't be used"):
        driver.call("add", {})


def test_an_interpreter_that_does_not_work_is_said(lend_one: LendOne) -> None:
    with pytest.raises(SystemFailureError, match="calls functions can't be used"):
        lent(
            lend_one,
            f'[machines.Counter]\ninterpreter = "false"\n{EVENTS}add = {{python = "shop:add"}}',
        )


def test_the_clock_of_python_stands_still_and_moves_when_it_is_told_to(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        f'{PYTHON}{EVENTS}told = {{python = "shop:told"}}',
        parameters={"told": ()},
        clock=True,
    )

    def told() -> int:
        answer = driver.call("told", {}).actions[0]
        assert isinstance(answer, FunctionAction)
        seconds: int = json.loads(answer.result)[0]
        return seconds

    assert driver.capabilities.clock
    start = told()
    driver.advance(899.0)
    assert told() - start == 899
    driver.advance(1.0)
    assert told() - start == 900
    driver.reset()
    assert abs(told() - time.time()) < 60


def test_an_interpreter_without_time_machine_can_not_move_its_clock(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        f'[machines.Counter]\ninterpreter = "{{python}} -S"\n{EVENTS}add = {{python = "shop:add"}}',
        clock=True,
    )

    assert not driver.capabilities.clock
    assert "pip install time-machine" in driver.capabilities.clock_reason
    with pytest.raises(SystemFailureError, match="pip install time-machine"):
        driver.advance(1)


@needs_node
def test_a_node_module_may_be_common_js(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        f'{EVENTS}add = {{node = "./common.cjs:add"}}\nmap = {{node = "./common.cjs:map"}}\n'
        'nothing = {node = "./common.cjs:nothing", accepted = [{returns = "x"}]}\n'
        '[machines.Counter.observe]\nn = {node = "./common.cjs:all.n"}',
        parameters={"add": ("by",), "map": (), "nothing": ()},
    )

    assert driver.call("add", {"by": 4}).detail == "./common.cjs:add(4) → 4"
    assert driver.observe() == {"n": 4}
    assert driver.call("map", {}).detail.endswith('"[object Map]"')
    assert driver.call("nothing", {}).answer is Answer.ERROR
    assert not driver.capabilities.concurrent
    assert driver.capabilities.tools["node"].startswith("v")
    driver.reset()
    assert driver.observe() == {"n": 0}


@needs_node
def test_a_number_that_json_does_not_have_is_not_sent_to_node(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        f'{EVENTS}add = {{node = "./common.cjs:add"}}',
        parameters={"add": ("by",)},
    )

    with pytest.raises(UnsendableError, match="nan"):
        driver.call("add", {"by": float("nan")})
    assert driver.call("add", {"by": 2}).detail.endswith("→ 2")


@needs_node
@pytest.mark.parametrize("target", ["./common.cjs:none", "./none.js:add", "no-package:add"])
def test_a_node_function_that_does_not_exist_is_no_answer(lend_one: LendOne, target: str) -> None:
    driver = lent(lend_one, f'{EVENTS}add = {{node = "{target}"}}')

    with pytest.raises(SystemFailureError, match=f"{target} can't be used"):
        driver.call("add", {})


@needs_node
def test_the_clock_of_a_node_module_can_not_be_moved(lend_one: LendOne) -> None:
    driver = lent(lend_one, f'{EVENTS}add = {{node = "./common.cjs:add"}}', clock=True)

    assert not driver.capabilities.clock
    assert "Node" in driver.capabilities.clock_reason
