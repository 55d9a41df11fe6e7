"""What was found becomes cases that anybody can run."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from adjudge.checks.machine.attempts import MISSING, Attempt, Played
from adjudge.checks.machine.counterexamples import counterexamples
from adjudge.checks.machine.disagreements import Disagreement, Sort
from adjudge.checks.machine.driving import Failure
from adjudge.system.driver import (
    Action,
    Answer,
    ClockAction,
    CommandAction,
    FunctionAction,
    HttpAction,
    Reading,
    Reply,
)
from adjudge.system.secrets import Redactor

if TYPE_CHECKING:
    from pathlib import Path

BASE = "http://127.0.0.1:4000/api"


def _request(
    path: str, status: int, response: str, body: str = "", *, method: str = "POST"
) -> HttpAction:
    headers = {"Authorization": "Bearer abcdef123", "Host": "x"} if "login" not in path else {}
    return HttpAction(method, f"{BASE}{path}", headers, body, status, {}, response)


def _failure(
    sort: Sort,
    *actions: Action,
    wanted: dict[str, object] | None = None,
    readings: dict[str, Reading] | None = None,
    stable: bool = True,
) -> Failure:
    attempt = Attempt("go")
    found = Disagreement(sort, attempt, "it may not", "it did", {}, wanted=wanted or {})
    log = [Played(attempt, Reply(Answer.ACCEPTED, "", (each,)), {}) for each in actions]
    log[-1] = Played(attempt, log[-1].reply, {}, "refused", readings or {})
    return Failure(found, tuple(log), tuple(log), stable=stable)


def test_what_a_response_gave_is_captured_and_times_become_delays() -> None:
    login = _request("/login", 201, '{"tokens": ["abcdef123"]}', '{"pin": "1815"}')
    failure = _failure(
        Sort.ACCEPTED, login, ClockAction(60.0), ClockAction(0.5), _request("/go", 200, "{}")
    )

    hurl = counterexamples("REQ-1", [failure], "http://127.0.0.1:{port}/api/")[
        "counterexample.hurl"
    ]

    assert (
        hurl
        == """\
# REQ-1: go(): it may not, it did
# Write {clock: moved} behind the word `hurl`: the delays move the clock.

POST {{base}}/login
{"pin": "1815"}
HTTP 201
[Captures]
value1: jsonpath "$['tokens'][0]"

