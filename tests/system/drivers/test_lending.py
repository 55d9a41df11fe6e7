from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from adjudge.errors import ObservationError, SystemFailureError, UnsendableError
from adjudge.system.driver import Answer, CommandAction, HttpAction, flat

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.system.driver import Driver

    LendOne = Callable[..., Driver]

EVENTS = "[machines.Counter.events]\n"
ACT = 'act = {request = "POST /act", json = {how = "{how}", by = "{by}"}, accepted = [201], refused = [409]}\n'
TOKEN = '[machines.Counter.login]\ntoken = {request = "POST /login", json = {who = "{who}"}, value = "$.token"}\n'


def test_what_was_done_can_be_done_again_by_hand(lend_one: LendOne) -> None:
    driver = lend_one(
        EVENTS + ACT + 'run = {command = ["{python}", "command.py", "{how}"]}',
        parameters={"act": ("how", "by"), "run": ("how",)},
    )
    driver.reset()

    (sent,) = driver.call("act", {"how": "add", "by": 2}).actions
    (ran,) = driver.call("run", {"how": "it's"}).actions

    assert isinstance(sent, HttpAction)
    assert (sent.method, sent.body) == ("POST", '{"how": "add", "by": 2}')
    assert (sent.status, sent.response) == (201, '{"n": 2}')
    assert isinstance(ran, CommandAction)
    assert ran.argv[1:] == ("command.py", "it's")
    assert (ran.exit_code, ran.stdout) == (0, '"it\'s"\n')


def test_a_detail_is_one_line_for_a_person(lend_one: LendOne) -> None:
    driver = lend_one(EVENTS + ACT)
    driver.reset()

    reply = driver.call("act", {"how": "add", "by": 9})

    assert reply.detail == 'POST /act → 409 {"reason": "0 of 5"}'


def test_what_is_no_http_is_an_error(lend_one: LendOne) -> None:
    driver = lend_one(EVENTS + ACT)
    driver.reset()

    assert driver.call("act", {"how": "malformed"}).answer is Answer.ERROR
    assert driver.call("act", {"how": "add", "by": 1}).answer is Answer.ACCEPTED


def test_a_capture_that_finds_nothing_is_an_error(lend_one: LendOne) -> None:
    capture = ACT.replace("accepted", 'capture = {n = "$.n"}, accepted')
    driver = lend_one(EVENTS + capture)
    driver.reset()

    assert driver.call("act", {"how": "not json"}).answer is Answer.ERROR
    assert driver.call("act", {"how": "other"}).answer is Answer.ERROR
    assert driver.call("act", {"how": "add", "by": 1}).answer is Answer.ACCEPTED


def test_what_an_event_captured_is_used_until_the_next_reset(lend_one: LendOne) -> None:
    driver = lend_one(
        EVENTS
        + 'login = {request = "POST /login", json = {who = "ada"}, accepted = [201], capture = {token = "$.token"}}\n'
        + '[machines.Counter.observe]\nwho = {request = "GET /", headers = {Who = "{token}"}, value = "$.who", values = {null = "nobody"}}',
        parameters={"login": ()},
        indices={"who": ()},
    )
    driver.reset()

    before = driver.observe()
    driver.call("login", {})
    after = driver.observe()
    driver.reset()

    assert [before, after, driver.observe()] == [
        {"who": "nobody"},
        {"who": "T-ada"},
        {"who": "nobody"},
    ]


def test_a_login_is_read_once_for_each_value_and_again_after_a_reset(lend_one: LendOne) -> None:
    driver = lend_one(
        TOKEN
        + '[machines.Counter]\nheaders = {Who = "{token[who]}"}\n'
        + "[machines.Counter.events]\n"
        + 'ask = {request = "GET /", accepted = [200]}\n'
        + 'desk = {request = "GET /", headers = {Who = "{token[\'desk\']}"}, accepted = [200]}\n',
        parameters={"ask": ("who",), "desk": ()},
    )
    driver.reset()

    asked = [driver.call("ask", {"who": who}).detail for who in ("ada", "bob", "ada")]

    assert [who in detail for who, detail in zip(("ada", "bob", "ada"), asked, strict=True)]
    assert '"T-ada"' in asked[0]
    assert '"T-desk"' in driver.call("desk", {}).detail
    assert '"who": null' in driver.call("ask", {}).detail


