"""Writes what was found as the text of an `adjudge.toml`, each part with where it was found."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adjudge.findings import Location
    from adjudge.system.discovered import FoundSpecification, ProposedSuite, ProposedSystem

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def text_of(
    systems: Sequence[ProposedSystem],
    suites: Sequence[ProposedSuite],
    specifications: Sequence[FoundSpecification],
    openapi: Sequence[Location],
) -> str:
    """Return the text; read with `adjudge.system.toml` it holds the same systems and suites."""
    lines = [
        "# Proposed by `adjudge init` from what the repository holds. Read it before you use it."
    ]
    lines += [f"# {f.files} {f.dialect} documents: {f.pattern}" for f in specifications]
    if specifications:
        lines.append(f"specification = {_array([f.pattern for f in specifications])}")
    lines += [f"# An OpenAPI document: {place.file}:{place.line}" for place in openapi]
    for system in systems:
        lines += ["", *_system(system)]
    for name, suite in _named(suites):
        lines += ["", *_suite(name, suite, systems)]
    if not systems:
        lines.append("# Found no program to start: add [systems.NAME] with `start` or `command`.")
    return "\n".join(lines) + "\n"


def _system(system: ProposedSystem) -> Iterator[str]:
    yield f"# Found at {system.found.file}:{system.found.line}."
    yield from (f"# Guessed: {guess}." for guess in system.guesses)
    yield f"[systems.{_key(system.name)}]"
    if system.directory != ".":
        yield f"directory = {_string(system.directory)}"
    if system.start:
        yield f"start = {_array(system.start)}"
        yield f"base = {_string(system.base)}"
        yield 'ready = {port = "{port}"}'
    if system.environment:
        yield f"environment = {_table(system.environment)}"
    if system.commands:
        yield f"[systems.{_key(system.name)}.commands]"
    yield from (f"{_key(name)} = {_array(words)}" for name, words in system.commands.items())


def _named(suites: Sequence[ProposedSuite]) -> Iterator[tuple[str, ProposedSuite]]:
    """Tell suites of one kind in several folders apart."""
    kinds = [suite.name for suite in suites]
    for number, suite in enumerate(suites):
        several = kinds.count(suite.name) > 1
        yield (f"{suite.name}-{number + 1}" if several else suite.name), suite


def _suite(name: str, suite: ProposedSuite, systems: Sequence[ProposedSystem]) -> Iterator[str]:
    own = next((system for system in systems if system.directory == suite.directory), None)
    yield f"# Found at {suite.found.file}:{suite.found.line}."
    yield from (f"# Guessed: {guess}." for guess in suite.guesses)
    if own is None and suite.directory != ".":
        yield f"# It belongs to {suite.directory}, where no system was found: add one with that directory."
    yield f"[suites.{_key(name)}]"
    yield f"command = {_array(suite.command)}"
    yield f"format = {_string(suite.format)}"
    if own is not None and len(systems) > 1:
        yield f"system = {_string(own.name)}"


def _string(text: str) -> str:
    # JSON's strings are TOML's, but for one character that TOML wants escaped.
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _array(texts: Sequence[str]) -> str:
    return f"[{', '.join(_string(text) for text in texts)}]"


def _table(values: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{_key(k)} = {_string(v)}' for k, v in values.items())}}}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)