POST {{base}}/go
Authorization: Bearer {{value1}}
[Options]
delay: 60500ms
HTTP *
[Asserts]
status != 200
"""
    )


def test_a_wrong_state_is_looked_at_as_the_binding_looks_at_it() -> None:
    look = Reading(_request("/n", 200, '{"n": 2}', method="GET"), "$.n")
    failure = _failure(
        Sort.STATE, _request("/go", 201, "{}", "{{not json"), wanted={"n": 3}, readings={"n": look}
    )

    hurl = counterexamples("REQ-1", [failure])["counterexample.hurl"]

    assert "base64,e3tub3QganNvbg==;\nHTTP 201\n" in hurl
    assert hurl.endswith('HTTP 200\n[Asserts]\njsonpath "$.n" == 3\n')


def test_commands_become_a_session_and_a_program(tmp_path: Path) -> None:
    first = CommandAction((sys.executable, "-c", "print('it is')"), 0, "it is\n", "")
    second = CommandAction((sys.executable, "-c", "import sys; sys.exit(3)"), 3, "", "")

    files = counterexamples("REQ-1", [_failure(Sort.REFUSED, first, second)])

    assert sorted(files) == [
        "counterexample.console",
        "counterexample.json",
        "counterexample.py",
    ]
    assert files["counterexample.console"].endswith(
        ">/dev/null 2>&1; test $? -ne 3 && echo as specified\nas specified\n"
    )
    program = tmp_path / "again.py"
    program.write_text(files["counterexample.py"], encoding="utf-8")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "the system does not do what the specification says: exit code other than 3" in (
        done.stderr
    )


@pytest.mark.parametrize(
    "failure",
    [
        _failure(Sort.ACCEPTED, FunctionAction("node", "./m.js:f", "{}", "1")),
        _failure(Sort.ACCEPTED, _request("/go", 200, "{}"), stable=False),
        _failure(Sort.STATE, _request("/go", 200, "{}"), wanted={"n": 3}),
        _failure(Sort.UNDECLARED, _request("/go", 418, "{}")),
    ],
)
def test_what_no_case_can_tell_is_drawn_at_most(failure: Failure) -> None:
    files = counterexamples("REQ-1", [failure])

    assert list(files) == ["counterexample.json"] * failure.stable


def test_the_calls_of_a_failure_are_written_for_a_drawing() -> None:
    found = Disagreement(Sort.ACCEPTED, Attempt("go"), "it may not", "it did")
    attempts = (Attempt("put", ("ada", 2)), Attempt("put", (None, MISSING), proper=False))
    log = tuple(Played(each, Reply(Answer.ACCEPTED, "", ()), {}) for each in attempts)

    files = counterexamples("REQ-1", [Failure(found, log, log)])

    assert json.loads(files["counterexample.json"]) == {
        "calls": [
            {"event": "put", "arguments": ["ada", 2]},
            {"event": "put", "arguments": [None, None], "bad_input": True},
        ]
    }


def test_the_second_failure_has_files_of_its_own() -> None:
    failure = _failure(Sort.ERROR, _request("/go", 500, "{}"))

    files = counterexamples("REQ-1", [failure, failure])

    assert sorted(files) == [
        "counterexample-2.hurl",
        "counterexample-2.json",
        "counterexample-2.py",
        "counterexample.hurl",
        "counterexample.json",
        "counterexample.py",
    ]


def test_a_text_in_a_message_can_t_become_code(tmp_path: Path) -> None:
    attempt = Attempt("go", ('"""\nraise SystemExit(9)\n"""',), proper=False)
    found = Disagreement(Sort.ACCEPTED, attempt, 'no """ such', "it \\ did", {})
    action = CommandAction((sys.executable, "-c", 'print(\'"""\')'), 0, "", "")
    log = (Played(attempt, Reply(Answer.ACCEPTED, "", (action,)), {}),)
    program = tmp_path / "again.py"

    text = counterexamples("REQ-1", [Failure(found, log, log)])["counterexample.py"]
    program.write_text(text, encoding="utf-8")

    done = subprocess.run([sys.executable, program], capture_output=True, check=False)
    assert done.returncode == 1


def test_a_key_of_an_answer_can_t_write_a_request_into_the_case() -> None:
    answer = json.dumps({'t"\n\nGET http://elsewhere/{{x}}\n#': "abcdef123"})
    login = _request("/login", 201, answer)

    files = counterexamples(
        "REQ-1", [_failure(Sort.ACCEPTED, login, _request("/go", 200, "{}"))], BASE
    )

    assert "elsewhere" not in files["counterexample.hurl"]


def test_what_no_program_may_hold_is_replaced_in_its_words() -> None:
    attempt = Attempt("go")
    found = Disagreement(Sort.ACCEPTED, attempt, "no \x00", "it \ud800 did", {})
    log = (Played(attempt, Reply(Answer.ACCEPTED, "", (_request("/go", 200, "{}"),)), {}),)

    text = counterexamples("REQ-1", [Failure(found, log, log)])["counterexample.py"]

    assert ast.get_docstring(ast.parse(text))


def test_a_secret_is_taken_out_before_the_forms_can_hide_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = 'pa"ss\\wörd'
    monkeypatch.setenv("PIN", secret)
    bodies = [json.dumps({"pin": secret}), f"pin={secret}"]
    actions = [_request(f"/login?pin={quote(secret)}", 200, "{}", body) for body in bodies]

    files = counterexamples(
        "REQ-1", [_failure(Sort.ACCEPTED, *actions)], BASE, Redactor(["PIN"]).redact
    )

    for text in files.values():
        assert not any(part in text for part in ("ss\\", "wörd", 'rd"', "w\\u00f6rd"))
    assert "secret PIN" in files["counterexample.hurl"]
    assert "secret PIN" in files["counterexample.py"]
