from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.errors import ConfigurationError
from adjudge.findings import Location
from adjudge.system import toml
from adjudge.system.binding import (
    Call,
    Function,
    Language,
    Program,
    Raises,
    Read,
    Request,
    Returns,
)
from adjudge.system.configuration import System
from adjudge.system.templates import Hole, Template, parse

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.system.binding import MachineBinding
    from adjudge.system.configuration import Configuration

FULL = """
[systems.web]
start = "serve {port}"
[systems.tool]
command = "tool"

[machines.Account]
systems = ["web"]
reset = {request = "POST /test/reset"}
headers = {Authorization = "Bearer {token[src]}"}
accepted = ["2xx"]
concurrent = false

[machines.Account.values]
pins = {ada = "1815"}

[machines.Account.login]
token = {request = "POST /sessions", json = {pin = "{pins[who]}"}, accepted = [201], value = "$.token"}

[machines.Account.events]
transfer = {request = "POST /transfers?x={src}", query = {a = "{dst}"}, headers = {X = "1"}, json = {amount = "{amount}"}, refused = [409, 422]}
close = {request = "DELETE /a", body = "x", accepted = [204], capture = {id = "$.id"}}

[machines.Account.observe]
balance = {request = "GET /accounts/{account}", value = "$.balance"}
state = {request = "GET /state", matches = "is (\\\\w+)", values = {open = "Open"}}

[machines.tool]
machine = "Account"
systems = ["tool"]
interpreter = "{python}"
[machines.tool.reset]
python = "shop.cart:Cart"
[machines.tool.events]
transfer = {command = "tool send {src} 'to {dst}'", stdin = "{amount}", refused = [1]}
add = {python = "shop.cart:Cart.add", arguments = ["{src}"], refused = ["ValueError", {returns = false}]}
take = {node = "./cart.js:take"}
"""


def read(root: Path, text: str) -> Configuration:
    (root / "adjudge.toml").write_text(text, encoding="utf-8")
    return toml.read(root)


def machine(root: Path, text: str, name: str = "Account") -> MachineBinding:
    return read(root, text).machines[name]


def test_requests_are_read(tmp_path: Path) -> None:
    found = machine(tmp_path, FULL)
    success = tuple(range(200, 300))

    assert found.systems == ("web",)
    assert not found.concurrent
    assert found.headers == {"Authorization": parse("Bearer {token[src]}")}
    assert found.constants == {"pins": {"ada": "1815"}}
    assert found.reset == Call(Request("POST", parse("/test/reset")), success)
    assert found.logins["token"] == Read(
        Request("POST", parse("/sessions"), json={"pin": parse("{pins[who]}")}),
        (201,),
        "$.token",
    )
    assert found.events["transfer"] == Call(
        Request(
            "POST",
            Template(("/transfers?x=", Hole("src"))),
            {"a": parse("{dst}")},
            {"X": parse("1")},
            {"amount": parse("{amount}")},
        ),
        success,
        (409, 422),
    )
    assert found.events["close"].captures == {"id": "$.id"}
    assert found.observe["state"] == Read(
        Request("GET", parse("/state")),
        success,
        pattern=r"is (\w+)",
        values={"open": "Open"},
    )


def test_programs_and_functions_are_read(tmp_path: Path) -> None:
    found = machine(tmp_path, FULL, "tool")

    assert found.machine == "Account"
    assert found.interpreter == ("{python}",)
    assert found.reset == Call(Function(Language.PYTHON, "shop.cart:Cart"))
    assert found.events["transfer"] == Call(
        Program(
            (parse("tool"), parse("send"), parse("{src}"), parse("to {dst}")), parse("{amount}")
        ),
        (0,),
        (1,),
    )
    assert found.events["add"] == Call(
        Function(Language.PYTHON, "shop.cart:Cart.add", [parse("{src}")]),
        refused=(Raises("ValueError"), Returns(value=False)),
    )
    assert found.events["take"].act == Function(Language.NODE, "./cart.js:take")


