"""All that one run needs, opened in order and closed again."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError
from adjudge.evidence.ledger import Ledger
from adjudge.run.plan import Planner
from adjudge.run.project import STATE, Project, load
from adjudge.run.request import Request
from adjudge.run.selection import select
from adjudge.run.theatre import Theatre
from adjudge.spec.nearest import nearest
from adjudge.system.trees import Snapshot, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adjudge.run.plan import Work
    from adjudge.spec.model import Requirement, Specification
    from adjudge.system.configuration import Configuration, System


@dataclass(frozen=True)
class Session:
    """An opened project with the state of its systems and what the ledger knows of them."""

    request: Request
    project: Project
    snapshot: Snapshot
    ledger: Ledger

    @property
    def configuration(self) -> Configuration:
        """The project's configuration."""
        return self.project.configuration

    @property
    def specification(self) -> Specification:
        """The project's specification."""
        return self.project.specification

    @cached_property
    def systems(self) -> Mapping[str, System]:
        """The systems that are judged, by name.

        Raises:
            AdjudgeError: the request names one that does not exist.
        """
        known = self.configuration.systems
        for name in self.request.systems:
            if name not in known:
                near = nearest(name, known)
                step = f"did you mean {near}?" if near else f"there is {', '.join(known)}"
                raise AdjudgeError(f"adjudge.toml has no system {name!r}", next_step=step)
        return {
            n: s for n, s in known.items() if not self.request.systems or n in self.request.systems
        }

    @cached_property
    def requirements(self) -> Sequence[Requirement]:
        """The requirements that are judged."""
        return select(self.specification, self.request.selection)

    @cached_property
    def trees(self) -> Mapping[str, Tree]:
        """What each system may see of the judged revision."""
        documents = [document.path for document in self.specification.documents]
        if self.configuration.source is not None:
            documents.append(self.configuration.source.path)
        return {name: self.snapshot.tree(s, documents) for name, s in self.systems.items()}

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """Every check of a requirement in force, for every system that it applies to."""
        planner = Planner(
            self.project.root,
            self.systems,
            self.configuration.suites,
            self.project.kinds,
            {name: tree.digest for name, tree in self.trees.items()},
            {name: self.configuration.bindings(s) for name, s in self.systems.items()},
        )
        binding = [r for r in self.requirements if r.in_force(self.request.today)]
        return planner.works(binding, self.ledger.matching)

    def theatre(self) -> Theatre:
        """Provide the stages on which checks run."""
        return Theatre(self.configuration, self.trees)


@contextmanager
def opened(request: Request) -> Iterator[Session]:
    """Open the project of a request, at the revision it asks for.

    Raises:
        AdjudgeError: the project, its configuration or the revision can't be used.
    """
    state = request.root / STATE
    with ExitStack() as stack:
        root = request.root
        if request.revision:
            root = stack.enter_context(_checked_out(request.root, request.revision))
        project = load(root, request.today, home=request.root)
        systems = project.configuration.systems.values()
        snapshot = Snapshot.take(request.root, systems, revision=request.revision)
        yield Session(request, project, snapshot, Ledger.open(state / "ledger.db"))


@contextmanager
def _checked_out(root: Path, revision: str) -> Iterator[Path]:
    """Lend a folder with all files of a commit; the user's checkout is not touched."""
    with TemporaryDirectory(prefix="adjudge-revision-") as folder:
        snapshot = Snapshot.take(root, (), revision=revision)
        place = Path(folder) / "project"
        Tree(snapshot, snapshot.visible).materialise(place)
        yield place
