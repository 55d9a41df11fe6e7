from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from adjudge.errors import ObservationError, SystemFailureError, UnsendableError
from adjudge.system import faketime
from adjudge.system.driver import Answer, ClockAction, CommandAction, HttpAction, flat

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.system.driver import Driver

    LendOne = Callable[..., Driver]

START_SERVER = 'start = "{python} serve.py {port}"'
START = "from adjudge.bindings import Refused, event, fixture, observe, reset\n"
ACT = """
@event("act", accepted=[201], refused=["4xx"])
def act(http, how, by=1):
    return http.post("/act", json={"how": how, "by": by})
"""
N = """
@observe("n")
def n(http):
    return http.get("/").json()["n"]
"""
CALL = {"how": "add", "by": 2}


def lent(lend_one: LendOne, text: str, tables: str = "", **more: object) -> Driver:
    driver = lend_one(tables, files={"spec/bindings.py": START + text}, **more)
    driver.reset()
    return driver


def test_what_a_function_did_is_kept_with_its_times(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        """
@fixture
def token(http):
    return http.post("/login", json={"who": "ada"}).json()["token"]

@event("act", accepted=[201])
def act(http, cli, token, how, by):
    cli(["echo", "it's"])
    return http.post("/act", json={"how": how, "by": by}, headers={"Who": token})
""",
    )

    first, second = (driver.call("act", CALL) for _ in range(2))

    login, echo, act = first.actions
    assert isinstance(login, HttpAction)
    assert isinstance(echo, CommandAction)
    assert isinstance(act, HttpAction)
    assert login.url.endswith("/login")
    assert echo.stdout == "it's\n"
    assert (act.status, act.headers["who"]) == (201, "T-ada")
    assert len(second.actions) == 2, "the fixture is kept until the next reset"
    assert 0 < first.begun < first.ended
    assert first.detail == 'POST /act → 201 {"n": 2}'


OUTCOMES = [
    ("return None", "accepted", " → None"),
    ('raise Refused("no")', "refused", "no"),
    ('raise LookupError("gone")', "refused", "LookupError: gone"),
    ('raise KeyError("gone")', "refused", "KeyError"),
    ('assert False, "wrong"', "error", "AssertionError: wrong"),
    (
        'return http.get("/nothing").json()["x"] if False else http.post("/act", json={"how": "not json"}).json()',
        "error",
        "JSONDecodeError",
    ),
    ('return http.post("/act", json={"how": "malformed"})', "error", "no response"),
    ('return cli("true")', "accepted", "exit code 0"),
    ('return cli("false")', "error", "neither accepted nor refused"),
    ('return cli("sleep 9")', "error", "bound of time"),
    ('return http.get("/")', "error", "neither accepted nor refused"),
]


def test_an_outcome_means_what_the_function_says(lend_one: LendOne) -> None:
    text = "".join(
        f'@event("act{number}", refused=[LookupError])\ndef act{number}(http, cli):\n    {body}\n'
        for number, (body, _, _) in enumerate(OUTCOMES)
    )
    events = {f"act{number}": () for number in range(len(OUTCOMES))}
    driver = lent(lend_one, text, parameters=events, timeout="1 s")

    replies = [driver.call(f"act{number}", {}) for number in range(len(OUTCOMES))]

    assert [reply.answer.value for reply in replies] == [answer for _, answer, _ in OUTCOMES]
    for reply, (body, _, said) in zip(replies, OUTCOMES, strict=True):
        assert said in reply.detail, body


def test_what_is_no_answer_where_codes_are_listed_is_an_error(lend_one: LendOne) -> None:
    driver = lent(lend_one, '@event("act", accepted=[201])\ndef act(): return {}\n')

    assert driver.call("act", CALL).answer is Answer.ERROR


MISTAKES = [
    ("return http.none", "AttributeError"),
    (
        'return http.get("http://192.0.2.1/")',
        "http://192.0.2.1/ is not an address of the system",
    ),
    (
        'return http.get(str(http.base_url).rstrip("/") + "0/")',
        "is not an address of the system",
    ),
    ('return cli("no-such-program")', "no-such-program"),
    ("import os; os._exit(3)", "its process ended with exit code 3"),
    ("while True: pass", "bound of 1 s"),
    ('return clock.advance("15 min")', "has no `clock`"),
]


def test_a_mistake_of_the_file_says_nothing_of_the_system(lend_one: LendOne) -> None:
    text = "".join(
        f'@event("act{number}")\ndef act{number}(http, cli, clock):\n    {body}\n'
        for number, (body, _) in enumerate(MISTAKES)
    )
    events = {f"act{number}": () for number in range(len(MISTAKES))}
    driver = lent(lend_one, ACT + text, parameters={**events, "act": ("how", "by")}, timeout="1 s")

    for number, (body, said) in enumerate(MISTAKES):
        with pytest.raises(SystemFailureError) as caught:
            driver.call(f"act{number}", {})
        assert said in caught.value.message, body

    driver.reset()
    assert driver.call("act", CALL).answer is Answer.ACCEPTED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise ValueError('x')", "spec/bindings.py:2: ValueError: x"),
        ("import nothing_like_it", "spec/bindings.py:2: ModuleNotFoundError"),
        ("def act(: pass", "ADJ243"),
        ('@event("act")\ndef act(tokn): pass', "spec/bindings.py:2: act asks for `tokn`"),
        (
            '@event("act")\ndef a(): pass\n@event("act")\ndef b(): pass',
            "spec/bindings.py:4: event act is also declared at spec/bindings.py:2",
        ),
        (
            '@event("akt", machine="Counter")\ndef a(): pass',
            "spec/bindings.py:2: machine Counter has no “akt” to event",
        ),
        ('@event("act", accepted=["2x"])\ndef a(): pass', "'2x' is no status"),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_with_its_place(
    lend_one: LendOne, text: str, said: str
) -> None:
    from adjudge.errors import AdjudgeError

    with pytest.raises(AdjudgeError) as caught:
        lent(lend_one, text)

    assert said in caught.value.message


