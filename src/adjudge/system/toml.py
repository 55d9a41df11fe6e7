"""Reading `adjudge.toml`: every key in one table, and every mistake found at once, with its place."""

from __future__ import annotations

import hashlib
import re
import tomllib
from typing import TYPE_CHECKING, Any

from adjudge.codes.bindings import DOUBLE_BINDING
from adjudge.codes.system import (
    CONFLICTING_KEYS,
    MISSING_KEY,
    UNKNOWN_SYSTEM,
    UNREADABLE_CONFIGURATION,
    WRONG_VALUE,
)
from adjudge.errors import ConfigurationError
from adjudge.findings import Finding, Location
from adjudge.system import placeholders, toml_clock, toml_files, toml_machines, toml_tools
from adjudge.system import toml_values as values
from adjudge.system.configuration import Configuration, Ready, Stop, Suite, SuiteFormat, System
from adjudge.system.stage import Limits
from adjudge.system.toml_values import FILE, Key, Reading, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adjudge.system.binding import Call, MachineBinding
    from adjudge.system.toml_places import KeyPath

_BUILT = ("directory", "project", "scratch", "python")
_RUNNING = (*_BUILT, "port", "base")
_TESTED = (*_RUNNING, "junit")
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"
_MOST_BYTES = 1024**2
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def _ready(reading: Reading, path: KeyPath, value: object) -> Ready | None:
    fields = read_table(reading, path, value, READY)
    given = [name for name in ("url", "port", "log", "command") if name in fields]
    if len(given) == 1:
        return Ready(**fields)
    if isinstance(value, dict) and len(given) == len(value.keys() - {"timeout"}):
        message = f"`ready` has {' and '.join(given) or 'no condition'} and needs exactly one"
        reading.problem(CONFLICTING_KEYS, path, message, expected="url, port, log or command")
    return None


def _url(reading: Reading, path: KeyPath, value: object) -> str | None:
    content: str | None = values.filled(*_RUNNING)(reading, path, value)
    if content is None or content.startswith(("http://", "https://", "{base}")):
        return content
    if content.startswith("/"):
        return f"{{base}}{content}"
    message = f"“{content}” is no URL"
    reading.problem(WRONG_VALUE, path, message, expected="http://…, https://… or a path from /")
    return None


def _base(reading: Reading, path: KeyPath, value: object) -> str | None:
    content: str | None = values.filled("port")(reading, path, value)
    if content is None or content.startswith(("http://", "https://")):
        return content
    message = f"“{content}” is no URL"
    reading.problem(WRONG_VALUE, path, message, expected="http://… or https://…")
    return None


