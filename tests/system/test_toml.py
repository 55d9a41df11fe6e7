from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adjudge.errors import ConfigurationError
from adjudge.system import toml, toml_machines, toml_tools
from adjudge.system.configuration import (
    Configuration,
    Ready,
    Stop,
    Suite,
    SuiteFormat,
    System,
)
from adjudge.system.placeholders import KNOWN
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

FULL = """
specification = ["spec", "docs/*.md"]
repeat = 4

[systems.shop]
directory = "shop"
also = ["shared"]
include = "shop/node_modules"
build = ["npm ci", ["npm", "run", "build it"]]
build_timeout = "20 min"
start = "node 'the server.js' --port {port} --braces {{}}"
ready = {url = "/health", timeout = "5 s"}
reset = "curl -X POST {base}/reset"
stop = {signal = "SIGINT", grace = "500 ms"}
base = "http://localhost:{port}/api"
environment = {DATABASE = "{scratch}/db.sqlite"}
pass_environment = ["TOKEN"]
timeout = "10 s"
memory = "512 MiB"
output = "10 kB"

[systems.shop.commands]
shop = "{python} {directory}/cli.py"

[systems.tool]
command = ["./tool", "--plain"]

[suites.unit]
command = "pytest -q"
format = "pytest"
system = "shop"
requirements = ["FR-*"]
"""


def read(root: Path, text: str) -> Configuration:
    (root / "adjudge.toml").write_text(text, encoding="utf-8")
    return toml.read(root)


def findings(root: Path, text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(ConfigurationError) as caught:
        read(root, text)
    return [(f.code, f.location.line, f.location.column) for f in caught.value.findings]


def test_every_key_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, FULL)

    assert found.specification == ("spec", "docs/*.md")
    assert found.repeat == 4
    assert found.systems["shop"] == System(
        "shop",
        directory="shop",
        also=("shared",),
        include=("shop/node_modules",),
        build=(("npm", "ci"), ("npm", "run", "build it")),
        build_seconds=1200.0,
        start=("node", "the server.js", "--port", "{port}", "--braces", "{{}}"),
        ready=Ready(url="{base}/health", seconds=5.0),
        reset=(("curl", "-X", "POST", "{base}/reset"),),
        stop=Stop(signal="SIGINT", grace=0.5),
        base="http://localhost:{port}/api",
        commands={"shop": ("{python}", "{directory}/cli.py")},
        environment={"DATABASE": "{scratch}/db.sqlite"},
        pass_environment=("TOKEN",),
        limits=Limits(seconds=10.0, memory=512 * 2**20, output=10_000),
    )
    assert found.systems["tool"].commands == {"tool": ("./tool", "--plain")}
    assert found.suites == {
        "unit": Suite("unit", ("pytest", "-q"), SuiteFormat.PYTEST, "shop", ("FR-*",))
    }


def test_without_a_file_there_is_one_system_named_after_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / ".my shop"
    folder.mkdir()

    assert toml.read(folder) == Configuration(systems={"my-shop": System("my-shop")})


def test_without_a_system_there_is_one_named_after_the_folder(tmp_path: Path) -> None:
    found = read(tmp_path, "repeat = 1")

    assert list(found.systems) == [tmp_path.name]
    assert len(found.digest) == 64


