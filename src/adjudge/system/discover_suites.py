"""Finds the test suites of a repository, and how they can tell their results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.system.configuration import SuiteFormat
from adjudge.system.discover_files import folder_of, home_of
from adjudge.system.discover_systems import manifest
from adjudge.system.discovered import ProposedSuite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.system.discover_files import Files

_NODE = (
    ("node --test", ("node", "--test", "--test-reporter=tap"), SuiteFormat.TAP, ()),
    (
        "vitest",
        ("npx", "vitest", "run", "--reporter=junit", "--outputFile={junit}"),
        SuiteFormat.JUNIT,
        (),
    ),
    (
        "jest",
        ("env", "JEST_JUNIT_OUTPUT_FILE={junit}", "npx", "jest", "--reporters=jest-junit"),
        SuiteFormat.JUNIT,
        ("that the package jest-junit is installed",),
    ),
)


def find(files: Files) -> list[ProposedSuite]:
    """Return at most one suite of each kind for each folder that is a project of its own."""
    found: dict[tuple[str, str], ProposedSuite] = {}
    for suite in (*_pytest(files), *_node(files), *_go(files)):
        found.setdefault((suite.name, suite.directory), suite)
    return list(found.values())


def _pytest(files: Files) -> Iterator[ProposedSuite]:
    for name in files.named(r"(?:.*/)?(?:test_[^/]*|[^/]*_test)\.py"):
        text = files.read(name)
        if "def test" in text:
            folder = home_of(name, files)
            command = ("python", "-m", "pytest")
            place = files.at(name, "def test")
            guess = () if "pytest" in text else ("that pytest is installed and runs these tests",)
            yield ProposedSuite("pytest", command, SuiteFormat.PYTEST, folder, place, guess)


def _node(files: Files) -> Iterator[ProposedSuite]:
    for name in files.named(r"(?:.*/)?package\.json"):
        scripts = manifest(files.read(name)).get("scripts")
        test = scripts.get("test") if isinstance(scripts, dict) else None
        for word, command, form, guesses in _NODE:
            if isinstance(test, str) and word in test:
                place = files.at(name, '"test"')
                yield ProposedSuite("npm-test", command, form, folder_of(name), place, guesses)
                break


def _go(files: Files) -> Iterator[ProposedSuite]:
    for name in files.named(r".*_test\.go"):
        command = ("gotestsum", "--junitfile", "{junit}", "./...")
        guess = "that gotestsum is installed"
        home = home_of(name, files)
        yield ProposedSuite("go-test", command, SuiteFormat.JUNIT, home, files.at(name), (guess,))