def test_a_login_that_fails_says_nothing_of_the_system(lend_one: LendOne) -> None:
    driver = lend_one(
        TOKEN + EVENTS + 'ask = {request = "GET /{token[who]}", accepted = [200]}',
        parameters={"ask": ("who",)},
    )
    driver.reset()

    with pytest.raises(SystemFailureError, match=r"the login failed: token\[eve\] can't be read"):
        driver.call("ask", {"who": "eve"})


def test_whom_no_constant_knows_is_not_logged_in(lend_one: LendOne) -> None:
    login = TOKEN.replace('"{who}"', '"{names[who]}"')
    driver = lend_one(
        f"[machines.Counter.values]\nnames = {{ada = 'Ada'}}\n{login}{EVENTS}"
        'ask = {request = "GET /", headers = {Who = "{token[who]}"}, accepted = [200]}',
        parameters={"ask": ("who",)},
    )
    driver.reset()

    assert '"T-Ada"' in driver.call("ask", {"who": "ada"}).detail
    assert '"who": null' in driver.call("ask", {"who": "eve"}).detail


INDEX = {"n": (("a", "b"),), "pair": (("a", "b"), ("x", "y"))}


@pytest.mark.parametrize(
    ("read", "indices", "expected"),
    [
        ('n = {request = "GET /", value = "$.all"}', INDEX, {"n[a]": 0, "n[b]": -1}),
        ('n = {request = "GET /{i}", value = "$.n"}', INDEX, {"n[a]": 0, "n[b]": 0}),
        (
            'pair = {command = "echo {x}-{y}", index = ["y", "x"]}',
            INDEX,
            {"pair[a,x]": "x-a", "pair[a,y]": "y-a", "pair[b,x]": "x-b", "pair[b,y]": "y-b"},
        ),
        (
            'pair = {command = "echo {x}-{y}", values = {a-x = "first"}}',
            INDEX,
            {"pair[a,x]": "first", "pair[a,y]": "a-y", "pair[b,x]": "b-x", "pair[b,y]": "b-y"},
        ),
        ('n = {command = "echo 07"}', {"n": ()}, {"n": 7}),
        ('n = {command = "echo yes", values = {yes = true}}', {"n": ()}, {"n": True}),
        ('n = {command = "echo [3.0]", value = "$[0]"}', {"n": ()}, {"n": 3}),
        ('n = {command = "echo a1b2", matches = "b."}', {"n": ()}, {"n": "b2"}),
    ],
)
def test_a_variable_is_read_as_the_binding_says(
    lend_one: LendOne, read: str, indices: dict[str, object], expected: dict[str, object]
) -> None:
    start = {} if "request" in read else {"start": ""}
    tables = f"[machines.Counter.observe]\n{read}"
    driver = lend_one(tables, parameters={}, indices=indices, **start)
    driver.reset()

    assert dict(flat(driver.observe())) == expected


@pytest.mark.parametrize(
    ("read", "said"),
    [
        ('n = {request = "POST /act", value = "$.n"}', "n can't be read: POST /act"),
        ('n = {request = "GET /", value = "$.m"}', "finds no values"),
        ('n = {request = "GET /", value = "$.*"}', "finds 4 values"),
        ('n = {request = "GET /", value = "$.all"}', "neither a whole number, a text nor a truth"),
        ('n = {command = "echo x", value = "$"}', "not JSON"),
        ('n = {command = "echo x", matches = "y"}', "“y” is not in “x”"),
        ('n = {command = "false"}', "false → 1"),
        ('n = {command = "echo 0.5", value = "$"}', "n is 0.5"),
    ],
)
def test_a_variable_that_can_not_be_read_is_named(lend_one: LendOne, read: str, said: str) -> None:
    start = {} if "request" in read else {"start": ""}
    driver = lend_one(f"[machines.Counter.observe]\n{read}", parameters={}, **start)
    driver.reset()

    with pytest.raises(ObservationError, match=said.replace("(", r"\(")):
        driver.observe()


@pytest.mark.parametrize(
    ("value", "said"),
    [('"GET /", value = "$.all"', "no “c”"), ('"GET /", value = "$.n"', "no object")],
)
def test_a_whole_without_a_place_of_the_index_is_an_error(
    lend_one: LendOne, value: str, said: str
) -> None:
    read = f"[machines.Counter.observe]\nn = {{request = {value}}}"
    driver = lend_one(read, parameters={}, indices={"n": (("a", "c"),)})
    driver.reset()

    with pytest.raises(ObservationError, match=said):
        driver.observe()