def test_an_entry_knows_where_it_is_written(tmp_path: Path) -> None:
    found = machine(tmp_path, FULL)

    assert found.places["events.transfer"] == Location("adjudge.toml", 21, 1)
    assert found.places["observe.state"].line == 26
    assert found.places[""].line == 7


def test_each_system_has_the_table_that_is_for_it(tmp_path: Path) -> None:
    found = read(tmp_path, FULL)

    for name, events in (("web", {"transfer", "close"}), ("tool", {"transfer", "add", "take"})):
        binding = found.bindings(found.systems[name]).of("Account")
        assert binding.events.keys() == events
    assert not found.bindings(found.systems["web"]).of("Cart").events


def test_moving_a_table_does_not_change_what_it_says(tmp_path: Path) -> None:
    assert machine(tmp_path, FULL).content == machine(tmp_path, f"\n\n{FULL}").content


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("a '{b} c' d", ["a", "{b} c", "d"]),
        ("a {b['it is']}{c}", ["a", "{b['it is']}{c}"]),
        ("{{a}} 'b'", ["{{a}}", "b"]),
        ("a'{b}'\"{c}\"", ["a{b}{c}"]),
    ],
)
def test_a_command_is_split_around_its_placeholders(
    tmp_path: Path, command: str, words: list[str]
) -> None:
    found = machine(tmp_path, f"[machines.Account.events]\na = {{command = '''{command}'''}}")

    act = found.events["a"].act
    assert isinstance(act, Program)
    assert act.argv == tuple(parse(word) for word in words)


