"""Proposes an `adjudge.toml` for a repository that has none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.system import discover_documents, discover_suites, discover_systems
from adjudge.system.discover_files import Files
from adjudge.system.discovered import Proposal, ProposedSystem
from adjudge.system.proposal_text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def propose(root: Path) -> Proposal:
    """Look through a repository and propose how its programs and tests are run.

    Nothing is executed, and nothing outside `root` is read.
    """
    files = Files(root)
    systems = tuple(_distinct(discover_systems.find(files)))
    suites = tuple(discover_suites.find(files))
    specifications = tuple(discover_documents.specifications(files))
    openapi = tuple(discover_documents.openapi(files))
    text = text_of(systems, suites, specifications, openapi)
    return Proposal(systems, suites, openapi, specifications, text)


def _distinct(systems: Sequence[ProposedSystem]) -> Iterator[ProposedSystem]:
    """Number systems that are named alike."""
    seen: dict[str, int] = {}
    for system in systems:
        number = seen[system.name] = seen.get(system.name, 0) + 1
        yield system if number == 1 else replace(system, name=f"{system.name}-{number}")
