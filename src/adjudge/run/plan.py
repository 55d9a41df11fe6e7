"""Which checks must run: those whose inputs the ledger has no decisive evidence for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from adjudge.checks.kind import CheckInputs
from adjudge.evidence.currency import settled, stand
from adjudge.evidence.digests import binding_digest, check_digest, requirement_digest, tools_digest
from adjudge.evidence.ledger import Key
from adjudge.evidence.model import Digests, Evidence, Standing
from adjudge.run.addressing import applicable, unaddressed
from adjudge.spec.model import Check, Requirement
from adjudge.system.binding import Bindings
from adjudge.system.configuration import Suite, System
from adjudge.system.surroundings import passed_values, programs
from adjudge.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from adjudge.checks.kind import CheckKind

_NOTHING = CheckInputs()
_UNBOUND: Mapping[str, Bindings] = MappingProxyType({})

Wanted = Mapping[Key, Digests]
"""The digests of the inputs of each check and system, as they are now."""

Known = Mapping[Key, Evidence]
"""Evidence by check and system."""


@dataclass(frozen=True, slots=True)
class Work:
    """One check of one requirement against one system, with all that its result depends on.

    `folder` is the folder of the document, absolute. `tools` are the versions behind
    `digests.tools`. `standing` is the check with the evidence that the ledger holds for it.
    """

    requirement: Requirement
    check: Check
    system: System
    folder: Path
    tools: Mapping[str, str]
    digests: Digests
    standing: Standing

    @property
    def key(self) -> Key:
        """What the ledger knows the work by."""
        return self.check.id, self.system.name

    def with_evidence(self, evidence: Evidence | None) -> Work:
        """Return the work with its check held against evidence."""
        standing = stand(self.check, evidence, self.digests, self.tools)
        return replace(self, standing=standing)


@dataclass(frozen=True, slots=True)
class Batch:
    """Works of one kind and system that run together on one stage."""

    works: tuple[Work, ...]

    @property
    def first(self) -> Work:
        """The work whose folder and system the stage is made for."""
        return self.works[0]


class Planner:
    """Turns requirements into works, for one configuration and one state of every system.

    Args:
        root: the project's folder.
        systems: those that are judged, by name.
        suites: of the configuration.
        kinds: the executable kinds of checks by name.
        trees: the digest of each system's tree by the system's name.
        machines: what connects machines to each system, by the system's name.
    """

    def __init__(
        self,
        root: Path,
        systems: Mapping[str, System],
        suites: Mapping[str, Suite],
        kinds: Mapping[str, CheckKind],
        trees: Mapping[str, str],
        machines: Mapping[str, Bindings] = _UNBOUND,
    ) -> None:
        self.root = root
        self.kinds = kinds
        self.trees = trees
        self.systems = systems
        self.suites = suites
        self.machines = machines
        self.passed = {name: passed_values(system) for name, system in systems.items()}
        self.bindings = {name: self._binding(system, ()) for name, system in systems.items()}
        self.programs = {
            name: programs(system, suites.values()) for name, system in systems.items()
        }

    def works(
        self, requirements: Iterable[Requirement], known: Callable[[Wanted], Known]
    ) -> tuple[Work, ...]:
        """Return a work for each check and each system that it applies to.

        Args:
            requirements: those whose checks are wanted.
            known: asks the ledger for the evidence that belongs to the digests, or the newest.
        """
        drafts = [d for r in requirements for c in r.checks for d in self._drafts(r, c)]
        evidence = known({d.key: d.digests for d in drafts})
        return tuple(d.with_evidence(evidence.get(d.key)) for d in drafts)

    def _drafts(self, requirement: Requirement, check: Check) -> Iterator[Work]:
        folder = (self.root / requirement.document).parent
        kind = self.kinds.get(check.kind)
        systems, check = applicable(check, self.systems), unaddressed(check)
        inputs = kind.inputs(check, folder) if kind else _NOTHING
        wanted, checked = requirement_digest(requirement), check_digest(check, inputs, folder)
        for system in systems:
            name = system.name
            tools = {"adjudge": VERSION, **self.programs[name], **inputs.tools}
            binding, tree = self.bindings[name], self.trees[name]
            if inputs.machines:
                binding = self._binding(system, inputs.machines)
            digests = Digests(wanted, checked, binding, tree, tools_digest(tools))
            standing = Standing(check)
            yield Work(requirement, check, system, folder, tools, digests, standing)

    def _binding(self, system: System, machines: Sequence[str]) -> str:
        own = self.machines.get(system.name, Bindings())
        driven = [own.of(machine) for machine in machines]
        return binding_digest(system, self.suites, self.passed[system.name], driven)


def outstanding(
    works: Sequence[Work], kinds: Mapping[str, CheckKind], *, everything: bool
) -> tuple[Work, ...]:
    """Return the works that must run; `everything` also takes those that are settled."""
    return tuple(
        w for w in works if w.check.kind in kinds and (everything or not settled(w.standing))
    )


def batches(works: Iterable[Work], kinds: Mapping[str, CheckKind]) -> tuple[Batch, ...]:
    """Group works that share a kind, a system and that kind's batch key, in order."""
    groups: dict[tuple[str, str, str], list[Work]] = {}
    for work in works:
        key = (work.check.kind, work.system.name, kinds[work.check.kind].batch(work.check))
        groups.setdefault(key, []).append(work)
    return tuple(Batch(tuple(group)) for group in groups.values())