M = "[machines.A.events]\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[machines.A]\nevnts = 1", ("ADJ202", 2, 1)),
        (f'{M}a = {{requst = "GET /"}}', ("ADJ202", 2, 6)),
        (f"{M}a = {{accepted = [200]}}", ("ADJ207", 2, 1)),
        (f'{M}a = {{request = "GET /", command = "x", accepted = [0]}}', ("ADJ207", 2, 1)),
        (f'{M}a = {{request = "GET"}}', ("ADJ203", 2, 6)),
        (f'{M}a = {{request = "GET http://x/"}}', ("ADJ203", 2, 6)),
        (f'{M}a = {{request = "GET /{{"}}', ("ADJ203", 2, 6)),
        (f'{M}a = {{request = "GET /"}}', ("ADJ204", 2, 1)),
        (f'{M}a = {{request = "GET /", accepted = 200}}', ("ADJ203", 2, 25)),
        (f'{M}a = {{request = "GET /", accepted = [20]}}', ("ADJ203", 2, 37)),
        (f'{M}a = {{request = "GET /", accepted = ["6xx"]}}', ("ADJ203", 2, 37)),
        (f'{M}a = {{command = "x", accepted = [256]}}', ("ADJ203", 2, 33)),
        (f'{M}a = {{command = "x", accepted = [true]}}', ("ADJ203", 2, 33)),
        (f'{M}a = {{python = "a:b", refused = [1]}}', ("ADJ203", 2, 33)),
        (f'{M}a = {{request = "GET /", accepted = [200], stdin = "x"}}', ("ADJ207", 2, 43)),
        (
            f'{M}a = {{request = "GET /", accepted = [200], body = "", json = {{}}}}',
            ("ADJ207", 2, 43),
        ),
        (f'{M}a = {{request = "GET /", accepted = [200], refused = ["2xx"]}}', ("ADJ240", 2, 43)),
        (
            f'{M}a = {{request = "GET /", accepted = [200], json = {{d = 1979-05-27}}}}',
            ("ADJ203", 2, 43),
        ),
        (f'{M}a = {{request = "GET /", accepted = [200], json = "{{"}}', ("ADJ203", 2, 43)),
        (
            f'{M}a = {{request = "GET /", accepted = [200], capture = {{t = "$["}}}}',
            ("ADJ203", 2, 54),
        ),
        (f'{M}a = {{python = "shop.cart"}}', ("ADJ203", 2, 6)),
        (f'{M}a = {{python = "a:b", arguments = 1}}', ("ADJ203", 2, 22)),
        (f'{M}a = {{node = "../x.js:b"}}', ("ADJ203", 2, 6)),
        (f'{M}a = {{command = "it\'s"}}', ("ADJ203", 2, 6)),
        (f"{M}a = {{command = []}}", ("ADJ203", 2, 6)),
        ('[machines.A.observe]\na = {request = "GET /", refused = [200]}', ("ADJ202", 2, 25)),
        (
            '[machines.A.observe]\na = {request = "GET /", value = "$", matches = "x"}',
            ("ADJ207", 2, 38),
        ),
        ('[machines.A.login]\na = {request = "GET /"}', ("ADJ204", 2, 1)),
        ("[machines.A.values]\na = 1", ("ADJ203", 2, 1)),
        ("[machines.A.values]\na = {b = 1.5}", ("ADJ203", 2, 6)),
        ('[machines.A]\nconcurrent = "no"', ("ADJ203", 2, 1)),
        ("[machines.A]\naccepted = 200", ("ADJ203", 2, 1)),
        ("[machines.A]\nreset = {}", ("ADJ207", 2, 1)),
        ('[machines.A]\nsystems = ["nowhere"]', ("ADJ208", 2, 12)),
        ('[machines.A]\n[machines.B]\nmachine = "A"', ("ADJ241", 2, 11)),
        ('[machines.A]\nopenapi = "missing.yaml"', ("ADJ242", 2, 1)),
        ('[machines.A]\nopenapi = "../missing.yaml"', ("ADJ206", 2, 1)),
        ('bindings = "missing.py"', ("ADJ243", 1, 1)),
        ('bindings = "large.py"', ("ADJ243", 1, 1)),
        ('bindings = "latin.py"', ("ADJ243", 1, 1)),
    ],
)
def test_a_mistake_is_found_where_it_stands(
    tmp_path: Path, text: str, expected: tuple[str, int, int]
) -> None:
    (tmp_path / "large.py").write_bytes(b"#" * (4 * 2**20 + 1))
    (tmp_path / "latin.py").write_bytes(b"# \xe9")

    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, text)

    found = [(f.code, f.location.line, f.location.column) for f in caught.value.findings]
    assert found == [expected]


def test_the_file_of_bindings_is_read_where_it_usually_is(tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "bindings.py").write_bytes(b"x = 1\r\n")

    for found in (toml.read(tmp_path), read(tmp_path, "repeat = 1")):
        assert found.source
        assert (found.source.path, found.source.text) == ("spec/bindings.py", "x = 1\n")


def test_a_file_of_bindings_that_is_no_python_is_an_error_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text("x = 1\nx = = 2\n")

    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, 'bindings = "b.py"')

    (finding,) = caught.value.findings
    assert (finding.code, finding.location) == ("ADJ243", Location("b.py", 2, 5))


def test_a_system_knows_the_operations_of_its_document(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.1.0\npaths:\n  /x:\n    get: {operationId: x, responses: {200: {}}}\n"
    )

    found = read(tmp_path, '[systems.a]\nopenapi = "api.yaml"\n[systems.b]\n')

    assert found.bindings(found.systems["a"]).of("M").operations.keys() == {"x"}
    assert not found.bindings(found.systems["b"]).of("M").operations
    assert found.systems["b"] == System("b")


def test_a_document_that_can_not_be_used_is_an_error_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.1.0\npaths:\n  /x:\n    get: {operationId: x, responses: []}\n"
    )

    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, '[systems.a]\nopenapi = "api.yaml"')

    (finding,) = caught.value.findings
    assert (finding.code, finding.location) == ("ADJ242", Location("api.yaml", 4, 27))
