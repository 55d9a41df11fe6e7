"""A project: where it is, what it says, and where Adjudge keeps what it knows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.checks.kind import CheckKind
from adjudge.checks.machine.words import left_open
from adjudge.checks.table import KINDS
from adjudge.run.addressing import misdirected, unaddressed
from adjudge.run.links import with_suite_links
from adjudge.spec import project as documents
from adjudge.spec.model import Specification
from adjudge.system import toml
from adjudge.system.cache import default_folder, of_project
from adjudge.system.configuration import Configuration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from adjudge.findings import Finding
    from adjudge.spec.model import Check, Document

CONFIGURATION = "adjudge.toml"
STATE = ".adjudge"
"""The folder of the ledger; it ignores itself in git."""


@dataclass(frozen=True)
class Project:
    """A project as read: its folder, its configuration and its specification."""

    root: Path
    configuration: Configuration
    specification: Specification
    kinds: Mapping[str, CheckKind]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was found while reading, and checks that name a system which does not exist."""
        return (*self.specification.findings, *self._misdirected())

    def lint(self) -> tuple[Finding, ...]:
        """Return all findings, with those of every check's own notation."""
        own = (f for d in self.specification.documents for f in self._diagnosed(d))
        return (*self.findings, *own)

    def diagnose(self, check: Check, folder: Path) -> Sequence[Finding]:
        """Say what in one check can't be read."""
        kind = self.kinds.get(check.kind)
        return kind.diagnose(unaddressed(check), folder) if kind else ()

    def _diagnosed(self, document: Document) -> Iterator[Finding]:
        folder = (self.root / document.path).parent
        for requirement in document.requirements:
            for check in requirement.checks:
                yield from self.diagnose(check, folder)
        yield from left_open(document)

    def _misdirected(self) -> Iterator[Finding]:
        known = tuple(self.configuration.systems)
        for requirement in self.specification.requirements:
            for check in requirement.checks:
                yield from misdirected(check, known)


def root_of(folder: Path) -> Path:
    """Return the project that a folder belongs to.

    It is the nearest folder upwards that holds an `adjudge.toml`, without leaving the git
    repository; where there is none, the folder itself.
    """
    start = folder.resolve()
    for candidate in (start, *start.parents):
        if (candidate / CONFIGURATION).is_file():
            return candidate
        if (candidate / ".git").exists():
            break
    return start


def load(root: Path, today: date, *, home: Path | None = None) -> Project:
    """Read a project.

    Args:
        root: its folder.
        today: the day on which dates count.
        home: the folder that the project's caches belong to, where `root` is only a copy of it.

    Raises:
        ConfigurationError: `adjudge.toml` can't be used.
    """
    configuration = toml.read(root)
    # Not in the project: whoever edits its files must not be able to edit what was read of them.
    cache = of_project(default_folder(), home or root) / "documents"
    read = documents.read(root, configuration.specification, cache=cache, today=today)
    return Project(root, configuration, _linked(read, configuration), KINDS)


def _linked(specification: Specification, configuration: Configuration) -> Specification:
    """Add the checks that the configuration's suites imply."""
    if not any(suite.requirements for suite in configuration.suites.values()):
        return specification
    linked = tuple(
        replace(
            document,
            requirements=tuple(
                with_suite_links(r, configuration.suites, CONFIGURATION)
                for r in document.requirements
            ),
        )
        for document in specification.documents
    )
    return replace(specification, documents=linked)