@pytest.mark.parametrize(
    ("table", "first"),
    [
        ('[machines.Counter.events]\nact = {command = "x"}', "adjudge.toml:8:1"),
        ('[machines.Counter.observe]\nn = {command = "x"}', "adjudge.toml:8:1"),
        ('[machines.Counter]\nreset = {command = "x"}', "adjudge.toml:7:11"),
    ],
)
def test_what_both_files_bind_is_refused_with_both_places(
    lend_one: LendOne, table: str, first: str
) -> None:
    with pytest.raises(SystemFailureError) as caught:
        lent(lend_one, f"{ACT}{N}@reset\ndef again(): pass\n", table)

    assert first in caught.value.message
    assert "spec/bindings.py:" in caught.value.message


def test_tables_and_functions_may_be_mixed(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        N,
        '[machines.Counter.events]\nact = {request = "POST /act", json = {how = "{how}", by = "{by}"}, accepted = [201]}',
    )

    driver.call("act", CALL)

    assert driver.observe() == {"n": 2}
    assert driver.capabilities.concurrent


def test_functions_belong_to_one_machine_or_to_all(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        '@event("act")\ndef a(): raise Refused\n'
        '@event("act", machine="Counter")\ndef b(): pass\n'
        '@event("other", machine="Other")\ndef c(): pass\n',
    )

    assert driver.capabilities.events == {"act"}
    assert driver.call("act", CALL).answer is Answer.ACCEPTED


@pytest.mark.parametrize(
    ("body", "index", "expected"),
    [
        ("(): return 1", (), {"n": 1}),
        ("(): return True", (), {"n": True}),
        ('(): return {"a": 1, "b": 2, "c": 3}', (("a", "b"),), {"n[a]": 1, "n[b]": 2}),
        ("(who): return who + '!'", (("a", "b"),), {"n[a]": "a!", "n[b]": "b!"}),
        ("(http, i, j): return j + i", (("a",), ("x", "y")), {"n[a,x]": "xa", "n[a,y]": "ya"}),
    ],
)
def test_a_variable_is_what_its_function_returns(
    lend_one: LendOne, body: str, index: tuple[tuple[str, ...]], expected: dict[str, object]
) -> None:
    driver = lent(
        lend_one, f'@observe("n")\ndef n{body}', start="", parameters={}, indices={"n": index}
    )

    assert dict(flat(driver.observe())) == expected


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("(): return 0.5", "n is 0.5"),
        ("(): return None", "n is null"),
        ("(): assert False", "n can't be read: spec/bindings.py:3"),
        ("(who): return 1", "n has 0 positions in its index, and the function takes 1"),
    ],
)
def test_a_variable_that_can_not_be_read_is_named(lend_one: LendOne, body: str, said: str) -> None:
    driver = lent(lend_one, f'@observe("n")\ndef n{body}', parameters={})

    with pytest.raises(ObservationError) as caught:
        driver.observe()

    assert said in caught.value.message


def test_a_fixture_ends_with_the_next_reset(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        """
@reset
def again(http): return http.post("/reset")

@fixture
def outer(http):
    yield 1
    http.post("/act", json={"how": "add", "by": 1})

@fixture
def inner(outer): return outer + 1

@event("act")
def act(inner, how): assert inner == 2
"""
        + N,
    )

    assert driver.call("act", {"how": "x", "by": 1}).answer is Answer.ACCEPTED
    driver.reset()
    assert driver.observe() == {"n": 0}


def test_a_reset_of_the_file_that_fails_is_said(lend_one: LendOne) -> None:
    with pytest.raises(SystemFailureError, match="the reset of machine Counter failed: PUT /reset"):
        lent(lend_one, '@reset(machine="Counter")\ndef again(http): return http.put("/reset")\n')


def test_a_fixture_that_needs_itself_is_a_mistake(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        '@fixture\ndef a(b): pass\n@fixture\ndef b(a): pass\n@event("act")\ndef act(a): pass\n',
    )

    with pytest.raises(SystemFailureError, match="needs itself: a → b"):
        driver.call("act", CALL)


def test_a_call_without_a_parameter_can_not_be_made(lend_one: LendOne) -> None:
    driver = lent(lend_one, ACT)

    with pytest.raises(UnsendableError, match="needs a value for how"):
        driver.call("act", {"by": 1})
    assert driver.call("act", {"how": "add"}).detail == 'POST /act → 201 {"n": 1}'


def _no_library() -> str:
    try:
        faketime.library()
    except SystemFailureError as error:
        return f"{error.message}: {error.next_step}"
    return ""


@pytest.mark.skipif(bool(_no_library()), reason=_no_library() or "the library is there")
def test_a_function_moves_the_systems_clock(lend_one: LendOne) -> None:
    driver = lent(
        lend_one,
        """
@event("act")
def act(http, clock):
    before = http.get("/").headers["Date"]
    clock.advance("2 h")
    return [before, http.get("/").headers["Date"]]
""",
        start=f'{START_SERVER}\nclock = "libfaketime"',
        clock=True,
    )

    reply = driver.call("act", {})

    moved = [
        datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
        for date in re.findall(r"'(.*?)'", reply.detail)
    ]
    assert driver.capabilities.clock
    assert timedelta(hours=2) <= moved[1] - moved[0] <= timedelta(hours=2, seconds=1)
    assert ClockAction(7200.0) in reply.actions
