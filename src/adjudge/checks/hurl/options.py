"""The options in the braces of a `hurl` block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from adjudge.codes import checks as codes
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from adjudge.findings import Finding
    from adjudge.spec.model import Check


class Engine(StrEnum):
    """What executes a block; `AUTOMATIC` is the program `hurl` where it is installed."""

    AUTOMATIC = ""
    OWN = "adjudge"
    PROGRAM = "hurl"


class Time(StrEnum):
    """What a `delay` does: really wait, or move the system's clock.

    With `MOVED` that clock stands still otherwise, with `RUNNING` it runs on between the delays.
    """

    REAL = ""
    MOVED = "moved"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class BlockOptions:
    """How a block runs; `hosts` may be talked to beside the system itself."""

    engine: Engine = Engine.AUTOMATIC
    variables: Mapping[str, object] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    clock: Time = Time.REAL


def read_options(check: Check) -> tuple[BlockOptions, tuple[Finding, ...]]:
    """Read a block's options; with findings, the options must not be used."""
    messages: list[str] = []
    values: dict[str, Any] = {}
    for name, value in check.options.items():
        try:
            values[name] = _READERS[name](value)
        except KeyError:
            hint = suggestion(name, _READERS)
            messages.append(f"a hurl block has no option “{name}”; {hint}")
        except ValueError as error:
            messages.append(f"{name}: {error}")
    if values.get("clock") and values.get("engine") is Engine.PROGRAM:
        messages.append("clock: the program `hurl` can only wait; leave out {engine: hurl}")
    findings = tuple(
        codes.HURL_OPTION.at(check.location, message, requirement=check.requirement)
        for message in messages
    )
    return BlockOptions() if findings else BlockOptions(**values), findings


def _engine(value: Any) -> Engine:
    if value not in {Engine.OWN.value, Engine.PROGRAM.value}:
        raise ValueError(f"“{value}” is neither adjudge nor hurl")
    return Engine(value)


def _clock(value: Any) -> Time:
    if value not in {Time.MOVED.value, Time.RUNNING.value}:
        raise ValueError(f"“{value}” is neither moved nor running")
    return Time(value)


def _variables(value: Any) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError("give names and values: {variables: {limit: 3}}")  # noqa: TRY004  the caller reports every mistake alike
    for name, item in value.items():
        if not isinstance(name, str) or not isinstance(item, str | int | float | None):
            raise ValueError(f"“{name}” must be a text, a number, a boolean or null")  # noqa: TRY004  as above
    return dict(value)


def _hosts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) and item for item in items):
        raise ValueError("list hosts with or without their port: {hosts: [localhost:9000]}")
    return tuple(items)


_READERS: dict[str, Any] = {
    "engine": _engine,
    "variables": _variables,
    "hosts": _hosts,
    "clock": _clock,
}