@pytest.mark.parametrize(
    "told", ['start = "serve {port}"', 'start = "serve"\nenvironment = {P = "{port}"}']
)
def test_a_system_that_is_told_its_port_is_ready_when_it_accepts_connections(
    tmp_path: Path, told: str
) -> None:
    assert read(tmp_path, f"[systems.a]\n{told}").systems["a"].ready == Ready(port="{port}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("start = python", ("ADJ201", 1, 9)),
        ('a = "', ("ADJ201", 1, 1)),
        ("a = 1\na = 2\nb = 3", ("ADJ201", 2, 6)),
        ("spec = 1", ("ADJ202", 1, 1)),
        ('[systems.a]\n  strat = "x"', ("ADJ202", 2, 3)),
        ('[systems.a]\nstart = "x {port}"\nready = {prot = 1}', ("ADJ202", 3, 10)),
        ("repeat = -1", ("ADJ203", 1, 1)),
        ("repeat = true", ("ADJ203", 1, 1)),
        ('specification = ["a", 2]', ("ADJ203", 1, 23)),
        ("systems = 1", ("ADJ203", 1, 1)),
        ("[systems]\na = 1", ("ADJ203", 2, 1)),
        ('[systems."a/b"]', ("ADJ203", 1, 10)),
        ("[systems.a]\ntimeout = 30", ("ADJ203", 2, 1)),
        ('[systems.a]\nmemory = "1 mb"', ("ADJ203", 2, 1)),
        ('[systems.a]\ncommand = "it\'s"', ("ADJ203", 2, 1)),
        ('[systems.a]\ncommand = ""', ("ADJ203", 2, 1)),
        ("[systems.a]\ncommand = []", ("ADJ203", 2, 1)),
        ('[systems.a]\ncommand = ["x", 1]', ("ADJ203", 2, 17)),
        ('[systems.a]\ncommands = {"a/b" = "x"}', ("ADJ203", 2, 13)),
        ('[systems.a]\nenvironment = {"A-B" = "x"}', ("ADJ203", 2, 16)),
        ("[systems.a]\nenvironment = {A = 1}", ("ADJ203", 2, 16)),
        ('[systems.a]\nstart = "x {port}"\nstop = {signal = "SIGX"}', ("ADJ203", 3, 9)),
        ('[systems.a]\nstart = "x"\nready = {log = "("}', ("ADJ203", 3, 10)),
        ('[systems.a]\nstart = "x"\nready = {url = "ftp://x"}', ("ADJ203", 3, 10)),
        ('[systems.a]\nstart = "x"\nready = {port = 70000}', ("ADJ203", 3, 10)),
        ('[systems.a]\nstart = "x {port}"\nbase = "localhost"', ("ADJ203", 3, 1)),
        ('[suites.a]\ncommand = "x"\nformat = "junitxml"', ("ADJ203", 3, 1)),
        ('[systems.a]\nstart = "x"', ("ADJ204", 2, 1)),
        ('[systems.a]\nreset = "x"', ("ADJ204", 2, 1)),
        ('[suites.a]\nformat = "tap"', ("ADJ204", 1, 9)),
        ('[suites.a]\ncommand = "x"\nformat = "junit"', ("ADJ204", 2, 1)),
        ('[systems.a]\nstart = "x {prot} {port}"', ("ADJ205", 2, 1)),
        ('[systems.a]\nbuild = [["make", "{port}"]]', ("ADJ205", 2, 1 + 18)),
        ('[systems.a]\ndirectory = "../b"', ("ADJ206", 2, 1)),
        ('[systems.a]\ndirectory = "/etc"', ("ADJ206", 2, 1)),
        ('[systems.a]\nalso = ["x", "out"]', ("ADJ206", 2, 14)),
        ('[systems.a]\ncommand = "x"\ncommands = {b = "y"}', ("ADJ207", 2, 1)),
        ('[systems.a]\nstart = "x"\nready = {port = 1, log = "y"}', ("ADJ207", 3, 1)),
        ('[systems.a]\nstart = "x"\nready = {timeout = "1 s"}', ("ADJ207", 3, 1)),
        (
            '[systems.a]\nstart = "x {port}"\nstop = {signal = "INT", command = "y"}',
            ("ADJ207", 3, 1),
        ),
        ('[systems.a]\n[suites.b]\ncommand = "x"\nformat = "tap"\nsystem = "c"', ("ADJ208", 5, 1)),
    ],
)
def test_a_mistake_is_found_where_it_stands(
    tmp_path: Path, text: str, expected: tuple[str, int, int]
) -> None:
    (tmp_path / "out").symlink_to("/etc")

    assert findings(tmp_path, text) == [expected]


@pytest.mark.requirement("RUN-5")
def test_all_mistakes_are_found_at_once(tmp_path: Path) -> None:
    text = 'reapet = 3\n[systems.a]\ntimeout = "30"\nstart = "x {prot}"\nready = {port = 1}\n'

    assert [code for code, _, _ in findings(tmp_path, text)] == ["ADJ202", "ADJ203", "ADJ205"]


def test_a_misspelt_key_names_the_nearest_one_and_what_it_does(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, '[systems.a]\nstrat = "x"')

    (finding,) = caught.value.findings
    assert finding.next_step == (
        "did you mean `start`, the command that starts it and keeps running?"
    )
    assert str(finding.location) == "adjudge.toml:2:1"


def test_a_misspelt_placeholder_names_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"did you mean \{port\}, a free TCP port"):
        read(tmp_path, '[systems.a]\nstart = "x {prot}"\nready = {port = 1}')


@pytest.mark.parametrize("data", [b"\xff = 1", b"a" * (1024**2 + 1)], ids=["bytes", "size"])
def test_a_file_that_cant_be_decoded_is_an_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "adjudge.toml").write_bytes(data)

    with pytest.raises(ConfigurationError, match="ADJ201"):
        toml.read(tmp_path)


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "adjudge.toml").mkdir()

    with pytest.raises(ConfigurationError, match="can't be read"):
        toml.read(tmp_path)


_LINES = [line for line in FULL.splitlines() if line] + ['x = "{', "[systems]", "= 1", "]"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(_LINES), max_size=12))
def test_any_mixture_of_lines_is_read_or_refused_with_places(
    tmp_path: Path, lines: list[str]
) -> None:
    with contextlib.suppress(ConfigurationError):
        assert read(tmp_path, "\n".join(lines)).systems
        return
    with pytest.raises(ConfigurationError) as caught:
        toml.read(tmp_path)
    assert all(1 <= f.location.line <= len(lines) + 1 for f in caught.value.findings)
    assert caught.value.findings


REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "configuration.md"


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("## At the top", toml.TOP),
        ("## `[systems.NAME]`", toml.SYSTEM),
        ("### `ready`", toml.READY),
        ("### `stop`", toml.STOP),
        ("## `[suites.NAME]`", toml.SUITE),
        ("## `[machines.NAME]`", toml_machines.MACHINE),
        ("## `[tools]`", toml_tools.ENGINES),
        ("### `[tools.NAME]`", toml_tools.PROVER),
        ("## Placeholders", {f"{{{name}}}": None for name in KNOWN}),
    ],
)
def test_the_reference_lists_exactly_the_keys_that_are_read(
    heading: str, keys: Mapping[str, object]
) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    section = text.partition(f"{heading}\n")[2].split("\n#")[0]
    rows = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]

    assert sorted(rows) == sorted(keys)


def test_the_example_of_the_reference_is_read(tmp_path: Path) -> None:
    text = REFERENCE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]

    assert read(tmp_path, text).systems["shop"].ready == Ready(url="{base}/health")
