"""Machines that run together: a block names others of its document, and its check holds them.

So a check needs nothing but itself to be read, and a change of another machine makes its evidence
stale. Where the others stand is kept apart (`PLACES`): moving them changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adjudge.spec import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adjudge.spec.model import Check, Document, Requirement

KEY = "together with"
_SPELLINGS = (KEY, "together_with")


def resolved(document: Document) -> Document:
    """Give each machine the texts of those that its block names under `together with:`.

    The option `together` holds block and diagram of each, `together_places` line and column at which
    each begins, `machines` the names of all machines of the document. A name that is no machine's
    stays unresolved: whoever reads the machine reports it.
    """
    checks = [check for each in document.requirements for check in each.checks]
    machines = {check.name: check for check in checks if check.kind == "machine" and check.name}
    if not any(_SPELLINGS[0] in c.text or _SPELLINGS[1] in c.text for c in machines.values()):
        return document
    requirements = tuple(_resolved(each, machines) for each in document.requirements)
    return replace(document, requirements=requirements)


def diagram_place(check: Check) -> tuple[int, int]:
    """Return line and column at which the diagram of a machine's check begins."""
    options = check.options
    return int(options.get("diagram_line", 1)), int(options.get("diagram_column", 1))


def named(text: str) -> list[str]:
    """Return the names under `together with:` in the text of a block; nothing if it has none."""
    try:
        value = yaml.load(text)
    except yaml.YamlError:
        return []
    if not isinstance(value, dict):
        return []
    found: Any = next((value[key] for key in _SPELLINGS if key in value), [])
    return [each for each in _listed(found) if isinstance(each, str)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _resolved(requirement: Requirement, machines: Mapping[str, Check]) -> Requirement:
    checks = tuple(
        _with_others(check, machines) if check.kind == "machine" else check
        for check in requirement.checks
    )
    return replace(requirement, checks=checks)


def _with_others(check: Check, machines: Mapping[str, Check]) -> Check:
    others = dict(_reached(check, machines, {check.name}))
    if not named(check.text):
        return check
    options = {
        **check.options,
        "together": {
            name: [other.text, str(other.options.get("diagram", ""))]
            for name, other in others.items()
        },
        "together_places": {
            name: [other.body.line, other.body.column, *diagram_place(other)]
            for name, other in others.items()
        },
        "machines": sorted(machines),
    }
    return replace(check, options=options)


def _reached(
    check: Check, machines: Mapping[str, Check], seen: set[str]
) -> Iterator[tuple[str, Check]]:
    """Yield the machines that a check names, and those that they name, each once."""
    for name in named(check.text):
        if name in machines and name not in seen:
            seen.add(name)
            yield name, machines[name]
            yield from _reached(machines[name], machines, seen)
