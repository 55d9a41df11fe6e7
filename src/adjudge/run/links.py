"""Checks that nobody wrote into the specification, because the configuration implies them."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from adjudge.findings import Location
from adjudge.spec.model import Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adjudge.spec.model import Requirement
    from adjudge.system.configuration import Suite


def with_suite_links(
    requirement: Requirement, suites: Mapping[str, Suite], configuration: str
) -> Requirement:
    """Return the requirement with a check for each suite whose patterns name it.

    A suite's `requirements` patterns let a specification be judged as it stands, where its
    authors can't write `Verified by:` into it. `configuration` is the path of `adjudge.toml`.
    """
    implied = tuple(_implied(requirement, suites, configuration))
    return replace(requirement, checks=requirement.checks + implied) if implied else requirement


def _implied(
    requirement: Requirement, suites: Mapping[str, Suite], configuration: str
) -> Iterator[Check]:
    for suite in suites.values():
        if any(_names(pattern, requirement) for pattern in suite.requirements):
            yield Check(
                id=f"{requirement.id}#{suite.name}",
                requirement=requirement.id,
                kind="tests",
                text="",
                location=Location(configuration),
                body=Location(configuration),
                name=suite.name,
                options={"suite": suite.name, "marked": [requirement.id], **_scope(suite)},
            )


def _scope(suite: Suite) -> dict[str, str]:
    return {"system": suite.system} if suite.system else {}


def _names(pattern: str, requirement: Requirement) -> bool:
    return fnmatchcase(requirement.id, pattern) or fnmatchcase(requirement.label, pattern)
