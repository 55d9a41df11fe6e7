"""Filling `{port}` and its like, argument by argument, never by a shell."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KNOWN: Mapping[str, str] = {
    "port": "a free TCP port, allotted to each started system",
    "base": "the URL of the started system, without a final slash",
    "scratch": "an empty folder of the instance's or the check's own",
    "directory": "the system's folder in its private copy of the tree",
    "project": "the root of the private copy, where adjudge.toml stands in the project",
    "junit": "the file to which a suite writes its JUnit report",
    "seconds": "by how many seconds the clock is moved",
    "python": "the Python interpreter that runs Adjudge",
    "file": "the file that holds the module which a prover checks",
}
"""Every placeholder with what it stands for."""

_PART = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")


def names(text: str) -> list[str]:
    """Return the names of the placeholders in the text, in their order."""
    return [match[1] for match in _PART.finditer(text) if match[1]]


def unknown(text: str) -> list[tuple[str, str]]:
    """Return each name that is no placeholder, with the nearest that is one (or nothing)."""
    return [(name, nearest(name, KNOWN)) for name in names(text) if name not in KNOWN]


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like `name`, or nothing if none is."""
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.5)), "")


def fill(text: str, variables: Mapping[str, str]) -> str:
    """Replace each placeholder by its value, and `{{` and `}}` by single braces.

    Raises:
        SystemFailureError: a placeholder has no value here.
    """
    return _PART.sub(lambda match: _replacement(match, variables, text), text)


def can_fill(text: str, variables: Mapping[str, str]) -> bool:
    """Tell whether every placeholder of the text has a value."""
    return all(name in variables for name in names(text))


def _replacement(match: re.Match[str], variables: Mapping[str, str], text: str) -> str:
    if match[1] is None:
        return match[0][0]
    try:
        return variables[match[1]]
    except KeyError:
        raise SystemFailureError(
            f"{{{match[1]}}} in “{text}” has no value here",
            next_step=f"use one of {', '.join(f'{{{name}}}' for name in sorted(variables))}, or start the system first",
        ) from None
