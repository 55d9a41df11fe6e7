"""Reading `[tools]` of `adjudge.toml`: the programs that check formal modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adjudge.codes.system import WRONG_VALUE
from adjudge.system import toml_values as values
from adjudge.system.configuration import Prover, Tools
from adjudge.system.toml_values import Key, Reading, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.system.toml_places import KeyPath

_FILLED = ("file", "scratch", "python")
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"


def _file(reading: Reading, path: KeyPath, value: object) -> str | None:
    name = values.text(reading, path, value)
    if name is None or (name not in {".", ".."} and "/" not in name):
        return name
    message = f"“{name}” is no name of a file; the module is written into a folder of its own"
    reading.problem(WRONG_VALUE, path, message, expected="a name without slashes", actual=name)
    return None


PROVER: Mapping[str, Key] = {
    "command": Key(
        "command", values.command(*_FILLED), "the command that checks the module in {file}"
    ),
    "success": Key(
        "success", values.pattern, "a regular expression in the output for a module that holds"
    ),
    "failure": Key(
        "failure", values.pattern, "a regular expression in the output for a refuted module"
    ),
    "version": Key("version", values.command("python"), "the command that tells its version"),
    "file": Key("file", _file, "the name of the file into which the module is written"),
    "timeout": Key("seconds", values.duration, "how long one run may take"),
    "environment": Key(
        "environment", values.named(values.text, "a variable", _VARIABLE), "variables that it needs"
    ),
}
"""The keys of a table `[tools.NAME]`."""

ENGINES: Mapping[str, Key] = {
    "tla2tools": Key("tla2tools", values.text, "the path of TLC's tla2tools.jar"),
    "tla-checker": Key("tla_checker", values.text, "the path of tla-checker's .wasm file"),
}
"""The keys of `[tools]` that are no tables."""


def tools(reading: Reading, path: KeyPath, value: object) -> Tools | None:
    """Read the table `[tools]`."""
    if not isinstance(value, dict):
        read_table(reading, path, value, ENGINES)
        return None
    tables = {n: c for n, c in value.items() if isinstance(c, dict) and n not in ENGINES}
    paths = {name: content for name, content in value.items() if name not in tables}
    provers: dict[str, Any] | None = values.named(_prover, "a prover", _NAME)(reading, path, tables)
    return Tools(**read_table(reading, path, paths, ENGINES), provers=provers or {})


def _prover(reading: Reading, path: KeyPath, value: object) -> Prover:
    return Prover(**read_table(reading, path, value, PROVER))
