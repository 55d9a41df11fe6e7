"""Reading which answers of a system mean accepted and refused: `[200, "4xx"]`, `["InsufficientFunds"]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.codes.system import WRONG_VALUE
from adjudge.system.binding import Function, Outcome, Raises, Request, Returns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.system.binding import Act
    from adjudge.system.toml_places import KeyPath
    from adjudge.system.toml_values import Reading

_CLASS = re.compile(r"([1-5])xx", re.IGNORECASE)
_EXCEPTION = re.compile(r"[A-Za-z_][\w.:]*")
_STATUSES = range(100, 600)
_EXIT_CODES = range(256)
_EXPECTED = {
    Request: 'statuses such as 409 or "4xx"',
    Function: "names of exceptions, or {returns = …} for a value that is returned",
}


def outcomes(
    reading: Reading, path: KeyPath, listed: list[object], act: Act
) -> tuple[Outcome, ...]:
    """Read a list of answers as what the act can answer; note a finding for each that is not."""
    found: list[Outcome] = []
    for number, item in enumerate(listed):
        read = list(_outcome(item, act))
        found += read
        if not read:
            expected = _EXPECTED.get(type(act), "exit codes from 0 to 255")
            message = f"{item!r} is no answer of this call, whose answers are {expected}"
            reading.problem(WRONG_VALUE, (*path, number), message, expected=expected)
    return tuple(dict.fromkeys(found)) if not isinstance(act, Function) else tuple(found)


def _outcome(item: object, act: Act) -> Iterator[Outcome]:
    if isinstance(act, Function):
        if isinstance(item, str) and _EXCEPTION.fullmatch(item):
            yield Raises(item)
        elif isinstance(item, dict) and item.keys() == {"returns"}:
            yield Returns(item["returns"])
    elif isinstance(item, int) and not isinstance(item, bool):
        if item in (_STATUSES if isinstance(act, Request) else _EXIT_CODES):
            yield item
    elif isinstance(act, Request) and isinstance(item, str) and (match := _CLASS.fullmatch(item)):
        yield from range(int(match[1]) * 100, int(match[1]) * 100 + 100)