@pytest.mark.parametrize(
    ("machines", "said"),
    [
        (f'{EVENTS}akt = {{command = "x"}}', "machine Counter has no event “akt”"),
        ('[machines.Counter.observe]\nm = {command = "x"}', "has no variable “m”"),
        (f'{EVENTS}act = {{command = "x {{hwo}}"}}', "{hwo} has no value in `events.act`"),
        (f'{EVENTS}act = {{command = "x {{token[how]}}"}}', "{token} has no value"),
        ('[machines.Counter.observe]\nn = {command = "x {i}"}', "n has 0 positions in its index"),
        (
            "[machines.Counter.observe]\nn = {command = \"x {t['a']}\"}",
            "{t} has no value in `observe.n`",
        ),
        ("[machines.Counter]\nheaders = {A = \"{tokn['x']}\"}", "{tokn} has no value in `headers`"),
        (
            f'{TOKEN}[machines.Counter]\nheaders = {{A = "{{token[hwo]}}"}}',
            "{hwo} has no value in `headers`",
        ),
        ("[machines.Counter]\nreset = {command = \"{t['a']}\"}", "{t} has no value in `reset`"),
    ],
)
def test_a_binding_that_does_not_fit_the_machine_is_refused_with_its_place(
    lend_one: LendOne, machines: str, said: str
) -> None:
    with pytest.raises(SystemFailureError) as caught:
        lend_one(machines)

    assert said in caught.value.message
    assert "adjudge.toml:" in caught.value.message


def test_an_unknown_event_has_a_code_of_its_own(lend_one: LendOne) -> None:
    from adjudge.codes.bindings import UNKNOWN_EVENT
    from adjudge.system.binding import Call, MachineBinding, Program
    from adjudge.system.drivers import problems

    binding = MachineBinding("M", events={"opne": Call(Program(()))})

    (finding,) = problems(binding, {"open": ()}, {})

    assert finding.code == UNKNOWN_EVENT.id
    assert finding.next_step == "did you mean `open`?"


@pytest.mark.parametrize("value", ["\0", "\ud800"])
def test_a_value_that_a_command_line_can_not_hold_is_not_sent(
    lend_one: LendOne, value: str
) -> None:
    driver = lend_one(f'{EVENTS}act = {{command = "echo {{how}}"}}', start="")
    driver.reset()

    with pytest.raises(UnsendableError):
        driver.call("act", {"how": value})


def test_any_value_reaches_the_system_in_a_path_and_a_body(lend_one: LendOne) -> None:
    driver = lend_one(
        f'{EVENTS}act = {{request = "POST /x/{{how}}", json = {{echo = "{{how}}"}}, accepted = [200]}}'
    )
    driver.reset()

    for value in ("", "../x", "a/b?c#d", "é", "\ud800", "\r\nX: y", "\0", "9" * 5000):
        assert driver.call("act", {"how": value}).answer is Answer.ACCEPTED


def test_a_value_in_a_path_or_a_query_leads_nowhere_else(lend_one: LendOne) -> None:
    driver = lend_one(
        "[machines.Counter.observe]\n"
        'n = {request = "GET /x/{i}/y?z", query = {q = "{i}"}, value = "$.path"}',
        parameters={},
        indices={"n": ((".", "..", "a/b", "?#&=", "é ", "%2e%2e"),)},
    )
    driver.reset()

    assert driver.observe() == {
        "n": {
            ".": "/x/%2E/y?z&q=.",
            "..": "/x/%2E%2E/y?z&q=..",
            "a/b": "/x/a%2Fb/y?z&q=a%2Fb",
            "?#&=": "/x/%3F%23%26%3D/y?z&q=%3F%23%26%3D",
            "é ": "/x/%C3%A9%20/y?z&q=%C3%A9+",
            "%2e%2e": "/x/%252e%252e/y?z&q=%252e%252e",
        }
    }


def test_what_a_refusing_program_says_is_in_the_detail(lend_one: LendOne) -> None:
    driver = lend_one(
        f'{EVENTS}act = {{command = "{{python}} command.py {{how}} {{by}}", refused = [1]}}'
    )
    driver.reset()

    assert driver.call("act", {"how": "add", "by": 9}).detail.endswith("→ 1 0 of 5")


