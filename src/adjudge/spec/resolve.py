"""Which requirement a name means, written with its scope or without."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.codes import relations as codes
from adjudge.spec.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.findings import Finding
    from adjudge.spec.model import Relation, Requirement

# Looking for a similar ID reads all of them, so only so many findings get one.
_SUGGESTIONS = 20


class Resolver:
    """Resolves the relations of a specification's requirements; `findings` says where it can't."""

    def __init__(self, requirements: Sequence[Requirement]) -> None:
        self.findings: list[Finding] = []
        self._ids = {requirement.id for requirement in requirements}
        self._bare: dict[str, dict[str, str]] = defaultdict(dict)
        for requirement in requirements:
            for name in {requirement.label, requirement.id.rpartition("/")[2]}:
                self._bare[name][requirement.id] = requirement.document

    def resolve(self, requirement: Requirement) -> Requirement:
        """Put the ID that is meant in the place of each relation's target."""
        if not requirement.relations:
            return requirement
        resolved = tuple(self._relation(requirement, r) for r in requirement.relations)
        if resolved == requirement.relations:
            return requirement
        return replace(requirement, relations=resolved)

    def candidates(self, name: str, requirement: Requirement) -> list[str]:
        """Return the IDs that `name` may mean where `requirement` uses it; its own scope wins."""
        if name in self._ids:
            return [name]
        scope = requirement.id.rpartition("/")[0]
        if scope and f"{scope}/{name}" in self._ids:
            return [f"{scope}/{name}"]
        found = self._bare.get(name, {})
        near = [ident for ident, document in found.items() if document == requirement.document]
        return near if len(near) == 1 else list(found)

    def _relation(self, requirement: Requirement, relation: Relation) -> Relation:
        found = self.candidates(relation.target, requirement)
        if len(found) == 1:
            return relation if found[0] == relation.target else replace(relation, target=found[0])
        self.findings.append(self._finding(requirement, relation, found))
        return relation

    def _finding(self, requirement: Requirement, relation: Relation, found: list[str]) -> Finding:
        if found:
            message = f'"{relation.target}" could mean {", ".join(found)}'
            return codes.AMBIGUOUS_RELATION.at(
                relation.location, message, requirement=requirement.id, actual=relation.target
            )
        few = len(self.findings) < _SUGGESTIONS
        near = nearest(relation.target, self._ids) if few else ""
        message = f'{relation.kind} "{relation.target}", which is no requirement'
        return codes.UNKNOWN_RELATION.at(
            relation.location,
            f'{message}: did you mean "{near}"?' if near else message,
            requirement=requirement.id,
            expected="the ID of a requirement",
            actual=relation.target,
        )
