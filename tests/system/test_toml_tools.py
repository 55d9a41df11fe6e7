from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.errors import ConfigurationError
from adjudge.system import toml
from adjudge.system.configuration import Prover, Tools

if TYPE_CHECKING:
    from pathlib import Path

FULL = """
[tools]
tla2tools = "/opt/tla/tla2tools.jar"
tla-checker = "tools/tla.wasm"

[tools.lean]
command = "lake env lean {file}"
success = '\\A\\s*\\Z'
failure = "error:"
version = ["lake", "--version"]
file = "Proof.lean"
timeout = "2 min"
environment = {ELAN_HOME = "/opt/elan"}
"""


def read(root: Path, text: str) -> Tools:
    (root / "adjudge.toml").write_text(text, encoding="utf-8")
    return toml.read(root).tools


def test_tools_are_paths_and_provers(tmp_path: Path) -> None:
    lean = Prover(
        ("lake", "env", "lean", "{file}"),
        r"\A\s*\Z",
        "error:",
        ("lake", "--version"),
        "Proof.lean",
        120.0,
        {"ELAN_HOME": "/opt/elan"},
    )

    assert read(tmp_path, FULL) == Tools("/opt/tla/tla2tools.jar", "tools/tla.wasm", {"lean": lean})


def test_without_the_table_nothing_is_configured(tmp_path: Path) -> None:
    assert read(tmp_path, "repeat = 1\n") == Tools()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tools = 3", "`tools` is an integer and must be a table"),
        ('[tools]\ntla2tool = "x.jar"', "“tla2tool” is no key of tools"),
        ("[tools.tla2tools]\n", "`tla2tools` is a table and must be a text"),
        ('[tools.lean]\nsucces = "x"', "“succes” is no key of tools.lean"),
        ('[tools.lean]\nsuccess = "("', "is no regular expression"),
        ('[tools.lean]\ncommand = "lean {files}"', "{files} is unknown"),
        ('[tools.lean]\ncommand = "lean {port}"', "{port} has no value in `command`"),
        ('[tools.lean]\nfile = "a/b.lean"', "“a/b.lean” is no name of a file"),
        ('[tools.lean]\nenvironment = {"A B" = "x"}', "“A B” can't be the name of a variable"),
    ],
)
def test_a_mistake_is_told(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, f"{text}\n")

    assert message in str(caught.value)