def test_a_header_that_http_can_not_hold_is_not_sent(lend_one: LendOne) -> None:
    driver = lend_one(
        f'{EVENTS}act = {{request = "GET /", headers = {{Who = "a{{how}}b"}}, accepted = [200]}}'
    )
    driver.reset()

    with pytest.raises(UnsendableError):
        driver.call("act", {"how": "\r\n"})


def test_the_systems_own_reset_is_used_where_the_binding_has_one(lend_one: LendOne) -> None:
    driver = lend_one(
        f'[machines.Counter]\nreset = {{request = "POST /reset"}}\n{EVENTS}{ACT}'
        '[machines.Counter.observe]\nn = {request = "GET /", value = "$.n"}\n'
    )
    driver.reset()
    first = driver.call("act", {"how": "add", "by": 2}).actions[0]
    driver.reset()

    assert driver.observe() == {"n": 0}
    second = driver.call("act", {"how": "add", "by": 2}).actions[0]
    assert isinstance(first, HttpAction)
    assert isinstance(second, HttpAction)
    assert first.url == second.url, "it was started anew"
    driver.call("act", {"how": "crash"})
    driver.reset()
    assert driver.observe() == {"n": 0}


@pytest.mark.parametrize("how", ["crash", "malformed"])
def test_a_system_that_did_not_answer_is_started_anew_whatever_its_reset_says(
    lend_one: LendOne, how: str
) -> None:
    driver = lend_one(f'[machines.Counter]\nreset = {{command = "true"}}\n{EVENTS}{ACT}')
    driver.reset()

    assert driver.call("act", {"how": how}).answer is Answer.ERROR
    driver.reset()
    assert driver.call("act", {"how": "add", "by": 5}).answer is Answer.ACCEPTED


def test_a_reset_that_never_succeeds_is_said(lend_one: LendOne) -> None:
    driver = lend_one(f'[machines.Counter]\nreset = {{request = "PUT /reset"}}\n{EVENTS}{ACT}')

    with pytest.raises(
        SystemFailureError, match=r"the reset of machine Counter failed: PUT /reset → 501"
    ):
        driver.reset()


def test_requests_to_a_system_that_is_never_started_are_refused(lend_one: LendOne) -> None:
    driver = lend_one(EVENTS + ACT, start="")
    driver.reset()

    with pytest.raises(SystemFailureError, match="the system is not started"):
        driver.call("act", {"how": "add"})


def test_a_program_that_does_not_exist_is_no_fault_of_the_system(lend_one: LendOne) -> None:
    driver = lend_one(f'{EVENTS}act = {{command = "no-such-program"}}', start="")
    driver.reset()

    with pytest.raises(SystemFailureError, match="no-such-program"):
        driver.call("act", {})


def test_nothing_is_called_for_an_event_that_nothing_binds(lend_one: LendOne) -> None:
    driver = lend_one("", parameters={"act": ()})

    assert not driver.capabilities.events
    with pytest.raises(SystemFailureError, match="nothing binds the event act"):
        driver.call("act", {})


def test_calls_may_be_made_at_the_same_time(lend_one: LendOne) -> None:
    driver = lend_one(EVENTS + ACT)
    driver.reset()
    replies = []
    threads = [
        threading.Thread(target=lambda: replies.append(driver.call("act", {"how": "add", "by": 0})))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert driver.capabilities.concurrent
    assert [reply.answer for reply in replies] == ["accepted"] * 8


def test_a_binding_may_forbid_calls_at_the_same_time(lend_one: LendOne) -> None:
    driver = lend_one("[machines.Counter]\nconcurrent = false")

    assert not driver.capabilities.concurrent


def test_an_operation_of_the_openapi_document_binds_itself(lend_one: LendOne) -> None:
    document = """
openapi: 3.1.0
paths:
  /act:
    post:
      operationId: act
      requestBody:
        content: {application/json: {schema: {properties: {how: {}, by: {}}}}}
      responses: {201: {}, 409: {}}
"""
    driver = lend_one('[machines.Counter]\nopenapi = "api.yaml"', files={"api.yaml": document})
    driver.reset()

    answers = [driver.call("act", {"how": "add", "by": by}).answer for by in (5, 1)]

    assert answers == ["accepted", "refused"]
    assert driver.call("act", {"how": "undeclared"}).answer is Answer.ERROR
