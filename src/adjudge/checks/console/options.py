"""The options of a `console` block: where it runs, what lies there, and how long it may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from adjudge import quantities
from adjudge.codes import checks as codes
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.findings import Finding
    from adjudge.spec.model import Check

EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Options:
    """How a session runs.

    `folder` is below the system's tree, or `empty` for a new folder. `seconds` bounds the whole
    session. `files` are texts by name and `fixtures` paths beside the document; both are put
    where the session starts. `stdin` is what the first command reads.
    """

    folder: str = "."
    seconds: float | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    fixtures: tuple[str, ...] = ()
    stdin: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


class _ValueError(ValueError):
    """A value that an option can't have."""


def read(check: Check) -> tuple[Options, tuple[Finding, ...]]:
    """Read a block's options; with findings, the options must not be used."""
    options = Options()
    findings: list[Finding] = []
    for name, value in check.options.items():
        try:
            options = replace(options, **dict(_entry(name, value)))
        except ValueError as error:
            findings.append(
                codes.CONSOLE_OPTION.at(check.location, str(error), requirement=check.requirement)
            )
    return options, tuple(findings)


def _entry(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if name not in _KNOWN:
        raise _ValueError(f"a console block has no option “{name}”; {suggestion(name, _KNOWN)}")
    field_name, convert = _KNOWN[name]
    try:
        yield field_name, convert(value)
    except ValueError as error:
        raise _ValueError(f"{name}: {error}") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _ValueError(f"“{value}” is not a text; put it in quotes")
    return value


def _relative(value: Any) -> str:
    path = PurePosixPath(_text(value))
    if path.is_absolute() or ".." in path.parts or "\0" in str(value):
        raise _ValueError(f"“{value}” leads out of the folder in which the session runs")
    return str(path)


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise _ValueError(f"“{value}” is not a mapping from names to texts")
    return {_text(key): _scalar(entry) for key, entry in value.items()}


def _scalar(value: Any) -> str:
    """Accept a number for a text; other values have no one spelling."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _ValueError(f"“{value}” is not a text; put it in quotes")
    if "\0" in str(value):
        raise _ValueError("a text may not hold the character NUL")
    return str(value)


def _files(value: Any) -> dict[str, str]:
    return {_relative(name): text for name, text in _texts(value).items()}


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _ValueError(f"“{value}” is not a list of paths")
    return tuple(_text(name) for name in value)


def _seconds(value: Any) -> float:
    return quantities.seconds(_text(value))


_KNOWN: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "cwd": ("folder", _relative),
    "timeout": ("seconds", _seconds),
    "files": ("files", _files),
    "fixtures": ("fixtures", _names),
    "stdin": ("stdin", _text),
    "environment": ("environment", _texts),
}
