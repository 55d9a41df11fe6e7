"""Machines whose properties name other requirements: the machine's check verifies those too.

Where a block under `ACC-9` says `always: {ACC-1: …}`, the requirement `ACC-1` gets a check of its own
that runs together with the block's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adjudge.codes import driving as codes
from adjudge.spec import yaml
from adjudge.spec.model import PLACES
from adjudge.spec.nearest import nearest
from adjudge.spec.resolve import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.findings import Finding, Location
    from adjudge.spec.model import Check, Document, Requirement

BLOCK = "block"
"""The option that names the block's own check, with which a check for a named requirement runs."""
OWN_KEYS = frozenset({BLOCK, "diagram", "together", "illustration", "system", *PLACES})
"""Options of a machine's check that no author writes into the braces for the search."""

_KIND = "machine"
_AT_ONCE = "at once"
_PROPERTIES = ("always", "never", "always after", "always_after", "leads to", "leads_to")


def share(documents: Sequence[Document]) -> list[Document]:
    """Give each requirement that a machine's property names a check of that machine.

    A name that is no requirement's is a finding of the document that holds the machine.
    """
    requirements = [r for document in documents for r in document.requirements]
    machines = [(r, c) for r in requirements for c in r.checks if c.kind == _KIND]
    if not machines:
        return list(documents)
    sharing = _Sharing(requirements)
    for requirement, check in machines:
        sharing.add(requirement, check)
    return [sharing.completed(document) for document in documents]


class _Sharing:
    def __init__(self, requirements: Sequence[Requirement]) -> None:
        self._resolver = Resolver(requirements)
        self._names = [requirement.id for requirement in requirements]
        self._added: defaultdict[str, list[Check]] = defaultdict(list)
        self._findings: defaultdict[str, list[Finding]] = defaultdict(list)

    def add(self, requirement: Requirement, check: Check) -> None:
        """Derive the checks of one block."""
        for name, place in named(check):
            found = self._resolver.candidates(name, requirement)
            if len(found) != 1:
                problem = self._problem(name, found, requirement, place)
                self._findings[requirement.document].append(problem)
            elif found[0] != requirement.id and not self._has(found[0], check):
                options = {**check.options, BLOCK: check.id}
                self._added[found[0]].append(
                    replace(check, requirement=found[0], location=place, options=options)
                )

    def completed(self, document: Document) -> Document:
        """Return a document with the checks and findings that belong to it."""
        requirements = tuple(map(self._completed, document.requirements))
        findings = self._findings.pop(document.path, [])
        if not findings and all(
            new is old for new, old in zip(requirements, document.requirements, strict=True)
        ):
            return document
        return replace(
            document, requirements=requirements, findings=(*document.findings, *findings)
        )

    def _completed(self, requirement: Requirement) -> Requirement:
        # Of two requirements of one ID, which is an error told elsewhere, the first gets them.
        added = self._added.pop(requirement.id, [])
        if not added:
            return requirement
        first = 1 + max((_number(check) for check in requirement.checks), default=0)
        numbered = (
            replace(check, id=f"{requirement.id}#{number}")
            for number, check in enumerate(added, first)
        )
        return replace(requirement, checks=(*requirement.checks, *numbered))

    def _has(self, requirement: str, check: Check) -> bool:
        return any(each.options[BLOCK] == check.id for each in self._added[requirement])

    def _problem(
        self, name: str, found: list[str], requirement: Requirement, place: Location
    ) -> Finding:
        if found:
            message = f'"{name}" could mean {", ".join(found)}'
            return codes.PROPERTY_OF_SEVERAL.at(
                place, message, requirement=requirement.id, actual=name
            )
        near = nearest(name, self._names)
        message = f'a property of "{name}", which is no requirement'
        return codes.PROPERTY_OF_NOBODY.at(
            place,
            f'{message}: did you mean "{near}"?' if near else message,
            requirement=requirement.id,
            expected="the ID of a requirement",
            actual=name,
        )


def named(check: Check) -> Iterator[tuple[str, Location]]:
    """Yield each requirement that a machine's block names, with the place of its name.

    What can't be read is passed over: whoever reads the machine reports it.
    """
    try:
        block = yaml.read(check.text)
    except yaml.YamlError:
        return
    for section in _PROPERTIES:
        entries = _mapping(_mapping(block.value).get(section))
        for name in entries:
            if isinstance(name, str) and ")" not in name:
                yield name, yaml.within(check.body, *block.position(section, name))
    listed = _mapping(block.value).get(_AT_ONCE)
    for name in listed if isinstance(listed, list) else [listed]:
        if isinstance(name, str):
            yield name, yaml.within(check.body, *block.position(_AT_ONCE))


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _number(check: Check) -> int:
    number = check.id.rpartition("#")[2]
    return int(number) if number.isdecimal() else 0
