"""Which systems a check is about: the option `system` in the braces of any executable block."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from adjudge.codes.planning import UNKNOWN_SYSTEM

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from adjudge.findings import Finding
    from adjudge.spec.model import Check

OPTION = "system"
_System = TypeVar("_System")


def applicable(check: Check, systems: Mapping[str, _System]) -> tuple[_System, ...]:
    """Return the systems that a check is about: those its option names, or all without one."""
    if OPTION not in check.options:
        return tuple(systems.values())
    return tuple(systems[name] for name in _named(check) if name in systems)


def misdirected(check: Check, known: Collection[str]) -> Iterator[Finding]:
    """Say what in a check's option names no system; such a check would vanish in silence."""
    if OPTION not in check.options:
        return
    names = _named(check)
    there = ", ".join(known) or "none"
    wrong = [name for name in names if name not in known]
    messages = [f"system {name!r}, which adjudge.toml does not have" for name in wrong]
    if not names:
        messages = [f"no system: {check.options[OPTION]!r} is neither a name nor a list of names"]
    for message in messages:
        yield UNKNOWN_SYSTEM.at(
            check.location,
            f"{check.id} is about {message}",
            requirement=check.requirement,
            expected=f"one of {there}",
            actual=str(check.options[OPTION]),
        )


def unaddressed(check: Check) -> Check:
    """Return the check as its kind sees it, to which the systems mean nothing."""
    if OPTION not in check.options:
        return check
    kept = {name: value for name, value in check.options.items() if name != OPTION}
    return replace(check, options=kept)


def _named(check: Check) -> tuple[str, ...]:
    """Return the names that the option holds; nothing where it is not what it has to be."""
    named = check.options[OPTION]
    names = [named] if isinstance(named, str) else named
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return ()
    return tuple(dict.fromkeys(names))
