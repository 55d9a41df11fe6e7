"""Digests of everything that a check's result depends on, and what their difference says.

Canonical form: JSON with the keys in order, hashed with SHA-256. Locations never enter, so that
moving a requirement within its file makes no evidence stale.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from adjudge.spec.model import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from adjudge.checks.kind import CheckInputs
    from adjudge.evidence.model import Digests
    from adjudge.spec.model import Check, Requirement
    from adjudge.system.binding import MachineBinding
    from adjudge.system.configuration import Suite, System

_BLOCK = 1024**2
_NOTHING: Mapping[str, str] = MappingProxyType({})


def digest(value: object) -> str:
    """Return the SHA-256, in hexadecimal, of a value's canonical form.

    Raises:
        TypeError: the value holds something that has no canonical form.
    """
    return hashlib.sha256(_canonical(value)).hexdigest()


def requirement_digest(requirement: Requirement) -> str:
    """Digest what the requirement demands: its ID, title, level and text.

    Its status, rationale, relations and waivers change what follows from the evidence, not what
    the evidence shows.
    """
    return digest((requirement.id, requirement.title, requirement.level, requirement.text))


def check_digest(check: Check, inputs: CheckInputs, folder: Path) -> str:
    """Digest a check: its kind, block and options, and the content of the files it names.

    Files count by content and by their path from `folder`, which holds the document; so another
    checkout makes nothing stale. One that can't be read counts as missing; the check itself then
    reports it.
    """
    start = folder.resolve()
    files = [(os.path.relpath(path, start), _content(path)) for path in inputs.files]
    options = {name: each for name, each in check.options.items() if name not in PLACES}
    return digest((check.kind, check.language, check.name, check.text, options, files))


def binding_digest(
    system: System,
    suites: Mapping[str, Suite],
    passed: Mapping[str, str] = _NOTHING,
    machines: Iterable[MachineBinding] = (),
) -> str:
    """Digest what the configuration says of one system: its own table and the suites it runs.

    `passed` are digests of the values that it takes from the caller's environment, `machines`
    what connects those machines to it that a check drives.
    """
    own = {name: asdict(s) for name, s in suites.items() if s.system in {"", system.name}}
    # Its content counts, and only where a machine is driven.
    table = {name: value for name, value in asdict(system).items() if name != "openapi"}
    parts = (table, own, passed) if passed else (table, own)
    driven = [machine.content for machine in machines]
    return digest((parts, driven) if driven else parts)


def tools_digest(tools: Mapping[str, str]) -> str:
    """Digest the programs that decide, by name and version."""
    return digest(tools)


def inputs_digest(digests: Digests) -> str:
    """Fold all five digests into one: equal exactly where nothing changed."""
    return digest(asdict(digests))


def _canonical(value: object) -> bytes:
    try:
        return msgspec.json.encode(value, enc_hook=_plain, order="sorted")
    except UnicodeEncodeError:
        # Lone surrogates have no UTF-8; their escaped form is as distinct.
        return repr(msgspec.to_builtins(value, enc_hook=_plain, order="sorted")).encode()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _content(path: Path) -> str:
    try:
        if path.is_dir():
            return digest([(name, _content(path / name)) for name in _files(path)])
        hasher = hashlib.sha256()
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                hasher.update(block)
        executable = path.stat().st_mode & stat.S_IXUSR
    except OSError:
        return "missing"
    return f"{hasher.hexdigest()} executable" if executable else hasher.hexdigest()


def _files(folder: Path) -> Iterator[str]:
    # `rglob` does not follow links to folders, so a loop of links can't trap it.
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()
