"""The options in the braces of a machine's fence: how long, how much and from which seed to search."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from adjudge import quantities
from adjudge.codes import driving as codes
from adjudge.spec.nearest import suggestion
from adjudge.spec.shared_checks import BLOCK, OWN_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from adjudge.findings import Finding
    from adjudge.spec.model import Check

_MOST_CALLS = 1_000_000
_MOST_VALUES = 1000
_MOST_GROUPS = 100_000
_MOST_SEED = 2**63


@dataclass(frozen=True, slots=True)
class Options:
    """Budgets of a search: `calls` and `seconds`, whichever ends first.

    `concurrent` is how many groups of calls are issued at once; 0 for none, None where the block
    decides: those that name a requirement under `at once:` ask for it.
    `values` is how many bad values are tried for each parameter. The `seed` decides everything
    that is left to chance.
    """

    calls: int = 300
    seconds: float = 20.0
    seed: int = 0
    values: int = 12
    concurrent: int | None = None


def read(check: Check) -> tuple[Options, tuple[Finding, ...]]:
    """Read a block's options; with findings, the options must not be used."""
    options = Options(seed=_own_seed(check))
    findings: list[Finding] = []
    for name, value in check.options.items():
        try:
            options = replace(options, **dict(_entry(name, value)))
        except ValueError as error:
            found = codes.MACHINE_OPTION.at(
                check.location, str(error), requirement=check.requirement, actual=str(value)
            )
            findings.append(found)
    return options, tuple(findings)


def _own_seed(check: Check) -> int:
    """Derive the seed from the block's ID, so that every run of it makes the same calls."""
    name = str(check.options.get(BLOCK, check.id))
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


def _entry(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if name in OWN_KEYS:
        return
    if name not in _KNOWN:
        raise ValueError(f"a machine has no option “{name}”; {suggestion(name, _KNOWN)}")
    field, convert = _KNOWN[name]
    try:
        yield field, convert(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _whole(value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"“{value}” is not a whole number from {least} to {most:,}")
    return value


def _seconds(value: Any) -> float:
    if not isinstance(value, str):
        raise ValueError(f"“{value}” is not a duration such as “20 s”")  # noqa: TRY004 - told like every value that can't be had
    return quantities.seconds(value)


_KNOWN: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "calls": ("calls", lambda value: _whole(value, 1, _MOST_CALLS)),
    "time": ("seconds", _seconds),
    "seed": ("seed", lambda value: _whole(value, 0, _MOST_SEED)),
    "concurrent": ("concurrent", lambda value: _whole(value, 0, _MOST_GROUPS)),
    "values": ("values", lambda value: _whole(value, 0, _MOST_VALUES)),
}