def _port(reading: Reading, path: KeyPath, value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**16:
        return str(value)
    if value == "{port}":
        return "{port}"
    message = f"{value!r} is no port"
    reading.problem(WRONG_VALUE, path, message, expected="{port}, or a number below 65536")
    return None


def _stop(reading: Reading, path: KeyPath, value: object) -> Stop | None:
    fields = read_table(reading, path, value, STOP)
    if "signal" in fields and "command" in fields:
        message = "`stop` has a signal and a command; which of them ends the system?"
        reading.problem(CONFLICTING_KEYS, path, message, expected="one of the two")
        return None
    return Stop(**fields)


def _format(reading: Reading, path: KeyPath, value: object) -> SuiteFormat | None:
    try:
        return SuiteFormat(str(value))
    except ValueError:
        known = ", ".join(SuiteFormat)
        near = placeholders.nearest(str(value), list(SuiteFormat))
        step = f"did you mean `{near}`?" if near else f"write one of {known}"
        message = f"“{value}” is no format of test results"
        reading.problem(WRONG_VALUE, path, message, expected=known, next_step=step)
        return None


def _system(reading: Reading, path: KeyPath, value: object) -> System:
    name = str(path[-1])
    fields = read_table(reading, path, value, SYSTEM)
    bounds = {key: fields.pop(key) for key in ("seconds", "memory", "output") if key in fields}
    single = fields.pop("command", None)
    if single is not None and "commands" in fields:
        message = f"system {name} has both `command` and `commands`"
        reading.problem(CONFLICTING_KEYS, (*path, "command"), message)
    elif single is not None:
        fields["commands"] = {name: single}
    _require_start(reading, path, value)
    if "start" in fields and "ready" not in fields:
        fields["ready"] = _default_ready(reading, path, value, fields)
    return System(name, limits=Limits(**bounds), **fields)


def _require_start(reading: Reading, path: KeyPath, value: object) -> None:
    if not isinstance(value, dict) or "start" in value:
        return
    for key in ("ready", "reset", "stop", "base", "clock"):
        if key in value:
            message = f"`{key}` has no effect on a system without `start`"
            step = f"add `start`, or remove `{key}`"
            reading.problem(MISSING_KEY, (*path, key), message, next_step=step)


def _default_ready(
    reading: Reading, path: KeyPath, value: object, fields: Mapping[str, Any]
) -> Ready | None:
    """Wait for the allotted port where the system is told it; else somebody must say."""
    told = [*fields["start"], *fields.get("environment", {}).values()]
    if any({"port", "base"} & set(placeholders.names(word)) for word in told):
        return Ready(port="{port}")
    if isinstance(value, dict) and "ready" not in value:
        message = "`start` needs `ready`: how is it known that the system can be used?"
        step = 'add, for example, `ready = {log = "listening"}`, or pass {port} to the system'
        reading.problem(MISSING_KEY, (*path, "start"), message, next_step=step)
    return None


def _suite(reading: Reading, path: KeyPath, value: object) -> Suite | None:
    fields = read_table(reading, path, value, SUITE)
    if not isinstance(value, dict):
        return None
    for key in ("command", "format"):
        if key not in value:
            message = f"suite {path[-1]} has no `{key}`"
            step = f"add `{key}`, {SUITE[key].meaning}"
            reading.problem(MISSING_KEY, path, message, next_step=step)
    if not {"command", "format"} <= fields.keys():
        return None
    if fields["format"] is SuiteFormat.JUNIT and not any(
        "junit" in placeholders.names(word) for word in fields["command"]
    ):
        message = f"the command of suite {path[-1]} does not say where its report goes"
        step = "put {junit} where the command takes the name of its JUnit report"
        reading.problem(MISSING_KEY, (*path, "command"), message, next_step=step)
    return Suite(str(path[-1]), **fields)


READY: Mapping[str, Key] = {
    "url": Key("url", _url, "a URL that answers with a status below 400"),
    "port": Key("port", _port, "a port that accepts connections"),
    "log": Key("log", values.pattern, "a regular expression found in a line that it writes"),
    "command": Key("command", values.command(*_RUNNING), "a command that exits with 0"),
    "timeout": Key("seconds", values.duration, "how long to wait at most (30 s)"),
}
"""The keys of `ready`."""

STOP: Mapping[str, Key] = {
    "signal": Key("signal", values.signal, "the signal that asks it to end (SIGTERM)"),
    "command": Key("command", values.command(*_RUNNING), "a command that ends it instead"),
    "grace": Key("grace", values.duration, "how long it may take before it is killed (5 s)"),
}
"""The keys of `stop`."""

SYSTEM: Mapping[str, Key] = {
    "directory": Key("directory", values.place, "the system's folder in the project (`.`)"),
    "also": Key("also", values.several_places, "what else of the project it may see"),
    "include": Key(
        "include", values.several_places, "paths that git ignores and the system needs nevertheless"
    ),
    "build": Key("build", values.commands(*_BUILT), "the command or commands that build it"),
    "build_timeout": Key("build_seconds", values.duration, "how long building may take (10 min)"),
    "start": Key(
        "start", values.command(*_RUNNING), "the command that starts it and keeps running"
    ),
    "ready": Key("ready", _ready, "how to know that it can be used"),
    "reset": Key(
        "reset",
        values.commands(*_RUNNING),
        "the command or commands that make a running system as new, so that checks can share it",
    ),
    "stop": Key("stop", _stop, "how it is asked to end"),
    "base": Key(
        "base",
        _base,
        "the URL that HTTP checks talk to (`http://127.0.0.1:{port}`)",
    ),
    "clock": Key(
        "clock", toml_clock.clock(*_RUNNING), "how its time is moved, for checks that ask"
    ),
    "command": Key("command", values.command(*_RUNNING), "its only program, named like the system"),
    "commands": Key(
        "commands",
        values.named(values.command(*_RUNNING), "a command", _NAME),
        "its programs by name, found on PATH by checks",
    ),
    "environment": Key(
        "environment",
        values.named(values.filled(*_RUNNING), "a variable", _VARIABLE),
        "variables that are set for all of its processes",
    ),
    "pass_environment": Key(
        "pass_environment",
        values.texts,
        "names of secret variables that are passed on from the caller and never written down",
    ),
    "timeout": Key("seconds", values.duration, "how long one process of a check may take (60 s)"),
    "memory": Key(
        "memory", values.size, "how much memory a process and its children may use (2 GiB)"
    ),
    "output": Key("output", values.size, "how much one process of a check may write (1 MiB)"),
    "openapi": Key(
        "openapi", values.place, "its OpenAPI document, whose operations are events of machines"
    ),
}
"""The keys of a table `[systems.NAME]`."""

SUITE: Mapping[str, Key] = {
    "command": Key("command", values.command(*_TESTED), "the command that runs the tests"),
    "format": Key("format", _format, "how it tells its results: pytest, junit or tap"),
    "system": Key("system", values.text, "the system that it tests (all, if not given)"),
    "requirements": Key(
        "requirements",
        values.texts,
        "patterns of requirements that its marked tests are evidence for",
    ),
}
"""The keys of a table `[suites.NAME]`."""

TOP: Mapping[str, Key] = {
    "specification": Key(
        "specification", values.several_places, "paths or globs of the specification's documents"
    ),
    "repeat": Key(
        "repeat", values.count, "how often a failure is repeated before it is blamed (2)"
    ),
    "systems": Key(
        "systems", values.named(_system, "a system", _NAME), "the implementations under judgment"
    ),
    "suites": Key("suites", values.named(_suite, "a suite", _NAME), "the existing test suites"),
    "machines": Key(
        "machines",
        values.named(toml_machines.machine, "a machine", _NAME),
        "what connects machines of the specification to the systems",
    ),
    "bindings": Key(
        "source",
        toml_files.source,
        "the Python file of bindings (`spec/bindings.py`, if it is there)",
    ),
    "tools": Key("tools", toml_tools.tools, "the programs that check formal modules"),
}
"""The keys at the top of the file."""


def read(root: Path) -> Configuration:
    """Read the project's `adjudge.toml`.

    Without the file, or without a system in it, there is one system named after the folder.

    Raises:
        ConfigurationError: the file can't be used as it is; it holds every finding at once.
    """
    path = root / FILE
    there = path.exists()
    data, text, content = _decoded(path) if there else (b"", "", {})
    if "bindings" not in content and (root / toml_files.BINDINGS).is_file():
        content = {**content, "bindings": toml_files.BINDINGS}
    reading = Reading(root, text)
    fields = read_table(reading, (), content, TOP)
    _relate(reading, fields)
    operations = _operations(reading, fields.get("systems", {}))
    if reading.findings:
        raise _unusable(reading.findings)
    fields["systems"] = fields.get("systems") or _implicit(root)
    if not there:
        return Configuration(**fields)
    digest = hashlib.sha256(data).hexdigest()
    return Configuration(path=FILE, digest=digest, operations=operations, **fields)


def _implicit(root: Path) -> dict[str, System]:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", root.resolve().name).lstrip("._-") or "system"
    return {name: System(name)}


def _decoded(path: Path) -> tuple[bytes, str, dict[str, Any]]:
    """Return the file's bytes, its text and its tables.

    Raises:
        ConfigurationError: it is too large, no UTF-8 or no TOML.
    """
    place, message = Location(FILE), ""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            message = f"it is larger than {_MOST_BYTES} bytes"
        else:
            text = data.decode("utf-8-sig")
            return data, text, tomllib.loads(text)
    except OSError as error:
        message = f"it can't be read: {error.strerror}"
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        place, message = Location(FILE, line), "it is not UTF-8"
    except tomllib.TOMLDecodeError as error:
        place, message = _syntax(str(error), text)
    raise _unusable([UNREADABLE_CONFIGURATION.at(place, message)])


def _syntax(message: str, text: str) -> tuple[Location, str]:
    match = _PLACE.search(message)
    if match:
        return Location(FILE, int(match[1]), int(match[2])), message[: match.start()].strip()
    return Location(FILE, text.count("\n") + 1), message


def _operations(reading: Reading, systems: Mapping[str, System]) -> dict[str, Mapping[str, Call]]:
    """Read the OpenAPI documents of the systems, each once."""
    places = {s.openapi: ("systems", s.name, "openapi") for s in systems.values() if s.openapi}
    read = {path: toml_files.operations(reading, place, path) for path, place in places.items()}
    return {path: operations for path, operations in read.items() if operations is not None}


def _relate(reading: Reading, fields: Mapping[str, Any]) -> None:
    """Find suites and machines of systems that don't exist, and machines bound twice."""
    known = fields.get("systems") or _implicit(reading.root)
    suites: Mapping[str, Suite] = fields.get("suites", {})
    for suite in suites.values():
        if suite.system and suite.system not in known:
            path = ("suites", suite.name, "system")
            _unknown_system(reading, path, f"suite {suite.name} tests", suite.system, known)
    machines: Mapping[str, MachineBinding] = fields.get("machines", {})
    for name, binding in machines.items():
        for number, system in enumerate(binding.systems):
            if system not in known:
                place = ("machines", name, "systems", number)
                _unknown_system(reading, place, f"machine {name} is bound to", system, known)
    _unambiguous(reading, machines, known)


def _unknown_system(
    reading: Reading, path: KeyPath, what: str, name: str, known: Mapping[str, System]
) -> None:
    near = placeholders.nearest(name, known)
    reading.problem(
        UNKNOWN_SYSTEM,
        path,
        f"{what} “{name}”, which is no system",
        expected=", ".join(known),
        actual=name,
        next_step=f"did you mean `{near}`?" if near else "",
    )


def _unambiguous(
    reading: Reading, machines: Mapping[str, MachineBinding], known: Mapping[str, System]
) -> None:
    taken: dict[tuple[str, str], str] = {}
    for table, binding in machines.items():
        for system in binding.systems or known:
            first = taken.setdefault((binding.machine, system), table)
            if first != table:
                message = f"machines.{first} and machines.{table} both bind {binding.machine} to system {system}"
                reading.problem(DOUBLE_BINDING, ("machines", table), message)
                break


def _unusable(findings: list[Finding]) -> ConfigurationError:
    ordered = sorted(findings, key=lambda finding: finding.location)
    more = f" (and {len(ordered) - 1} more)" if len(ordered) > 1 else ""
    return ConfigurationError(f"{ordered[0].explain()}{more}", ordered)
